// What a request for a file is answered: all of it, a part of it, or that nothing has changed.
#pragma once
#include "gateway/http_message.hpp"
#include <weft/api/transfer.hpp>

#include <string>
#include <string_view>

namespace weft::gateway {

/// RFC 9110, sections 13 and 14: If-None-Match (304), Range of a GET with If-Range (206, 416; a single range, anything
/// else is overlooked as the RFC wants). The answer is safe to open: its type is believed, it runs no script, and what
/// is not to be shown in a page is saved.
HttpAnswer file_answer(const HttpRequest& request, const api::Download& download);

/// RFC 6266 with the name in RFC 8187 form, and an ASCII one beside it for old programs. Path separators and control
/// characters become '_'.
std::string content_disposition(std::string_view name, bool is_inline);

}  // namespace weft::gateway
