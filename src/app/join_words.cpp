// The words of the pages of invitations, English and Chinese.
#include "app/join_words.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace weft::app {
namespace {

using Pair = std::array<std::string_view, 2>;

/// In the order of Word.
constexpr std::array<Pair, 51> kWords{{
    {"Join %", "加入 %"},
    {"You have been invited. Tell your colleagues who you are.", "您收到了加入邀请，请填写以下信息。"},
    {"Account", "帐号"},
    {"Letters, digits and . _ @ - ; you sign in with it.", "由字母、数字和 . _ @ - 组成，登录时使用。"},
    {"Name", "姓名"},
    {"Mobile number", "手机号"},
    {"optional", "选填"},
    {"Join", "加入"},
    {"Choose a password", "设置密码"},
    {"You are in. A password completes your account.", "您已加入，请设置登录密码。"},
    {"Password", "密码"},
    {"At least 10 characters.", "至少 10 个字符。"},
    {"The same again", "再次输入密码"},
    {"Set password", "确定"},
    {"Your request is waiting", "申请已提交"},
    {"Somebody will look at it. Keep this link: once you are let in, it lets you choose a password.",
     "请等待管理员审批。请保存以下链接，通过后用它设置密码。"},
    {"Choose a password later", "稍后设置密码"},
    {"Done", "完成"},
    {"You can sign in now, as %.", "现在可以用帐号 % 登录了。"},
    {"This invitation is over", "邀请已失效"},
    {"It has expired, was withdrawn, or was used as often as it may be. Ask whoever sent it for a new one.",
     "邀请已过期、已撤销或已达到使用次数上限，请联系邀请人获取新的邀请。"},
    {"This link does not work", "链接无效"},
    {"It was used already, has expired, or your request has not been approved yet.",
     "链接已使用、已过期，或您的申请尚未通过。"},
    {"One moment, please", "请稍候"},
    {"Too much is going on just now. Try again in a few minutes.", "操作过于频繁或服务繁忙，请几分钟后再试。"},
    {"Somebody has this account name already.", "该帐号已被使用。"},
    {"1 to 64 of letters, digits and . _ @ - are needed.", "帐号应为 1 至 64 个字母、数字或 . _ @ - 。"},
    {"A name of at most 100 characters is needed.", "请填写姓名，不超过 100 个字符。"},
    {"This is no mobile number, or somebody else has it.", "手机号无效或已被使用。"},
    {"At least 10 characters are needed, and not your account name.", "密码至少 10 个字符，且不能与帐号相同。"},
    {"The two passwords differ.", "两次输入的密码不一致。"},
    {"That did not work. Please check what you wrote.", "提交失败，请检查填写的内容。"},
    {"Nothing here", "内容不存在"},
    {"The link is wrong, or what it led to was taken away. Ask whoever sent it.",
     "链接有误或内容已被删除，请联系发送人。"},
    {"Open", "打开链接"},
    {"Download", "下载"},
    {"From %", "来自 %"},
    {"Sign in to %", "登录 %"},
    {"With your account at %.", "使用您在 % 的帐号登录。"},
    {"Sign in", "登录"},
    {"The account or the password is wrong.", "帐号或密码不正确。"},
    {"% asks for your gender, picture, mobile number, e-mail and address.",
     "% 申请获取您的性别、头像、手机号、邮箱和地址。"},
    {"Agree", "同意"},
    {"You are signed in", "登录成功"},
    {"Continue", "继续"},
    {"There is no such app", "应用不存在"},
    {"The address names no company, or no app of it that is there.", "链接中的企业或应用不存在，或应用已停用。"},
    {"The address is not trusted (50001)", "redirect_uri 域名与可信域名不一致（50001）"},
    {"Whoever looks after the app must add the host of redirect_uri to those that it trusts.",
     "请管理员将 redirect_uri 的域名添加到应用的可信域名。"},
    {"This app is not for you", "您不在应用的可见范围内"},
    {"Ask whoever looks after it.", "请联系管理员。"},
}};
static_assert(kWords.size() == static_cast<std::size_t>(Word::not_for_you_text) + 1);

/// "zh-CN;q=0.9" -> how much it is liked; 1 when it does not say.
double liking(std::string_view entry) {
  const auto at = entry.find(";q=");
  return at == std::string_view::npos ? 1 : std::strtod(std::string(entry.substr(at + 3, 8)).c_str(), nullptr);
}

}  // namespace

Language language_of(std::string_view accepted) {
  Language best = Language::en;
  double most = 0;
  for (std::size_t at = 0; at < accepted.size() && at < 1000;) {
    const auto end = std::min(accepted.find(',', at), accepted.size());
    std::string_view entry = accepted.substr(at, end - at);
    entry.remove_prefix(std::min(entry.find_first_not_of(' '), entry.size()));
    at = end + 1;
    const bool chinese = entry.starts_with("zh") || entry.starts_with("ZH");
    const bool english = entry.starts_with("en") || entry.starts_with("EN");
    if ((!chinese && !english) || liking(entry) <= most) continue;
    most = liking(entry);
    best = chinese ? Language::zh : Language::en;
  }
  return best;
}

std::string_view word(Language language, Word word) {
  return kWords.at(static_cast<std::size_t>(word)).at(static_cast<std::size_t>(language));
}

std::string phrase(Language language, Word which, std::string_view value) {
  std::string text(word(language, which));
  const auto at = text.find('%');
  return at == std::string::npos ? text : text.replace(at, 1, value);
}

}  // namespace weft::app
