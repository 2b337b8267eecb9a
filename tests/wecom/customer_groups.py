"""Groups with customers, the ways into them, and what greets who comes."""

import time

from customer_world import World
from dialect import Stand, shaped

OK = {"errcode": 0, "errmsg": "ok"}
MEMBER = {"userid": str, "type": int, "join_time": int, "join_scene": int, "group_nickname": ""}


class Groups:
    def __init__(self, stand: Stand):
        self.world = World.of(stand)
        self.app = self.world.app
        self.group = self.world.people["li.si"]("customer_group.create", name="销售客服群", members=["zhang.san"])["id"]
        self.config = None

    def come_by_a_join_way(self):
        # {"scene":2,"remark":"aa_remark","auto_create_room":1,"room_base_name":"销售客服群","room_base_id":10,
        #  "chat_id_list":[...],"state":"klsdup3kj3s1","mark_source":true}
        told = self.app.post("externalcontact/groupchat/add_join_way", {
            "scene": 2, "remark": "aa_remark" + "x" * 30, "auto_create_room": 1, "room_base_name": "销售客服群",
            "room_base_id": 10, "chat_id_list": [self.group], "state": "klsdup3kj3s1", "mark_source": True})
        shaped(told, OK | {"config_id": str})
        self.config = told["config_id"]
        got = self.app.post("externalcontact/groupchat/get_join_way", {"config_id": self.config})
        shaped(got, OK | {"join_way": {
            "config_id": self.config, "scene": 2, "remark": ("aa_remark" + "x" * 30)[:30], "auto_create_room": 1,
            "room_base_name": "销售客服群", "room_base_id": 10, "chat_id_list": [str], "qr_code": str,
            "state": "klsdup3kj3s1", "mark_source": bool}})
        assert got["join_way"]["chat_id_list"] == [self.group], got
        status, headers, _ = self.app.raw("GET", "externalcontact/contact_way_qr", {
            "code": got["join_way"]["qr_code"].rpartition("=")[2]})
        assert status == 200 and headers["content-type"] == "image/png", headers
        self.visit = self.world.comes("li.si", "王语嫣", code=got["join_way"]["qr_code"].rpartition("=")[2])

    def are_told_of(self):
        # {"chat_id":"wrOgQhDgAAMYQiS5ol9G7gK9JVAAAA","need_name":1}
        self.world.comes("li.si", "王语嫣", visitor=self.visit["token"])
        self.world.boss("contact.update", contact=self.visit["contact"], ids=[{"provider": "unionid", "value": "oz1"}])
        self.world.people["li.si"]("group.set_notice", conversation=self.group, text="文明沟通，拒绝脏话")
        self.world.people["li.si"]("group.add_admins", conversation=self.group, members=["zhang.san"])
        told = self.app.post("externalcontact/groupchat/get", {"chat_id": self.group, "need_name": 1})
        shaped(told, OK | {"group_chat": {
            "chat_id": self.group, "name": "销售客服群", "owner": "li.si", "create_time": int,
            "notice": "文明沟通，拒绝脏话", "member_list": [MEMBER | {"name": str}], "admin_list": [{"userid": "zhang.san"}],
            "member_version": str}})
        people = {one["userid"]: one for one in told["group_chat"]["member_list"]}
        assert set(people) == {"li.si", "zhang.san", self.visit["contact"]}, people
        customer = people[self.visit["contact"]]
        assert (customer["type"], customer["join_scene"], customer["state"], customer["name"], customer["unionid"]) == (
            2, 3, "klsdup3kj3s1", "王语嫣", "oz1"), customer
        assert abs(customer["join_time"] - time.time()) < 60 and "invitor" not in customer, customer
        assert people["zhang.san"]["invitor"] == {"userid": "li.si"} and people["zhang.san"]["type"] == 1, people
        nameless = self.app.post("externalcontact/groupchat/get", {"chat_id": self.group})["group_chat"]
        assert all("name" not in one for one in nameless["member_list"]), nameless
        assert self.app.code("externalcontact/groupchat/get", body={"chat_id": "wrOgQhDgAAMY"}) == 40050
        assert self.app.code("externalcontact/groupchat/get", body={}) == 40050

    def are_told_when_they_change(self):
        version = self.app.post("externalcontact/groupchat/get", {"chat_id": self.group})["group_chat"]["member_version"]
        self.world.people["li.si"]("group.add_members", conversation=self.group, members=["wang.wu"])
        fact = self.world.listener.wait("customer_group.updated", lambda data: data["change"] == "members_added"
                                        and data["members"] == [self.world.ids["wang.wu"]])
        assert fact["conversation"] == self.group
        now = self.app.post("externalcontact/groupchat/get", {"chat_id": self.group})["group_chat"]["member_version"]
        assert now != version and len(now) == 32
        self.world.people["wang.wu"]("group.leave", conversation=self.group)
        back = self.app.post("externalcontact/groupchat/get", {"chat_id": self.group})["group_chat"]["member_version"]
        assert back == version

    def are_listed(self):
        # {"status_filter":0,"owner_filter":{"userid_list":["abel"]},"cursor":"r9FqSqsI8fg...","limit":10}
        other = self.world.people["wang.wu"]("customer_group.create", name="Another")["id"]
        path = "externalcontact/groupchat/list"
        told = self.app.post(path, {"status_filter": 0, "owner_filter": {"userid_list": ["li.si"]}, "limit": 10})
        shaped(told, OK | {"group_chat_list": [{"chat_id": str, "status": 0}], "next_cursor": ""})
        assert [one["chat_id"] for one in told["group_chat_list"]] == [self.group], told
        both = {"owner_filter": {"userid_list": ["li.si", "idle", "wang.wu"]}, "limit": 1}
        first = self.app.post(path, both)
        second = self.app.post(path, both | {"cursor": first["next_cursor"]})
        ids = [page["group_chat_list"][0]["chat_id"] for page in (first, second)]
        assert ids == [self.group, other], (first, second)
        everybody = [one["chat_id"] for one in self.app.post(path, {"limit": 1000})["group_chat_list"]]
        assert {self.group, other} <= set(everybody), everybody
        assert self.app.post(path, {"status_filter": 2, "limit": 10})["group_chat_list"] == []
        assert self.app.code(path, body={"owner_filter": {"userid_list": ["nobody"]}, "limit": 10}) == 60111
        assert self.app.code(path, body={"cursor": "junk", "limit": 10}) == 40058

    def join_ways_are_changed_and_deleted(self):
        body = {"config_id": self.config, "scene": 2, "remark": "bb_remark", "auto_create_room": 0,
                "room_base_name": "Other ", "room_base_id": 20, "chat_id_list": [self.group], "state": ""}
        assert self.app.post("externalcontact/groupchat/update_join_way", body) == OK
        now = self.app.post("externalcontact/groupchat/get_join_way", {"config_id": self.config})["join_way"]
        assert (now["remark"], now["auto_create_room"], now["room_base_name"], now["room_base_id"], now["state"]) == (
            "bb_remark", 0, "Other ", 20, ""), now
        code = self.app.code
        assert code("externalcontact/groupchat/update_join_way", body=body | {"chat_id_list": []}) == 40050
        assert code("externalcontact/groupchat/update_join_way", body=body | {"chat_id_list": ["wr"]}) == 40050
        assert code("externalcontact/groupchat/add_join_way", body=body | {"scene": 3}) == 40058
        assert code("externalcontact/groupchat/add_join_way", body=body | {
            "chat_id_list": [self.visit["contact"]]}) == 40050
        assert self.app.post("externalcontact/groupchat/del_join_way", {"config_id": self.config}) == OK
        for path in ("get_join_way", "del_join_way"):
            assert code("externalcontact/groupchat/" + path, body={"config_id": self.config}) == 40058, path

    def greetings_are_kept(self):
        # {"text":{"content":"亲爱的%NICKNAME%用户，你好"},"image":{"media_id":"MEDIA_ID",...},"link":{...},"notify":1,...}
        root, media = "externalcontact/group_welcome_template/", self.world.picture()
        text = {"content": "亲爱的%NICKNAME%用户，你好"}
        told = self.app.post(root + "add", {"text": text, "image": {"media_id": media, "pic_url": ""}, "agentid": 1000014,
                                            "notify": 1, "link": {"title": "t", "url": "https://example.com"}})
        shaped(told, OK | {"template_id": str})
        template = {"template_id": told["template_id"]}
        got = self.app.post(root + "get", template)
        shaped(got, OK | {"text": text, "image": {"media_id": media, "pic_url": ""}})
        assert "link" not in got, got
        link = {"title": "消息标题", "picurl": "https://example.pic.com/path", "desc": "消息描述",
                "url": "https://example.link.com/path"}
        assert self.app.post(root + "edit", template | {"text": {"content": "文本消息内容"}, "link": link}) == OK
        got = self.app.post(root + "get", template)
        assert got == OK | {"text": {"content": "文本消息内容"}, "link": link}, got
        code = self.app.code
        assert code(root + "add", body={}) == 40058
        assert code(root + "add", body={"miniprogram": {"title": "t"}}) == 40008
        assert code(root + "add", body={"text": {"content": "x" * 3001}}) == 40058
        assert code(root + "edit", body={"template_id": "msgXXXXXXX", "text": text}) == 40058
        assert self.app.post(root + "del", template) == OK
        assert code(root + "get", body=template) == 40058
        assert code(root + "del", body=template) == 40058

    def need_a_role(self):
        for path in ("groupchat/list", "groupchat/get", "groupchat/add_join_way", "groupchat/get_join_way",
                     "groupchat/update_join_way", "groupchat/del_join_way", "group_welcome_template/add",
                     "group_welcome_template/edit", "group_welcome_template/get", "group_welcome_template/del"):
            assert self.world.plain.code("externalcontact/" + path, body={}) == 48002, path


def checks(stand: Stand):
    groups = Groups(stand)
    for name in ("come_by_a_join_way", "are_told_of", "are_told_when_they_change", "are_listed",
                 "join_ways_are_changed_and_deleted", "greetings_are_kept", "need_a_role"):
        yield "groups " + name.replace("_", " "), getattr(groups, name)
