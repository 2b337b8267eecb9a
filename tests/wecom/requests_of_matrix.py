"""A good request for every path, and the company in which they are good."""

import dataclasses
import json
import time

from dialect import App, HANDLE, PASSWORD, Caller, Stand
from oauth import Browser, code_in
from stand import wait_for

# In every name of the company, and in no request: where another company reads it, something has leaked.
MARK = "Quillon"
# Paths that want no token, but a key of their own.
ANYBODY = ("gettoken", "webhook/send", "webhook/upload_media", "externalcontact/contact_way_qr")
BORDER = "border7f3a"


@dataclasses.dataclass
class Ask:
    query: dict
    body: dict | None = None
    form: bytes | None = None   # a file, as multipart
    open: bool = False          # for every app, within its range; else it needs a role
    owned: bool = False         # names something of this app
    shared: bool = False        # every app of the company gets an answer, whatever its range
    good: int = 0               # errcode for who may
    wrong: dict = dataclasses.field(default_factory=dict)  # of ANYBODY: field -> (value, errcode)

    @property
    def method(self) -> str:
        return "GET" if self.body is None and self.form is None else "POST"

    def bytes(self) -> bytes | None:
        if self.form is not None:
            return (f"--{BORDER}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.txt\"\r\n"
                    "Content-Type: application/octet-stream\r\n\r\n").encode() + self.form + f"\r\n--{BORDER}--\r\n".encode()
        return None if self.body is None else json.dumps(self.body).encode()

    def headers(self) -> dict:
        return {} if self.form is None else {"Content-Type": f"multipart/form-data; boundary={BORDER}"}


class Place:
    """A company with one of most things, and an app that may do all that an app may."""

    def __init__(self, stand: Stand):
        self.stand, boss = stand, stand.boss
        self.yesterday = int(time.time()) // 86400 * 86400 - 86400
        for user in ("ann", "ben", "cleo", "dora", "eve", "fay", "hana"):
            boss("member.create", userid=user, name=f"{MARK} {user}", password=PASSWORD)
            boss("member.verify", member=user)
        boss("member.update", member="ann", mobile="13800001111", email="ann@quillon.example")
        self.department = boss("department.create", name=f"{MARK} Sales")["number"]
        self.spare_department = boss("department.create", name=f"{MARK} Spare")["number"]
        boss("member.set_departments", member="ben", departments=[{"department": self.department}])
        self.tag = boss("tag.create", name=f"{MARK} on duty")["number"]
        self.spare_tag = boss("tag.create", name=f"{MARK} spare")["number"]
        boss("tag.mark", tag=self.tag, members=["ann"])
        self.app = App(stand, f"{MARK} app", roles=("admin",))
        self.furnish_customers()
        self.group = boss("group.create", name=f"{MARK} everybody", members=["ann", "ben"])["id"]
        self.root = boss("department.list", limit=100)["items"][0]["number"]
        self.robot_key = boss("robot.create", conversation=self.group, name=f"{MARK} robot")["key"]
        self.furnish_messages()
        self.furnish_sign_ins()
        self.furnish_batches()

    def visit(self, **way) -> dict:
        """A customer who comes by a way of its own."""
        made = self.stand.boss("contact_way.create", title=f"Talk to {MARK}", **way)
        visit = Caller(self.stand)("visit.start", code=made["path"].removeprefix("/c/"), name=f"{MARK} Paula", message="Hello")
        return visit | {"way": made["id"], "code": made["path"].removeprefix("/c/")}

    def furnish_customers(self) -> None:
        boss = self.stand.boss
        for user in ("ann", "ben", "hana"):
            self.stand.signed_in(user)
        visit = self.visit(employees=["ann"])
        self.customer, self.customer_token, self.way, self.code = (visit[name] for name in ("contact", "token", "way", "code"))
        self.guest = self.visit(employees=["ann"], chat_hours=24)["contact"]
        self.spare_way = boss("contact_way.create", title=f"{MARK} spare", employees=["ann"])["id"]
        self.left_customer = self.visit(employees=["hana"])["contact"]
        self.left_chat = boss("customer_group.create", name=f"{MARK} left", owner="hana")["id"]
        boss("member.offboard", member="hana")
        self.chat = boss("customer_group.create", name=f"{MARK} fans", owner="ann")["id"]
        self.join_way = boss("join_way.create", groups=[self.chat])["id"]
        self.spare_join_way = boss("join_way.create", groups=[self.chat])["id"]
        tags = boss("contact_tag_group.create", name=f"{MARK} level", tags=[f"{MARK} gold", f"{MARK} silver"])["tags"]
        self.gold, self.silver = (str(tag["number"]) for tag in tags)
        self.greeting = boss("group_welcome.create", name=f"{MARK} hello", greeting={"text": f"{MARK} says hello"})["id"]
        self.spare_greeting = boss("group_welcome.create", name=f"{MARK} bye", greeting={"text": "bye"})["id"]

    def furnish_messages(self) -> None:
        self.message = self.app.post("message/send", {"touser": "ann", "agentid": self.app.agentid, "msgtype": "text",
                                                      "text": {"content": f"{MARK} to be taken back"}})["msgid"]
        self.response_code = self.app.post("message/send", {
            "touser": "ann", "agentid": self.app.agentid, "msgtype": "template_card", "template_card": {
                "card_type": "button_interaction", "task_id": "matrix", "main_title": {"title": f"{MARK} card"},
                "button_list": [{"text": "Yes", "key": "yes"}]}})["response_code"]
        self.app.post("appchat/create", {"name": f"{MARK} room", "owner": "ann", "userlist": ["ann", "ben"], "chatid": "room1"})
        self.broadcast, self.spare_broadcast = self.send_news(), self.send_news()

    def furnish_sign_ins(self) -> None:
        self.media = self.upload(f"{MARK} file".encode())
        self.stand.boss("app.update", app=self.app.agentid, trusted_hosts=["hr.example"])
        query = {"appid": HANDLE, "agentid": self.app.agentid, "redirect_uri": "https://hr.example/", "state": "STATE"}
        browser = Browser(self.stand.port)
        private = query | {"scope": "snsapi_privateinfo"}
        _, where, _ = browser.ask("/connect/oauth2/authorize", private, {"user": "boss", "password": PASSWORD})
        self.ticket = self.app.get("auth/getuserinfo", code=code_in(where))["user_ticket"]
        self.codes = [code_in(browser.ask("/connect/oauth2/authorize", query)[1]) for _ in range(2)]

    def furnish_batches(self) -> None:
        self.table = self.upload("姓名,帐号,手机号,邮箱,所在部门\n王伟,wang,13800003333,,1\n".encode())
        self.job = self.app.post("batch/syncuser", {"media_id": self.table})["jobid"]
        wait_for(lambda: self.app.ask("batch/getresult", {"jobid": self.job}).get("status", 3) == 3, 60, "the table is in")

    def upload(self, content: bytes) -> str:
        ask = Ask({"type": "file", "access_token": self.app.token}, form=content)
        return json.loads(self.app.raw("POST", "media/upload", ask.query, ask.bytes(), ask.headers())[2])["media_id"]

    def send_news(self) -> str:
        audience = {"customers": {"employee": "ann"}}
        made = self.stand.boss("broadcast.create", kind="company", target="customers", content={"text": f"{MARK} news"},
                               audience=audience)
        return self.stand.boss("broadcast.start", broadcast=made["id"])["id"]


def tokens(p: Place) -> dict[str, Ask]:
    return {"gettoken": Ask({"corpid": HANDLE, "corpsecret": p.app.secret},
                            wrong={"corpsecret": ("wrong", 40001), "corpid": ("nobody", 40013)})}


def people(p: Place) -> dict[str, Ask]:
    department = {"department_id": p.department}
    return {
        "user/get": Ask({"userid": "ann"}, open=True),
        "user/list": Ask(department, open=True), "user/simplelist": Ask(department, open=True), "user/list_id": Ask({}, {"limit": 100}, open=True),
        "user/getuserid": Ask({}, {"mobile": "13800001111"}, open=True), "user/get_userid_by_email": Ask({}, {"email": "ann@quillon.example"}, open=True),
        "user/create": Ask({}, {"userid": "gus", "name": "Gus", "mobile": "13800002222", "department": [p.department]}),
        "user/update": Ask({}, {"userid": "cleo", "position": "Engineer"}),
        "user/delete": Ask({"userid": "dora"}), "user/batchdelete": Ask({}, {"useridlist": ["eve", "fay"]}),
        "department/create": Ask({}, {"name": "New", "parentid": p.root, "order": 1}),
        "department/update": Ask({}, {"id": p.department, "name": "Sales and more"}),
        "department/list": Ask({}, open=True), "department/simplelist": Ask({}, open=True), "department/get": Ask({"id": p.department}, open=True),
        "department/delete": Ask({"id": p.spare_department}),
        "tag/create": Ask({}, {"tagname": "Night"}), "tag/update": Ask({}, {"tagid": p.tag, "tagname": "Day"}),
        "tag/get": Ask({"tagid": p.tag}, open=True, shared=True), "tag/list": Ask({}, open=True, shared=True),
        "tag/addtagusers": Ask({}, {"tagid": p.tag, "userlist": ["ben"]}),
        "tag/deltagusers": Ask({}, {"tagid": p.tag, "userlist": ["ann"]}), "tag/delete": Ask({"tagid": p.spare_tag})}


def messages(p: Place) -> dict[str, Ask]:
    agent, text = p.app.agentid, {"msgtype": "text", "text": {"content": "Hello"}}
    button = {"type": "click", "name": "Now", "key": "now"}
    return {
        "agent/get": Ask({"agentid": agent}, owned=True, open=True), "agent/list": Ask({}, open=True),
        "agent/set": Ask({}, {"agentid": agent, "name": "Another"}, owned=True, open=True),
        "menu/create": Ask({"agentid": agent}, {"button": [button]}, owned=True, open=True),
        "menu/get": Ask({"agentid": agent}, owned=True, open=True), "menu/delete": Ask({"agentid": agent}, owned=True, open=True),
        "message/send": Ask({}, {"touser": "ann", "agentid": agent} | text, owned=True, open=True),
        "message/update_template_card": Ask({}, {"userids": ["ann"], "agentid": agent, "response_code": p.response_code,
                                                 "button": {"replace_name": "Done"}}, owned=True, open=True),
        "message/get_statistics": Ask({}, {"time_type": 0}, open=True),
        "message/recall": Ask({}, {"msgid": p.message}, owned=True, open=True),
        "appchat/create": Ask({}, {"name": "Two", "owner": "ann", "userlist": ["ann", "ben"]}, open=True),
        "appchat/update": Ask({}, {"chatid": "room1", "name": "Renamed"}, owned=True, open=True),
        "appchat/get": Ask({"chatid": "room1"}, owned=True, open=True),
        "appchat/send": Ask({}, {"chatid": "room1"} | text, owned=True, open=True)}


def customers(p: Place) -> dict[str, Ask]:
    relation = {"userid": "ann", "external_userid": p.customer}
    told = {
        "get_follow_user_list": Ask({}), "list": Ask({"userid": "ann"}), "get": Ask({"external_userid": p.customer}),
        "batch/get_by_user": Ask({}, {"userid_list": ["ann"]}), "remark": Ask({}, relation | {"remark": "Regular"}),
        "add_contact_way": Ask({}, {"type": 1, "scene": 2, "user": ["ann"]}), "get_contact_way": Ask({}, {"config_id": p.way}),
        "list_contact_way": Ask({}, {}), "update_contact_way": Ask({}, {"config_id": p.way, "remark": "Fair"}),
        "contact_way_qr": Ask({"code": p.code}, wrong={"code": ("no code", 40058)}),
        "get_user_behavior_data": Ask({}, {"userid": ["ann"], "start_time": p.yesterday, "end_time": p.yesterday}),
        "groupchat/statistic": Ask({}, {"day_begin_time": p.yesterday, "owner_filter": {"userid_list": ["ann"]}}),
        "groupchat/statistic_group_by_day": Ask({}, {"day_begin_time": p.yesterday, "owner_filter": {"userid_list": ["ann"]}}),
        "del_contact_way": Ask({}, {"config_id": p.spare_way}),
        "close_temp_chat": Ask({}, {"userid": "ann", "external_userid": p.guest}),
        "get_corp_tag_list": Ask({}, {}), "add_corp_tag": Ask({}, {"group_name": "Size", "tag": [{"name": "Big"}]}),
        "edit_corp_tag": Ask({}, {"id": p.gold, "name": "Golden"}), "mark_tag": Ask({}, relation | {"add_tag": [p.gold]}),
        "del_corp_tag": Ask({}, {"tag_id": [p.silver]}),
        "send_welcome_msg": Ask({}, {"welcome_code": "OVER", "text": {"content": "Hello"}}, good=41050)}
    return {"externalcontact/" + path: ask for path, ask in told.items()}


def customer_groups(p: Place) -> dict[str, Ask]:
    way, note = {"chat_id_list": [p.chat], "scene": 2, "remark": "Fair"}, {"text": {"content": "Hello"}}
    groups = {
        "list": Ask({}, {"limit": 10}), "get": Ask({}, {"chat_id": p.chat, "need_name": 1}), "add_join_way": Ask({}, way),
        "get_join_way": Ask({}, {"config_id": p.join_way}), "update_join_way": Ask({}, {"config_id": p.join_way} | way),
        "del_join_way": Ask({}, {"config_id": p.spare_join_way}),
        "onjob_transfer": Ask({}, {"chat_id_list": [p.chat], "new_owner": "ben"}),
        "transfer": Ask({}, {"chat_id_list": [p.left_chat], "new_owner": "ben"})}
    welcome = {"add": Ask({}, note), "edit": Ask({}, {"template_id": p.greeting} | note), "get": Ask({}, {"template_id": p.greeting}),
               "del": Ask({}, {"template_id": p.spare_greeting})}
    return ({"externalcontact/groupchat/" + path: ask for path, ask in groups.items()} |
            {"externalcontact/group_welcome_template/" + path: ask for path, ask in welcome.items()})


def broadcasts(p: Place) -> dict[str, Ask]:
    news = {"msgid": p.broadcast}
    told = {
        "add_msg_template": Ask({}, {"sender": "ann", "text": {"content": "News"}}),
        "get_groupmsg_list_v2": Ask({}, {"chat_type": "single", "start_time": int(time.time()) - 3600, "end_time": int(time.time()) + 3600}),
        "get_groupmsg_task": Ask({}, news), "get_groupmsg_send_result": Ask({}, news | {"userid": "ann"}),
        "get_group_msg_result": Ask({}, news), "remind_groupmsg_send": Ask({}, news),
        "cancel_groupmsg_send": Ask({}, {"msgid": p.spare_broadcast})}
    return {"externalcontact/" + path: ask for path, ask in told.items()}


def transfers(p: Place) -> dict[str, Ask]:
    ends, left = ({"handover_userid": who, "takeover_userid": "ben"} for who in ("ann", "hana"))
    told = {
        "transfer_customer": Ask({}, ends | {"external_userid": [p.customer]}), "transfer_result": Ask({}, ends),
        "get_unassigned_list": Ask({}, {}), "resigned/transfer_customer": Ask({}, left | {"external_userid": [p.left_customer]}),
        "resigned/transfer_result": Ask({}, left)}
    return {"externalcontact/" + path: ask for path, ask in told.items()}


def media(p: Place) -> dict[str, Ask]:
    attachment = {"media_type": "file", "attachment_type": "1"}
    return {"media/upload": Ask({"type": "file"}, form=b"some bytes", open=True, shared=True),
            "media/upload_attachment": Ask(attachment, form=b"some bytes", open=True, shared=True),
            "media/get": Ask({"media_id": p.media}, open=True, shared=True)}


def sign_ins(p: Place) -> dict[str, Ask]:
    ticket = {"user_ticket": p.ticket}
    told = {
        "auth/getuserinfo": Ask({"code": p.codes[0]}), "user/getuserinfo": Ask({"code": p.codes[1]}),
        "auth/getuserdetail": Ask({}, ticket), "user/getuserdetail": Ask({}, ticket)}
    for ask in told.values():
        ask.open = ask.owned = True
    return told | {"get_jsapi_ticket": Ask({}, open=True, shared=True),
                   "ticket/get": Ask({"type": "agent_config"}, open=True, shared=True)}


def batches(p: Place) -> dict[str, Ask]:
    table = {"media_id": p.table}
    return {"batch/syncuser": Ask({}, table), "batch/replaceparty": Ask({}, table), "batch/replaceuser": Ask({}, table),
            "batch/getresult": Ask({"jobid": p.job}, open=True, owned=True),
            "getcallbackip": Ask({}, open=True), "get_api_domain_ip": Ask({}, open=True)}


def robots(p: Place) -> dict[str, Ask]:
    key, wrong = {"key": p.robot_key}, {"key": ("693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa", 93000)}
    return {"webhook/send": Ask(key, {"msgtype": "text", "text": {"content": "Hello"}}, wrong=wrong),
            "webhook/upload_media": Ask(key | {"type": "file"}, form=b"some bytes", wrong=wrong)}


def asked(p: Place) -> dict[str, Ask]:
    """In the order in which they go well one after the other."""
    subjects = (tokens, customers, customer_groups, broadcasts, transfers, people, messages, robots, media, sign_ins, batches)
    return {path: ask for subject in subjects for path, ask in subject(p).items()}
