"""Contact ways, temporary chats, and the first words to who comes by them."""

import time

from customer_world import SealedListener, World
from dialect import HANDLE, App, Stand, shaped

OK = {"errcode": 0, "errmsg": "ok"}
WAY = {"config_id": str, "type": int, "scene": 2, "style": int, "remark": str, "skip_verify": bool, "state": str,
       "qr_code": str, "user": [str], "party": [int], "is_temp": bool, "expires_in": int, "chat_expires_in": int,
       "unionid": "", "mark_source": bool, "is_exclusive": bool, "conclusions": dict}


class Ways:
    def __init__(self, stand: Stand):
        self.world = World.of(stand)
        self.app = self.world.app

    def add(self, **fields) -> dict:
        return self.app.post("externalcontact/add_contact_way", {"type": 1, "scene": 2, "user": ["zhang.san"]} | fields)

    def get(self, config_id: str) -> dict:
        return self.app.post("externalcontact/get_contact_way", {"config_id": config_id})["contact_way"]

    def code(self, config_id: str) -> str:
        return self.get(config_id)["qr_code"].rpartition("=")[2]

    def are_made(self):
        # {"type":1,"scene":1,"style":1,"remark":"渠道客户","skip_verify":true,"state":"teststate",
        #  "user":["zhangsan","lisi","wangwu"],"party":[2,3],"is_temp":true,...}
        department = self.world.boss("department.create", name="Ways")["number"]
        told = self.app.post("externalcontact/add_contact_way", {
            "type": 2, "scene": 1, "style": 1, "remark": "渠道客户", "skip_verify": True, "state": "teststate",
            "user": ["zhang.san", "li.si", "wang.wu"], "party": [department], "is_temp": False, "is_exclusive": True,
            "mark_source": True, "unionid": "", "conclusions": {}})
        shaped(told, OK | {"config_id": str, "qr_code": str})
        got = self.app.post("externalcontact/get_contact_way", {"config_id": told["config_id"]})
        shaped(got, OK | {"contact_way": WAY})
        way = got["contact_way"]
        assert sorted(way["user"]) == ["li.si", "wang.wu", "zhang.san"] and way["party"] == [department], way
        assert (way["type"], way["remark"], way["state"]) == (2, "渠道客户", "teststate"), way
        assert way["skip_verify"] and way["is_exclusive"] and not way["is_temp"], way
        status, headers, picture = self.app.raw("GET", "externalcontact/contact_way_qr", {
            "code": way["qr_code"].rpartition("=")[2]})
        assert status == 200 and headers["content-type"] == "image/png" and picture.startswith(b"\x89PNG"), headers
        assert way["qr_code"] == told["qr_code"]

    def let_customers_in(self):
        way = self.add(state="shop 7", skip_verify=True)["config_id"]
        customer = self.world.customer("zhang.san", "By the way", code=self.code(way))
        follow = self.app.get("externalcontact/get", external_userid=customer)["follow_user"][0]
        assert follow["state"] == "shop 7" and follow["userid"] == "zhang.san", follow
        asks = self.add(skip_verify=False)["config_id"]
        visit = self.world.nobody("visit.start", code=self.code(asks), name="Asks")
        assert visit["status"] == "waiting" and not self.get(asks)["skip_verify"], visit

    def are_changed(self):
        # {"config_id":...,"remark":"渠道客户","skip_verify":true,"style":1,"state":"teststate","user":[...],"party":[2,3],...}
        way = self.add(state="before")["config_id"]
        assert self.app.post("externalcontact/update_contact_way", {
            "config_id": way, "remark": "after", "skip_verify": False, "style": 1, "state": "other",
            "user": ["li.si"], "expires_in": 86400, "chat_expires_in": 86400}) == OK
        now = self.get(way)
        assert (now["remark"], now["skip_verify"], now["state"], now["user"], now["is_temp"]) == (
            "after", False, "other", ["li.si"], False), now
        self.app.post("externalcontact/update_contact_way", {"config_id": way, "remark": ""})
        assert self.get(way)["remark"] == "" and self.get(way)["state"] == "other"

    def are_listed(self):
        # {"start_time":1622476800,"end_time":1625068800,"cursor":"CURSOR","limit":1000}
        made = [self.add()["config_id"] for _ in range(3)]
        temporary = self.add(is_temp=True)["config_id"]
        now, path = int(time.time()), "externalcontact/list_contact_way"
        told = self.app.post(path, {"start_time": now - 3600, "end_time": now + 60, "limit": 1000})
        shaped(told, OK | {"contact_way": [{"config_id": str}], "next_cursor": ""})
        ids = [way["config_id"] for way in told["contact_way"]]
        assert set(made) <= set(ids) and temporary not in ids, (made, ids)
        paged, cursor = [], ""
        while True:
            page = self.app.post(path, {"limit": 2, "cursor": cursor})
            paged += [way["config_id"] for way in page["contact_way"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
        assert paged == ids, (paged, ids)
        hidden = [self.add(is_temp=True)["config_id"] for _ in range(12)]
        page = self.app.post(path, {"limit": 1})  # ten pages of one are looked through, all of them temporary
        assert page["contact_way"] == [] and page["next_cursor"], page
        page = self.app.post(path, {"limit": 100})
        assert [way["config_id"] for way in page["contact_way"]] == ids and len(hidden) == 12, page
        assert self.app.post(path, {"start_time": now - 7200, "end_time": now - 3600})["contact_way"] == []

    def are_deleted(self):
        way = self.add()["config_id"]
        assert self.app.post("externalcontact/del_contact_way", {"config_id": way}) == OK
        assert self.app.code("externalcontact/get_contact_way", body={"config_id": way}) == 40058
        assert self.app.code("externalcontact/del_contact_way", body={"config_id": way}) == 40058

    def temporary_chats_end(self):
        # "conclusions":{"text":{"content":"文本消息内容"},"image":{"media_id":"MEDIA_ID"},"link":{...},...}
        link = {"title": "消息标题", "picurl": "https://example.pic.com/path", "desc": "消息描述",
                "url": "https://example.link.com/path"}
        told = self.add(is_temp=True, expires_in=86400, chat_expires_in=90000,
                        conclusions={"text": {"content": "文本消息内容"}, "link": link})
        way = self.get(told["config_id"])
        assert way["is_temp"] and way["expires_in"] == 86400 and way["chat_expires_in"] == 90000, way
        assert way["conclusions"] == {"text": {"content": "文本消息内容"}, "link": link}, way
        visit = self.world.comes("zhang.san", "Patient", code=self.code(told["config_id"]))
        whose = {"userid": "zhang.san", "external_userid": visit["contact"]}
        assert self.app.post("externalcontact/close_temp_chat", whose) == OK
        texts = self.world.texts(self.world.as_customer(visit), visit["conversation"])
        assert texts == ["文本消息内容", "link"], texts
        assert self.app.code("externalcontact/close_temp_chat", body=whose) == 84061
        other = {"userid": "zhang.san", "external_userid": self.world.customer("zhang.san", "Stays")}
        assert self.app.code("externalcontact/close_temp_chat", body=other) == 40058

    def are_refused(self):
        add, code = "externalcontact/add_contact_way", self.app.code
        one = {"type": 1, "scene": 2, "user": ["zhang.san"]}
        self.world.boss("member.create", userid="not-verified", name="N", password="correct horse battery")
        self.world.boss("member.create", userid="never-came", name="N")
        assert code(add, body=one | {"user": ["not-verified"]}) == 40098
        assert code(add, body=one | {"user": ["never-came"]}) == 41054
        assert code(add, body=one | {"user": ["nobody"]}) == 60111
        assert code(add, body=one | {"user": ["zhang.san", "li.si"]}) == 40058
        assert code(add, body=one | {"user": []}) == 40058
        assert code(add, body=one | {"type": 3}) == 40058
        assert code(add, body=one | {"scene": 3}) == 40058
        assert code(add, body={"scene": 2}) == 40058
        assert code(add, body=one | {"is_temp": True, "unionid": "oxTWIuGaIt6gTKsQRLau2M0AAAA"}) == 40035
        assert code(add, body=one | {"is_temp": True, "expires_in": 15 * 86400}) == 40058
        for number, refused in ((2**63 - 1, 40035), (2**63 - 3600, 40035), (-2**63, 40035), (4102444800, 40058),
                                (2**31, 40058), (336 * 3600 + 1, 40058), (-1, 40058), (0, 40058)):
            assert code(add, body=one | {"is_temp": True, "chat_expires_in": number}) == refused, number
        assert code(add, body=one | {"is_temp": True, "conclusions": {"image": {"media_id": "MEDIA"}}}) == 40007
        assert code(add, body=one | {"is_temp": True, "conclusions": {"miniprogram": {"title": "t"}}}) == 40008
        assert code("externalcontact/get_contact_way", body={"config_id": "42b34949e138eb6e027c123cba77fad7"}) == 40058
        for path in ("add_contact_way", "get_contact_way", "update_contact_way", "del_contact_way", "list_contact_way",
                     "close_temp_chat", "send_welcome_msg"):
            assert self.world.plain.code("externalcontact/" + path, body=one) == 48002, path


class Welcomes:
    def __init__(self, stand: Stand):
        self.world = World.of(stand)
        self.app = self.world.app

    def comes(self, name: str, **fields) -> tuple[dict, dict]:
        """A visit, and what the app is told of it."""
        visit = self.world.comes("zhang.san", name, **fields)
        return visit, self.world.listener.wait("customer.added", lambda data: data["customer"] == visit["contact"])

    def are_said_once(self):
        # {"welcome_code":"CALLBACK_CODE","text":{"content":"文本消息内容"},"attachments":[{"msgtype":"image",
        #  "image":{"media_id":"MEDIA_ID","pic_url":"http://..."}},{"msgtype":"link","link":{...}},...]}
        visit, told = self.comes("Greeted")
        body = {"welcome_code": told["welcome_code"], "text": {"content": "文本消息内容"}, "attachments": [
            {"msgtype": "image", "image": {"media_id": self.world.picture(), "pic_url": ""}},
            {"msgtype": "link", "link": {"title": "消息标题", "picurl": "https://example.pic.com/path",
                                         "desc": "消息描述", "url": "https://example.link.com/path"}}]}
        assert self.app.post("externalcontact/send_welcome_msg", body) == OK
        texts = self.world.texts(self.world.as_customer(visit), visit["conversation"])
        assert texts == ["文本消息内容", "image", "link"], texts
        assert self.app.code("externalcontact/send_welcome_msg", body=body) == 41051

    def are_for_who_was_told(self):
        _, told = self.comes("Not theirs")
        other = App(self.world.stand, "Another CRM", roles=("admin",))
        body = {"welcome_code": told["welcome_code"], "text": {"content": "hello"}}
        assert other.code("externalcontact/send_welcome_msg", body=body) == 41050
        assert self.app.code("externalcontact/send_welcome_msg", body=body | {"welcome_code": "CALLBACK_CODE"}) == 41050
        assert self.app.code("externalcontact/send_welcome_msg", body={"text": {"content": "hello"}}) == 41050
        assert self.app.code("externalcontact/send_welcome_msg", body={"welcome_code": told["welcome_code"]}) == 40058
        assert self.app.code("externalcontact/send_welcome_msg", body=body | {
            "attachments": [{"msgtype": "image", "image": {"media_id": "MEDIA_ID"}}]}) == 40007
        assert self.app.post("externalcontact/send_welcome_msg", body) == OK

    def are_told_in_xml(self):
        app, listener = App(self.world.stand, "CRM in XML", roles=("admin",)), SealedListener()
        self.world.boss("app.set_callback", app=app.agentid, style="xml", url=listener.url, token="QDG6eK",
                        encoding_key=listener.key, events=["change_external_contact"])
        visit = self.world.comes("zhang.san", "In XML", code=self.world.way("zhang.san", state="fair"))
        told = listener.wait("add_external_contact", visit["contact"])
        assert (told["ToUserName"], told["FromUserName"], told["MsgType"], told["Event"], told["UserID"], told["State"]) == (
            HANDLE, "sys", "event", "change_external_contact", "zhang.san", "fair"), told
        assert app.post("externalcontact/send_welcome_msg", {
            "welcome_code": told["WelcomeCode"], "text": {"content": "hello"}}) == OK
        self.app.post("externalcontact/remark", {"userid": "zhang.san", "external_userid": visit["contact"],
                                                 "remark": "by a program: not told"})
        follow = self.world.boss("contact.get", contact=visit["contact"])["follows"][0]
        self.world.people["zhang.san"]("follow.update", follow=follow["id"], remark="Carla")
        assert listener.wait("edit_external_contact", visit["contact"])["UserID"] == "zhang.san"
        self.world.as_customer(visit)("visit.leave", conversation=visit["conversation"])
        assert listener.wait("del_follow_user", visit["contact"])["UserID"] == "zhang.san"
        changes = [told["ChangeType"] for told in listener.told if told.get("ExternalUserID") == visit["contact"]]
        assert changes == ["add_external_contact", "edit_external_contact", "del_follow_user"], changes

    def end_after_twenty_seconds(self):
        _, told = self.comes("Late")
        ends = time.monotonic() + 21
        while time.monotonic() < ends:
            time.sleep(0.5)
        assert self.app.code("externalcontact/send_welcome_msg", body={
            "welcome_code": told["welcome_code"], "text": {"content": "hello"}}) == 41050

    def are_not_for_who_was_greeted(self):
        code = self.world.way("zhang.san", welcome={"text": "Hello {name}"})
        assert "welcome_code" not in self.comes("Has one", code=code)[1]
        assert "welcome_code" not in self.comes("Says something", message="Is it in stock?")[1]
        visit, told = self.comes("Writes first")
        self.world.as_customer(visit)("message.send", conversation=visit["conversation"], client_id="first",
                                      kind="text", body={"text": "Hello?"})
        assert self.app.code("externalcontact/send_welcome_msg", body={
            "welcome_code": told["welcome_code"], "text": {"content": "hello"}}) == 41051


def checks(stand: Stand):
    ways, welcomes = Ways(stand), Welcomes(stand)
    for name in ("are_made", "let_customers_in", "are_changed", "are_listed", "are_deleted", "temporary_chats_end",
                 "are_refused"):
        yield "contact ways " + name.replace("_", " "), getattr(ways, name)
    for name in ("are_said_once", "are_for_who_was_told", "are_not_for_who_was_greeted", "are_told_in_xml",
                 "end_after_twenty_seconds"):
        yield "welcomes " + name.replace("_", " "), getattr(welcomes, name)
