// The endpoints, by subject.
#pragma once
#include "wecom/endpoint.hpp"
#include <weft/wecom/wecom.hpp>

namespace weft::wecom {

Endpoints token_endpoints();
Endpoints member_endpoints();
Endpoints member_writing_endpoints();
Endpoints department_endpoints();
Endpoints member_tag_endpoints();
Endpoints message_endpoints();
Endpoints app_chat_endpoints();
Endpoints robot_endpoints();
Endpoints agent_endpoints();

/// All of them.
Endpoints all_endpoints();

}  // namespace weft::wecom
