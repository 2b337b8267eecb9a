// Takes the file of a form to the operation that stores it.
#pragma once
#include "wecom/endpoint.hpp"

namespace weft::wecom {

/// How the file of a form is stored, and what is answered then.
struct FormUpload {
  std::string operation;                      ///< takes `filename` and bytes, answers with a File
  Json input;                                 ///< of the operation, beside `filename`
  bool any_name = false;                      ///< the part may be called otherwise than "media"
  std::function<Json(const Json&)> say = {};  ///< the fields of the answer, of the File
  Numbers numbers = {};                       ///< of what the operation refuses, where not of media
};

/// Answers `request.done` at once: with the sink of the form, or that there is none.
void take_form(Later request, FormUpload upload);

}  // namespace weft::wecom
