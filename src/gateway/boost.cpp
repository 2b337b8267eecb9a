// The one place where the bodies of Beast and of Asio's TLS part are compiled; those of Asio itself are in
// src/base/asio.cpp.
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
