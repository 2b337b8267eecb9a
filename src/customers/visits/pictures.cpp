// Pictures of employees for who sees their cards: customers, and anybody who holds a code of theirs.
#include "customers/visits/visits.hpp"
#include "customers/ways/store.hpp"
#include <weft/files/files.hpp>

namespace weft::customers {
namespace {

constexpr double kPictureCost = 1;

ApiError no_picture() {
  return ApiError(Errc::not_found, "there is no such picture", "employee");
}

/// Whether the page behind the code may show this employee.
bool shown_by(db::Tx& tx, const std::string& code, const PrincipalId& employee) {
  if (customer_page(tx).fallback == employee) return true;
  const auto way = store::way_by_code(tx, code);
  return way && (way->backup == employee || way->fallback == employee || store::serves(tx, way->id, employee));
}

api::Download picture(db::Tx& tx, const api::Context& context, Entrance& entrance, const PictureAt& in) {
  tx.set_corp(company_of(context, entrance, in.code, kPictureCost, tx.now()));
  const auto rows = store::card_rows(tx, std::span(&in.employee, 1));
  if (rows.empty() || !rows.front().avatar || !shown_by(tx, in.code.value, in.employee)) throw no_picture();
  api::Caller as;  // everybody sees the picture of oneself
  as.corp = tx.corp();
  as.principal = in.employee;
  return files::picture_of(*entrance.parts.files, tx, as, *rows.front().avatar, "small", context.address);
}

}  // namespace

bool sees_card(db::Tx& tx, const ContactId& customer, const PrincipalId& employee) {
  return store::sees_card(tx, customer, employee);
}

api::Operation picture_operation(const std::shared_ptr<Entrance>& entrance) {
  return api::sending<PictureAt>(
      {"visit.picture", api::Method::get, "/api/v1/visits/{code}/pictures/{employee}", api::Policy::anonymous,
       "The picture of an employee whom the page of this link shows"},
      [entrance](db::Tx& tx, const api::Context& context, const PictureAt& in) {
        context.transfer->download = picture(tx, context, *entrance, in);
      });
}

}  // namespace weft::customers
