// The table of everything that is answered.
#include "wecom/subjects.hpp"

namespace weft::wecom {

void append(Endpoints& table, Endpoints more) {
  for (Endpoint& endpoint : more)
    table.push_back(std::move(endpoint));
}

Endpoints all_endpoints() {
  Endpoints table = token_endpoints();
  append(table, member_endpoints());
  append(table, member_writing_endpoints());
  append(table, department_endpoints());
  append(table, member_tag_endpoints());
  append(table, batch_endpoints());
  append(table, address_endpoints());
  append(table, message_endpoints());
  append(table, app_chat_endpoints());
  append(table, robot_endpoints());
  append(table, agent_endpoints());
  append(table, customer_endpoints());
  append(table, customer_tag_endpoints());
  append(table, contact_way_endpoints());
  append(table, welcome_endpoints());
  append(table, transfer_endpoints());
  append(table, group_chat_endpoints());
  append(table, group_message_endpoints());
  append(table, customer_figure_endpoints());
  append(table, media_endpoints());
  append(table, sign_in_endpoints());
  append(table, ticket_endpoints());
  return table;
}

std::vector<std::string> paths() {
  std::vector<std::string> names;
  for (const Endpoint& endpoint : all_endpoints())
    names.push_back(endpoint.path);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace weft::wecom
