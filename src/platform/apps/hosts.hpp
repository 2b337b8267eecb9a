// Hosts that an app trusts.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace weft::platform {

/// "app.example.com:8443" of an http or https address, lower case, without the usual port; nullopt for what is no such
/// address, or has a user name in it.
std::optional<std::string> host_of(const std::string& url);

/// A host as an administrator writes it, in the form of host_of(); nullopt: it is none.
std::optional<std::string> clean_host(std::string_view text);

}  // namespace weft::platform
