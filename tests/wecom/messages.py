"""Messages of apps to members, groups of apps, robots, menus."""

import base64
import hashlib
import struct
import zlib

from dialect import App, Stand, shaped
from stand import wait_for
from people import chat_with, last, member, messages

NOT_OK = {"errcode": int, "errmsg": str}
SENT = {"errcode": 0, "errmsg": "ok", "invaliduser": str, "invalidparty": str, "invalidtag": str, "unlicenseduser": "",
        "msgid": str, "response_code": str}
CARD = {
    "card_type": "text_notice",
    "source": {"icon_url": "https://example.com/i.png", "desc": "企业微信", "desc_color": 1},
    "action_menu": {"desc": "卡片副交互辅助文本说明",
                    "action_list": [{"text": "接受推送", "key": "A"}, {"text": "不再推送", "key": "B"}]},
    "task_id": "task_id",
    "main_title": {"title": "欢迎使用企业微信", "desc": "您的好友正在邀请您加入企业微信"},
    "quote_area": {"type": 1, "url": "https://work.weixin.qq.com", "title": "企业微信的引用样式",
                   "quote_text": "企业微信真好用呀真好用"},
    "emphasis_content": {"title": "100", "desc": "核心数据"},
    "sub_title_text": "下载企业微信还能抢红包！",
    "horizontal_content_list": [
        {"keyname": "邀请人", "value": "张三"},
        {"type": 1, "keyname": "企业微信官网", "value": "点击访问", "url": "https://work.weixin.qq.com"},
        {"type": 3, "keyname": "员工信息", "value": "点击查看", "userid": "zhangsan"}],
    "jump_list": [{"type": 1, "title": "企业微信官网", "url": "https://work.weixin.qq.com"},
                  {"type": 2, "title": "跳转小程序", "appid": "wx1", "pagepath": "/index.html"}],
    "card_action": {"type": 2, "url": "https://work.weixin.qq.com", "appid": "wx1", "pagepath": "/index.html"}}
BUTTONS = {
    "card_type": "button_interaction", "task_id": "task_2",
    "main_title": {"title": "欢迎使用企业微信", "desc": "您的好友正在邀请您加入企业微信"},
    "button_selection": {"question_key": "btn_question_key1", "title": "企业微信评分",
                         "option_list": [{"id": "btn_selection_id1", "text": "100分"},
                                         {"id": "btn_selection_id2", "text": "101分"}], "selected_id": "wrong"},
    "button_list": [{"text": "按钮1", "style": 1, "key": "button_key_1"}, {"text": "按钮2", "style": "9", "key": "button_key_2"}]}


def picture(color: int = 0) -> bytes:
    """A small PNG."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes([color, 0, 0]) * 40 for _ in range(40))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Messages:
    def __init__(self, stand: Stand):
        self.stand = stand
        self.ann = member(stand, "MsgAnn", "Ann")
        self.bob = member(stand, "msgbob", "Bob")
        self.tag = stand.boss("tag.create", name="Messages")["number"]
        stand.boss("tag.mark", tag=self.tag, members=["msgbob"])
        self.app = App(stand, "Messages")
        self.other = App(stand, "Others")
        self.chat = chat_with(self.ann, self.app.agentid)

    def post(self, **fields) -> dict:
        body = {"touser": "MsgAnn", "agentid": self.app.agentid} | fields
        told = self.app.post("message/send", body)
        shaped(told, SENT)
        return told

    def refused(self, **fields) -> int:
        return self.app.code("message/send", body={"touser": "MsgAnn", "agentid": self.app.agentid} | fields)

    def got(self) -> dict:
        return last(self.ann, self.chat)

    def texts_reach_people(self):
        told = self.app.post("message/send", {
            "touser": "MsgAnn|Nobody1|UserID3", "toparty": "77777 | x", "totag": f"{self.tag} | 8888", "msgtype": "text",
            "agentid": str(self.app.agentid),
            "text": {"content": "你的快递已到，请携带工卡前往邮件中心领取。\n出发前可查看<a href=\"https://work.weixin.qq.com\">邮件中心视频实况</a>，聪明避开排队。"},
            "safe": "0", "enable_id_trans": 0, "enable_duplicate_check": 0, "duplicate_check_interval": 1800})
        shaped(told, SENT | {"invaliduser": "nobody1|userid3", "invalidparty": "x|77777", "invalidtag": "8888"})
        assert self.got()["text"] == ("你的快递已到，请携带工卡前往邮件中心领取。\n出发前可查看邮件中心视频实况 "
                                      "(https://work.weixin.qq.com)，聪明避开排队。")
        assert last(self.bob, chat_with(self.bob, self.app.agentid))["text"] == self.got()["text"]

    def everybody_is_reached(self):
        self.post(touser="@all", toparty="", msgtype="text", text={"content": "to all"})
        wait_for(lambda: self.got().get("text") == "to all", 60, "everybody has it")  # many get it by a job
        wait_for(lambda: last(self.bob, chat_with(self.bob, self.app.agentid)).get("text") == "to all", 60, "Bob has it")

    def long_texts_are_cut(self):
        self.post(msgtype="text", text={"content": "字" * 1000})
        assert self.got()["text"] == "字" * 682
        self.post(msgtype="textcard", textcard={"title": "字" * 200, "description": "d" * 600, "btntxt": "阅读全文内容",
                                               "url": "https://example.com/"})
        card = self.got()
        assert len(card["title"]) == 128 and len(card["description"]) == 512 and card["button"] == "阅读全文", card

    def text_cards_arrive(self):
        self.post(msgtype="textcard", textcard={
            "title": "领奖通知", "url": "https://example.com/a", "btntxt": "更多",
            "description": "<div class=\"gray\">2016年9月26日</div> <div class=\"normal\">恭喜你抽中iPhone 7一台</div>"})
        card = self.got()
        assert card["kind"] == "text_card" and card["title"] == "领奖通知" and card["button"] == "更多"
        assert card["description"] == "2016年9月26日\n \n恭喜你抽中iPhone 7一台", card

    def news_arrive(self):
        article = {"title": "中秋节礼品领取", "description": "今年中秋节公司有豪礼相送", "url": "https://example.com/",
                   "picurl": "https://res.mail.qq.com/node/ww/wwopenmng/images/independent/doc/test_pic_msg1.png"}
        self.post(msgtype="news", news={"articles": [article]})
        assert self.got()["articles"][0]["title"] == "中秋节礼品领取"
        assert self.refused(msgtype="news", news={"articles": [article] * 9}) == 45008
        assert self.refused(msgtype="news", news={"articles": [{"title": "x", "appid": "wx", "pagepath": "p"}]}) == 40035

    def markdown_arrives(self):
        text = "您的会议室已经预定，稍后会同步到`邮箱` \n>**事项详情** \n>事 项：<font color=\"info\">开会</font>"
        self.post(msgtype="markdown", markdown={"content": text})
        assert self.got()["markdown"] == text

    def cards_arrive(self):
        told = self.post(msgtype="template_card", template_card=CARD)
        assert told["response_code"] and self.got()["card"]["main_title"]["title"] == "欢迎使用企业微信"
        assert self.refused(msgtype="template_card", template_card=CARD) not in (0, -1)  # the same task
        plain = {name: value for name, value in CARD.items() if name not in ("action_menu", "task_id")}
        assert self.post(msgtype="template_card", template_card=plain)["response_code"] == ""

    def cards_are_changed(self):
        code = self.post(msgtype="template_card", template_card=BUTTONS)["response_code"]
        card = self.got()["card"]
        assert "selected_id" not in card["button_selection"] and "style" not in card["button_list"][1], card
        told = self.app.post("message/update_template_card", {
            "userids": ["MsgAnn", "NoSuch2"], "partyids": [], "tagids": [], "atall": 0, "agentid": self.app.agentid,
            "response_code": code, "button": {"replace_name": "replace_name"}})
        shaped(told, {"errcode": 0, "errmsg": "ok", "invaliduser": [str]})
        assert told["invaliduser"] == ["nosuch2"]
        assert self.app.code("message/update_template_card", body={
            "userids": ["MsgAnn"], "agentid": self.app.agentid, "response_code": code, "button": {"replace_name": "x"}})
        code = self.post(msgtype="template_card", template_card=BUTTONS | {"task_id": "task_3"})["response_code"]
        self.app.post("message/update_template_card", {
            "atall": 1, "agentid": self.app.agentid, "response_code": code, "enable_id_trans": 1,
            "template_card": {name: value for name, value in CARD.items() if name != "task_id"} | {"replace_text": "已提交"}})

    def notices_of_small_programs_are_cards(self):
        items = [{"key": "会议室", "value": "402"}, {"key": "会议地点", "value": "广州TIT-402会议室"},
                 {"key": "会议时间", "value": "2018年8月1日 09:00-09:30"}, {"key": "参与人员", "value": "周剑轩"}]
        notice = {"appid": "wx123123123123123", "page": "pages/index?userid=zhangsan&orderid=123123123",
                  "title": "会议室预订成功通知", "description": "4月27日 16:16", "emphasis_first_item": True,
                  "content_item": items}
        told = self.app.post("message/send", {"touser": "MsgAnn", "toparty": "", "msgtype": "miniprogram_notice",
                                              "miniprogram_notice": notice, "enable_id_trans": 0})
        shaped(told, SENT)
        card = self.got()["card"]
        assert card["emphasis_content"] == {"title": "402", "desc": "会议室"}, card
        assert [row["keyname"] for row in card["horizontal_content_list"]] == ["会议地点", "会议时间", "参与人员"]
        more = notice | {"content_item": items * 2 + items[:2], "emphasis_first_item": False}
        self.post(msgtype="miniprogram_notice", miniprogram_notice=more)
        assert len(self.got()["card"]["sub_title_text"].split("\n")) == 4
        assert self.refused(touser="@all", msgtype="miniprogram_notice", miniprogram_notice=notice) == 40035

    def duplicates_are_not_sent_again(self):
        say = {"msgtype": "text", "text": {"content": "once"}, "enable_duplicate_check": 1, "duplicate_check_interval": 99999}
        before = len(messages(self.ann, self.chat))
        assert self.post(**say)["msgid"] == self.post(**say)["msgid"]
        assert len(messages(self.ann, self.chat)) == before + 1

    def what_is_wrong_is_told(self):
        text = {"msgtype": "text", "text": {"content": "x"}}
        assert self.refused(touser="nobody|none", **text) == 81013
        assert self.refused(touser="x" * 65, **text) == 81013
        assert self.refused(touser="", toparty="9999", **text) == 81013
        assert self.refused(touser="", toparty="", totag="", **text) == 82001
        assert self.refused(agentid=self.other.agentid, **text) == 301002
        assert self.refused(agentid=7, **text) == 40056
        assert self.refused(agentid="", **text) == 41011
        assert self.refused(agentid="many", **text) == 40035
        assert self.refused(msgtype="text", text={"content": ""}) == 44004
        assert self.refused(msgtype="sculpture") == 40008
        assert self.refused(msgtype="mpnews", mpnews={"articles": []}) == 40008
        assert self.refused(msgtype="taskcard", taskcard={}) == 40008
        assert self.refused(msgtype="image", image={"media_id": "j5Y8X5yocspvBHcgXMSS6z1Cn9RQ"}) == 40007
        assert self.refused(msgtype="image", image={"media_id": "0199aaaa-0000-7000-8000-000000000000"}) == 40007
        assert self.refused(msgtype="text", text={"content": "x"}, safe=1) == 40035
        assert self.refused(touser="|".join(f"u{i}" for i in range(1001)), **text) == 40032

    def messages_are_taken_back(self):
        told = self.post(msgtype="text", text={"content": "take it back"})
        shaped(self.app.post("message/recall", {"msgid": told["msgid"]}), {"errcode": 0, "errmsg": "ok"})
        assert self.got()["kind"] == "recalled"
        assert self.app.code("message/recall", body={"msgid": "vcT8gGc-7dFb4bxT35ONjBDz901"}) == 40035
        assert self.other.code("message/recall", body={"msgid": told["msgid"]}) == 40035

    def what_was_sent_is_counted(self):
        before = self.app.post("message/get_statistics", {"time_type": 0})
        shaped(before, {"errcode": 0, "errmsg": "ok", "statistics": [{"agentid": int, "app_name": "Messages", "count": int}]})
        self.post(msgtype="text", text={"content": "count me"})
        after = self.app.post("message/get_statistics", {})
        assert after["statistics"][0]["count"] == before["statistics"][0]["count"] + 1
        assert self.app.post("message/get_statistics", {"time_type": 1})["statistics"][0]["count"] == 0
        assert self.app.code("message/get_statistics", body={"time_type": 7}) == 40035

    # ---- groups of apps

    def groups_are_made_and_changed(self):
        app = self.app
        made = app.post("appchat/create", {"name": "N" * 60, "owner": "MsgAnn", "userlist": ["MsgAnn", "msgbob"],
                                           "chatid": "CHATID"})
        shaped(made, {"errcode": 0, "errmsg": "ok", "chatid": "CHATID"})
        told = app.get("appchat/get", chatid="CHATID")
        shaped(told, {"errcode": 0, "errmsg": "ok", "chat_info": {
            "chatid": "CHATID", "name": "N" * 50, "owner": "MsgAnn", "userlist": [str], "chat_type": 0}})
        assert sorted(told["chat_info"]["userlist"]) == ["MsgAnn", "msgbob"]
        shaped(app.post("appchat/update", {"chatid": "CHATID", "name": "NAME", "owner": "boss", "add_user_list": ["boss"],
                                           "del_user_list": ["MsgAnn"]}), {"errcode": 0, "errmsg": "ok"})
        told = app.get("appchat/get", chatid="CHATID")["chat_info"]
        assert told["name"] == "NAME" and told["owner"] == "boss" and sorted(told["userlist"]) == ["boss", "msgbob"], told
        assert app.post("appchat/create", {"userlist": ["MsgAnn", "msgbob"]})["chatid"]

    def groups_are_refused(self):
        def code(path, **body):
            return self.app.code("appchat/" + path, body=body)
        both = ["MsgAnn", "msgbob"]
        assert code("create", userlist=both, chatid="CHATID") == 86215
        assert code("create", userlist=both, chatid="no-such!") == 86001
        assert code("create", userlist=["MsgAnn"]) == 86006
        assert code("create", userlist=["MsgAnn", "nobody"]) == 86007
        assert code("create", userlist=both, owner="boss") == 86005
        assert code("update", chatid="NONE", name="x") == 86003
        assert code("update", chatid="CHATID", add_user_list=["nobody"]) == 86007
        assert code("send", chatid="NONE", msgtype="text", text={"content": "x"}) == 86003
        assert code("send", msgtype="text", text={"content": "x"}) == 86001
        assert self.app.code("appchat/get", {"chatid": "NONE"}) == 86003
        assert self.other.code("appchat/get", {"chatid": "CHATID"}) == 86003

    def groups_hear_the_app(self):
        app = self.app
        app.post("appchat/create", {"name": "Hear", "owner": "MsgAnn", "userlist": ["MsgAnn", "msgbob"], "chatid": "HEAR"})
        group = next(one["id"] for one in self.ann("conversation.list", limit=100)["items"] if one.get("name") == "Hear")
        told = app.post("appchat/send", {"chatid": "HEAR", "msgtype": "text", "safe": 0, "text": {
            "content": "你的快递已到\n请携带工卡前往邮件中心领取 <@msgbob>", "mentioned_list": ["MsgAnn", "nobody", "@all"]}})
        shaped(told, {"errcode": 0, "errmsg": "ok"})
        body = last(self.ann, group)
        assert body["text"].endswith("@Bob") and len(body["mentions"]) == 2 and body["mention_all"] is True, body
        app.post("appchat/send", {"chatid": "HEAR", "msgtype": "markdown", "markdown": {"content": "**x** <@MsgAnn>"}})
        assert last(self.ann, group)["markdown"] == "**x** @Ann"
        app.post("appchat/send", {"chatid": "HEAR", "msgtype": "textcard", "safe": 0, "textcard": {
            "title": "领奖通知", "description": "2016年9月26日", "url": "https://work.weixin.qq.com/", "btntxt": "更多"}})
        assert last(self.ann, group)["kind"] == "text_card"
        app.post("appchat/send", {"chatid": "HEAR", "msgtype": "news", "news": {"articles": [
            {"title": "中秋节礼品领取", "url": "https://work.weixin.qq.com/"}]}})
        assert app.code("appchat/send", body={"chatid": "HEAR", "msgtype": "template_card", "template_card": CARD}) == 40008

    # ---- what an app is

    def apps_say_what_they_are(self):
        app = self.app
        told = app.get("agent/get", agentid=app.agentid)
        shaped(told, {"errcode": 0, "errmsg": "ok", "agentid": app.agentid, "name": "Messages", "square_logo_url": str,
                      "description": "", "allow_userinfos": {"user": [{"userid": str}]}, "allow_partys": {"partyid": [int]},
                      "allow_tags": {"tagid": [int]}, "close": 0, "redirect_domain": str, "report_location_flag": 0,
                      "isreportenter": 0, "home_url": ""})
        assert told["allow_partys"]["partyid"] == [1]
        shaped(app.get("agent/list"), {"errcode": 0, "errmsg": "ok", "agentlist": [
            {"agentid": app.agentid, "name": "Messages", "square_logo_url": str}]})
        self.stand.boss("app.update", app=self.other.agentid, range={"members": ["MsgAnn"], "tags": [self.tag]})
        told = self.other.get("agent/get", agentid=self.other.agentid)
        assert told["allow_userinfos"]["user"] == [{"userid": "MsgAnn"}] and told["allow_tags"]["tagid"] == [self.tag]
        assert app.code("agent/get", {"agentid": self.other.agentid}) == 301002
        assert app.code("agent/get", {"agentid": 5}) == 40056

    def apps_are_changed_by_who_may(self):
        manager = App(self.stand, "Manager", roles=("admin",))
        change = {"agentid": manager.agentid, "report_location_flag": 0, "name": "财经助手", "description": "内部财经服务平台",
                  "isreportenter": 1, "home_url": "https://open.work.weixin.qq.com"}
        shaped(manager.post("agent/set", change), {"errcode": 0, "errmsg": "ok"})
        told = manager.get("agent/get", agentid=manager.agentid)
        assert told["name"] == "财经助手" and told["isreportenter"] == 1 and told["home_url"] == change["home_url"], told
        assert manager.code("agent/set", body=change | {"report_location_flag": 1}) == 40035
        assert manager.code("agent/set", body=change | {"logo_mediaid": "j5Y8X5yocspvBHcgXM"}) == 40007
        assert self.app.code("agent/set", body=change | {"agentid": self.app.agentid}) == 48002

    def menus_are_made_and_taken_away(self):
        app, agent = self.app, {"agentid": self.app.agentid}
        assert app.code("menu/get", agent) == 46003
        menu = {"button": [
            {"name": "扫码", "sub_button": [
                {"type": "scancode_waitmsg", "name": "扫码带提示", "key": "rselfmenu_0_0", "sub_button": []},
                {"type": "view_miniprogram", "name": "小程序", "pagepath": "pages/lunar/index", "appid": "wx4389ji4kAAA"}]},
            {"type": "click", "name": "今日歌曲", "key": "V1001_TODAY_MUSIC"},
            {"name": "发送位置", "type": "location_select", "key": "rselfmenu_2_0", "sub_button": []}]}
        shaped(app.post("menu/create", menu, **agent), {"errcode": 0, "errmsg": "ok"})
        told = app.get("menu/get", **agent)
        shaped(told, {"errcode": 0, "errmsg": "ok", "button": [{"name": str, "sub_button": [{"name": str, "type": str}]}]})
        assert told["button"][1] == {"type": "click", "name": "今日歌曲", "key": "V1001_TODAY_MUSIC", "sub_button": []}
        one = {"type": "click", "name": "x", "key": "k"}
        for body, number in (([], 40016), ([one] * 4, 40016), ([one | {"type": "dance"}], 40017),
                             ([one | {"name": "字" * 6}], 40018), ([one | {"key": "k" * 129}], 40019),
                             ([one | {"type": "view", "url": "ftp://x"}], 40020),
                             ([{"name": "x", "sub_button": [one] * 6}], 40023),
                             ([{"name": "x", "sub_button": [one | {"name": "字" * 14}]}], 40025)):
            assert app.code("menu/create", agent, {"button": body}) == number, (body, number)
        shaped(app.get("menu/delete", **agent), {"errcode": 0, "errmsg": "ok"})
        assert app.code("menu/get", agent) == 46003
        assert app.code("menu/create", {"agentid": self.other.agentid}, menu) == 301002

    # ---- robots

    def robots_write(self):
        self.group = self.ann("group.create", name="Robots", members=["msgbob"])["id"]
        key = self.key = self.ann("robot.create", conversation=self.group, name="Builds")["key"]
        say, ok = self.robot, {"errcode": 0, "errmsg": "ok"}
        shaped(say(key, msgtype="text", text={
            "content": "广州今日天气：29度，大部分多云，降雨概率：60%", "mentioned_list": ["wangqing", "@all"],
            "mentioned_mobile_list": ["13800001111", "@all"]}), ok)
        assert last(self.ann, self.group)["mention_all"] is True
        shaped(say(key, msgtype="markdown", markdown={"content": "实时新增用户反馈<font color=\"warning\">132例</font> <@msgbob>"}), ok)
        assert last(self.ann, self.group)["markdown"].endswith("@Bob")
        shaped(say(key, msgtype="markdown_v2", markdown_v2={"content": "# 一、标题\n| a | b |\n| - | - |\n<@msgbob>"}), ok)
        assert last(self.ann, self.group)["markdown"].endswith("<@msgbob>")
        shaped(say(key, msgtype="news", news={"articles": [{
            "title": "中秋节礼品领取", "description": "今年中秋节公司有豪礼相送", "url": "www.qq.com",
            "picurl": "https://res.mail.qq.com/node/ww/wwopenmng/images/independent/doc/test_pic_msg1.png"}]}), ok)
        assert last(self.ann, self.group)["articles"][0]["url"] == "http://www.qq.com"
        bytes_of = picture()
        shaped(say(key, msgtype="image", image={"base64": base64.b64encode(bytes_of).decode(),
                                                "md5": hashlib.md5(bytes_of).hexdigest()}), ok)
        assert last(self.ann, self.group)["kind"] == "image"
        notice = {name: value for name, value in CARD.items() if name not in ("action_menu", "task_id")}
        shaped(say(key, msgtype="template_card", template_card=notice), ok)
        assert last(self.ann, self.group)["card"]["card_type"] == "text_notice"

    def robot(self, key: str, **body) -> dict:
        return self.app.ask("webhook/send", {"key": key}, body, token=False)

    def robots_are_refused(self):
        def code(**body):
            return self.robot(self.key, **body)["errcode"]
        assert self.robot("693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", msgtype="text", text={"content": "x"})["errcode"] == 93000
        assert self.app.ask("webhook/send", {}, {"msgtype": "text", "text": {"content": "x"}}, token=False)["errcode"] == 93000
        assert code(msgtype="text", text={"content": ""}) == 44004
        assert code(msgtype="dance") == 40008
        assert code(msgtype="template_card", template_card=BUTTONS) == 40058
        assert code(msgtype="file", file={"media_id": "3a8asd892asd8asd"}) == 40007
        article = {"title": "x", "url": "https://example.com"}
        assert code(msgtype="news", news={"articles": [article] * 9}) == 45008

    def robots_have_turns(self):
        codes = [self.robot(self.key, msgtype="text", text={"content": str(i)})["errcode"] for i in range(21)]
        assert 45009 in codes and set(codes) <= {0, 45009}, codes


def checks(stand: Stand):
    subject = Messages(stand)
    for name in ("texts_reach_people", "everybody_is_reached", "long_texts_are_cut", "text_cards_arrive", "news_arrive",
                 "markdown_arrives", "cards_arrive", "cards_are_changed", "notices_of_small_programs_are_cards",
                 "duplicates_are_not_sent_again", "what_is_wrong_is_told", "messages_are_taken_back",
                 "what_was_sent_is_counted", "groups_are_made_and_changed", "groups_are_refused", "groups_hear_the_app",
                 "apps_say_what_they_are", "apps_are_changed_by_who_may", "menus_are_made_and_taken_away", "robots_write",
                 "robots_are_refused", "robots_have_turns"):
        yield name.replace("_", " "), getattr(subject, name)
