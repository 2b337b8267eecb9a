// Samples of contacts: records, relations, tags, fields, who may serve.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

using Input = std::function<Json(const Place&)>;

Input with(const char* field, std::string Place::*value, Json more = Json::object()) {
  return [=](const Place& place) {
    Json input = more;
    input[field] = place.*value;
    return input;
  };
}

Input numbered(const char* field, std::int64_t Place::*value, Json more = Json::object()) {
  return [=](const Place& place) {
    Json input = more;
    input[field] = place.*value;
    return input;
  };
}

Input just(Json input = Json::object()) {
  return [input](const Place&) { return input; };
}

Input named(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["name"] = place.fresh_user;
    return input;
  };
}

Samples record_samples() {
  return {
      {"contact.get", {with("contact", &Place::contact), Rule::chat_manager}},
      {"contact.list", {just({{"filter", {{"tagged", false}}}, {"query", "Ca"}, {"limit", 2}})}},
      {"contact.update", {with("contact", &Place::contact, {{"company", "Acme"}}), Rule::chat_manager}},
      {"contact.timeline", {with("contact", &Place::contact), Rule::chat_manager}},
      {"contact.merge",
       {[](const Place& place) {
          return Json{{"contact", place.contact}, {"other", place.stranger}};
        },
        Rule::takes_back}},
      {"contact.unmerge", {with("contact", &Place::contact), Rule::takes_back, 409}},
      {"contact.export_list", {just({{"format", "csv"}}), Rule::any_manager}},
      {"contact.export", {with("contact", &Place::contact), Rule::own_company}},
      {"contact.erase", {with("contact", &Place::contact), Rule::own_company}},
      {"follow.update", {with("follow", &Place::follow, {{"remark", "Carla of Acme"}}), Rule::chat_manager}},
      {"follow.tag",
       {[](const Place& place) {
          return Json{{"follow", place.follow}, {"add", {place.contact_tag}}};
        },
        Rule::chat_manager}},
      {"follow.remove", {with("follow", &Place::follow), Rule::chat_manager}},
      {"follow.share", {with("follow", &Place::follow, {{"to", "tess"}}), Rule::chat_manager}},
      {"customer_note.open", {with("conversation", &Place::chat), Rule::chat_owner}},
      {"customer_chat.add_colleague",
       {with("conversation", &Place::chat, {{"members", {"tess"}}}), Rule::chat_manager}},
      {"customer_chat.remove_colleague",
       {with("conversation", &Place::chat, {{"members", {"tess"}}}), Rule::chat_manager}},
      {"segment.create", {named({{"filter", {{"tagged", true}}}})}},
      {"segment.list", {just()}},
      {"segment.get", {with("segment", &Place::segment), Rule::own_file}},
      {"segment.delete", {with("segment", &Place::segment), Rule::own_file}},
      {"segment.count", {just({{"filter", {{"tagged", true}}}})}},
  };
}

Samples setting_samples() {
  return {
      {"contact_field.list", {just()}},
      {"contact_field.create", {named({{"kind", "text"}})}},
      {"contact_field.update", {numbered("field", &Place::contact_field, {{"position", 7}}), Rule::own_company}},
      {"contact_field.delete", {numbered("field", &Place::contact_field), Rule::own_company}},
      {"contact_tag_group.list", {just()}},
      {"contact_tag_group.create", {named({{"tags", {"red"}}})}},
      {"contact_tag_group.update",
       {numbered("group", &Place::contact_tag_group, {{"position", 7}}), Rule::own_company}},
      {"contact_tag_group.delete", {numbered("group", &Place::contact_tag_group), Rule::own_company}},
      {"contact_tag.create",
       {[](const Place& place) {
          return Json{{"group", place.contact_tag_group}, {"name", "green"}};
        },
        Rule::own_company}},
      {"contact_tag.update", {numbered("tag", &Place::contact_tag, {{"position", 7}}), Rule::own_company}},
      {"contact_tag.delete", {numbered("tag", &Place::contact_tag), Rule::own_company}},
      {"serving.get", {just()}},
      {"serving.set", {just({{"hand_overs", 3}})}},
      {"serving.list", {just()}},
      {"serving.check", {just({{"members", Json::array()}}), Rule::none, 400}},
      {"member.verify", {with("member", &Place::person), Rule::lower_role}},
      {"member.unverify", {with("member", &Place::person), Rule::lower_role}},
  };
}

}  // namespace

Samples contact_samples() {
  Samples all = record_samples();
  all.merge(setting_samples());
  return all;
}

}  // namespace weft::test
