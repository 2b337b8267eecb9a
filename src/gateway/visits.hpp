// Requests for the pages of a site.
#pragma once
#include "gateway/http_message.hpp"
#include <weft/gateway/site.hpp>

namespace weft::gateway {

/// Asks the site for the page of this request, whose path is one of its own. A form is read when it is one of up to 16
/// KiB; other methods and bodies are answered with a problem.
void visit(const Site& site, const HttpRequest& request, const std::string& request_id, HttpReplyTo done);

}  // namespace weft::gateway
