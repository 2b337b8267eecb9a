// Texts with attachments as WeCom writes them, and as greetings of ours: welcomes, closing words, broadcasts.
#pragma once
#include "wecom/desk.hpp"

namespace weft::wecom {

/// {"text":{"content"},"attachments":[{"msgtype","image":{...}}]} of a request; absent when it says nothing. Raises
/// 40007 for media that is none, 40058 for what is missing, 40008 for kinds that are not sent here.
std::optional<Json> greeting_in(const Fields& request);
/// {"text":{...},"image":{...},"link":{...}} as closing words and library greetings have them: at most one attachment,
/// the first of image, link, miniprogram, file and video.
std::optional<Json> flat_greeting_in(const Fields& request);

/// The same two, of a greeting as operations answer it (null: none).
Json greeting_out(const Json& greeting);
Json flat_greeting_out(const Json& greeting);

}  // namespace weft::wecom
