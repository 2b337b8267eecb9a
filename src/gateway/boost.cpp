// The one place where the bodies of Asio's TLS part and of Beast are compiled; those of Asio itself are in
// src/base/asio.cpp.
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
