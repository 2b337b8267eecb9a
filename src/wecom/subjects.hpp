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
Endpoints batch_endpoints();
Endpoints address_endpoints();
Endpoints message_endpoints();
Endpoints app_chat_endpoints();
Endpoints robot_endpoints();
Endpoints agent_endpoints();
Endpoints customer_endpoints();
Endpoints customer_tag_endpoints();
Endpoints contact_way_endpoints();
Endpoints welcome_endpoints();
Endpoints transfer_endpoints();
Endpoints group_chat_endpoints();
Endpoints group_message_endpoints();
Endpoints customer_figure_endpoints();
Endpoints media_endpoints();
Endpoints sign_in_endpoints();
Endpoints ticket_endpoints();

/// All of them.
Endpoints all_endpoints();

}  // namespace weft::wecom
