// The server API of WeCom (https://qyapi.weixin.qq.com/cgi-bin/...), so that an integration that was written for it
// works here after changing its base URL. It translates: what is done and who may do it is the operations' affair.
#pragma once
#include <weft/api/dialect.hpp>
#include <weft/api/dispatcher.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/clock.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/transfer.hpp>

#include <memory>
#include <string>
#include <vector>

namespace weft::wecom {

struct Parts {
  const api::Registry& registry;  ///< complete before the first request
  api::Dispatcher& dispatcher;
  const Clock& clock;
  std::string prefix = {};   ///< "/qyapi": served below it too
  std::string address = {};  ///< "https://weft.example": what links lead to; empty: where the program asked
};

std::unique_ptr<api::Dialect> dialect(const Parts& parts);

/// What its requests begin and does not end with the answer.
db::JobKinds jobs(directory::TableFiles& files);

/// Every path that is there, without "/cgi-bin/", in order: for tests and documentation.
std::vector<std::string> paths();

}  // namespace weft::wecom
