// The one place where the bodies of Asio are compiled; those of its TLS part and of Beast are in src/gateway/boost.cpp.
#include <boost/asio/impl/src.hpp>
