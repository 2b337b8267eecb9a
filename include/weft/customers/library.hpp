// What employees say and show to customers: quick replies, and contents behind links that tell who opened them. See
// docs/library.md.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/files/files.hpp>

#include <vector>

namespace weft::customers {

/// quick_reply.*.
std::vector<api::Operation> quick_reply_operations();
/// content.* and content_link.*; `files` holds what contents are made of and must outlive them. `per_minute`: what one
/// address may ask of links, as of visits (visits.hpp).
std::vector<api::Operation> content_operations(files::Files& files, double per_minute = 240);

}  // namespace weft::customers
