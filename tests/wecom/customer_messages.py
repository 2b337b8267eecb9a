"""One message to many customers, and figures of who serves them."""

import time

from customer_world import World
from dialect import Stand, shaped
from server import wait_for

OK = {"errcode": 0, "errmsg": "ok"}
DAY = {"stat_time": int, "chat_cnt": int, "message_cnt": int, "negative_feedback_cnt": int, "new_apply_cnt": int,
       "new_contact_cnt": int}
GROUP_DATA = {"new_chat_cnt": int, "chat_total": int, "chat_has_msg": int, "new_member_cnt": int, "member_total": int,
              "member_has_msg": int, "msg_total": int, "migrate_trainee_chat_cnt": int}


class Messages:
    def __init__(self, stand: Stand):
        self.world = World.of(stand)
        self.app = self.world.app
        for user in ("sender", "quiet"):
            if user not in self.world.ids:
                self.world.member(user, user)
                self.world.people[user] = stand.signed_in(user)
                self.world.ways[user] = self.world.way(user)
        self.visits = [self.world.comes("sender", f"Reader {number}") for number in range(3)]
        self.customers = [visit["contact"] for visit in self.visits]
        self.msgid = None

    def post(self, **fields) -> dict:
        return self.app.post("externalcontact/add_msg_template", {"text": {"content": "文本消息内容"}} | fields)

    def task(self, msgid: str) -> list:
        """The tasks of a message, once everybody was asked."""
        def asked():
            told = self.app.post("externalcontact/get_groupmsg_task", {"msgid": msgid, "limit": 50, "cursor": ""})
            return told["task_list"] and told
        told = wait_for(asked, 60, "employees are asked", 0.05)
        shaped(told, OK | {"next_cursor": "", "task_list": [{"userid": str, "status": int}]})
        return told["task_list"]

    def results(self, msgid: str, user: str = "sender") -> list:
        told = self.app.post("externalcontact/get_groupmsg_send_result", {
            "msgid": msgid, "userid": user, "limit": 50, "cursor": ""})
        shaped(told, OK | {"next_cursor": "", "send_list": [{"userid": str, "status": int}]})
        return told["send_list"]

    def go_to_customers(self):
        # {"chat_type":"single","external_userid":[...],"chat_id_list":[...],"tag_filter":{...},"sender":"zhangsan",
        #  "allow_select":true,"text":{"content":"文本消息内容"},"attachments":[...]}
        told = self.post(chat_type="single", external_userid=self.customers + ["wmqfasd1e1927831123109rBAAAA"],
                         sender="sender", allow_select=True, attachments=[
                             {"msgtype": "image", "image": {"media_id": self.world.picture(), "pic_url": ""}},
                             {"msgtype": "link", "link": {"title": "消息标题", "picurl": "https://example.pic.com/path",
                                                          "desc": "消息描述", "url": "https://example.link.com/path"}}])
        shaped(told, OK | {"fail_list": [str], "msgid": str})
        assert told["fail_list"] == ["wmqfasd1e1927831123109rBAAAA"], told
        self.msgid = told["msgid"]
        assert self.task(self.msgid) == [{"userid": "sender", "status": 0}]
        waiting = self.results(self.msgid)
        assert {(one["external_userid"], one["status"]) for one in waiting} == {(one, 0) for one in self.customers}
        assert self.app.post("externalcontact/remind_groupmsg_send", {"msgid": self.msgid}) == OK
        assert self.app.code("externalcontact/remind_groupmsg_send", body={"msgid": self.msgid}) == 45009
        self.world.people["sender"]("broadcast_task.confirm", broadcast=self.msgid)
        wait_for(lambda: all(one["status"] == 1 for one in self.results(self.msgid)), 60, "all have it", 0.05)
        sent = self.results(self.msgid)[0]
        assert abs(sent["send_time"] - time.time()) < 60 and sent["userid"] == "sender" and "chat_id" not in sent, sent
        task = self.task(self.msgid)[0]
        assert task["status"] == 2 and abs(task["send_time"] - time.time()) < 60, task
        texts = self.world.texts(self.world.as_customer(self.visits[0]), self.visits[0]["conversation"])
        assert texts[-3:] == ["文本消息内容", "image", "link"], texts
        wait_for(lambda: self.world.boss("broadcast.get", broadcast=self.msgid)["status"] == "done", 60, "it is done", 0.05)
        old = self.app.post("externalcontact/get_group_msg_result", {"msgid": self.msgid})
        shaped(old, OK | {"detail_list": [{"external_userid": str, "userid": "sender", "status": 1, "send_time": int}]})

    def go_by_tags(self):
        tag = self.app.post("externalcontact/add_corp_tag", {"group_name": "Broadcast", "tag": [
            {"name": "a"}, {"name": "b"}]})["tag_group"]["tag"]
        for customer, tags in ((self.customers[0], tag), (self.customers[1], tag[:1])):
            self.app.post("externalcontact/mark_tag", {"userid": "sender", "external_userid": customer,
                                                       "add_tag": [one["id"] for one in tags]})
        lists = [{"tag_list": [tag[0]["id"]]}, {"tag_list": [tag[1]["id"]]}]
        msgid = self.post(tag_filter={"group_list": lists})["msgid"]
        self.task(msgid)
        assert [one["external_userid"] for one in self.results(msgid)] == [self.customers[0]]
        assert self.app.post("externalcontact/cancel_groupmsg_send", {"msgid": msgid}) == OK
        assert self.results(msgid)[0]["status"] == 0

    def go_to_all_of_one(self):
        msgid = self.post(sender="sender")["msgid"]
        self.task(msgid)
        assert {one["external_userid"] for one in self.results(msgid)} == set(self.customers)

    def go_to_groups(self):
        group = self.world.people["sender"]("customer_group.create", name="Readers")["id"]
        told = self.post(chat_type="group", sender="sender", chat_id_list=[group, "wr2GCAAAXtWyujaWJHDDGasdadAAA"])
        assert told["fail_list"] == ["wr2GCAAAXtWyujaWJHDDGasdadAAA"], told
        self.task(told["msgid"])
        assert self.results(told["msgid"]) == []  # of groups only what was sent is told
        self.world.people["sender"]("broadcast_task.confirm", broadcast=told["msgid"])
        sent = wait_for(lambda: self.results(told["msgid"]), 60, "the group has it", 0.05)[0]
        assert sent["chat_id"] == group and sent["status"] == 1 and "external_userid" not in sent, sent
        everything = self.post(chat_type="group", sender="sender")["msgid"]
        self.task(everything)

    def are_listed(self):
        # {"chat_type":"single","start_time":1605171726,"end_time":1605172726,"creator":"zhangshan","filter_type":1,
        #  "limit":50,"cursor":"CURSOR"}
        now, path = int(time.time()), "externalcontact/get_groupmsg_list_v2"
        window = {"chat_type": "single", "start_time": now - 3600, "end_time": now + 60}
        told = self.app.post(path, window | {"limit": 50, "cursor": ""})
        shaped(told, OK | {"next_cursor": "", "group_msg_list": [{
            "msgid": str, "create_time": int, "create_type": 0, "text": {"content": str},
            "attachments": [{"msgtype": str}]}]})
        mine = next(one for one in told["group_msg_list"] if one["msgid"] == self.msgid)
        assert "creator" not in mine and mine["text"]["content"] == "文本消息内容", mine
        assert [one["msgtype"] for one in mine["attachments"]] == ["image", "link"], mine
        assert mine["attachments"][1]["link"]["title"] == "消息标题", mine
        first = self.app.post(path, window | {"limit": 1})
        assert len(first["group_msg_list"]) == 1 and first["next_cursor"], first
        groups = self.app.post(path, window | {"chat_type": "group"})["group_msg_list"]
        assert self.msgid not in [one["msgid"] for one in groups] and groups, groups
        assert self.app.post(path, window | {"filter_type": 1})["group_msg_list"] == []
        assert self.app.post(path, window | {"creator": "boss"})["group_msg_list"] == []
        assert self.app.code(path, body={"chat_type": "single"}) == 40058
        assert self.app.code(path, body=window | {"creator": "nobody"}) == 60111

    def are_refused(self):
        code, add, text = self.app.code, "externalcontact/add_msg_template", {"text": {"content": "hello"}}
        assert code(add, body=text) == 40058
        assert code(add, body={"sender": "sender"}) == 40058
        assert code(add, body=text | {"chat_type": "group"}) == 40003
        assert code(add, body=text | {"chat_type": "both", "sender": "sender"}) == 40058
        assert code(add, body=text | {"sender": "nobody"}) == 60111
        assert code(add, body=text | {"external_userid": ["wm"]}) == 40096
        assert code(add, body=text | {"external_userid": self.customers, "sender": "quiet"}) == 40096
        assert code(add, body=text | {"chat_type": "group", "sender": "quiet", "chat_id_list": ["wr"]}) == 40050
        assert code(add, body=text | {"sender": "sender", "attachments": [{"msgtype": "miniprogram",
                                                                           "miniprogram": {}}]}) == 40008
        assert code(add, body=text | {"sender": "sender", "attachments": [{"msgtype": "link"}]}) == 40058
        assert code(add, body=text | {"sender": "sender", "attachments": [
            {"msgtype": "file", "file": {"media_id": self.customers[0]}}]}) == 40007
        for path in ("get_groupmsg_task", "get_groupmsg_send_result", "remind_groupmsg_send", "cancel_groupmsg_send",
                     "get_group_msg_result"):
            body = {"msgid": "msgGCAAAXtWyujaWJHDDGi0mACAAAA", "userid": "sender"}
            assert code("externalcontact/" + path, body=body) == 40058, path
            assert self.world.plain.code("externalcontact/" + path, body=body) == 48002, path
        for path in ("add_msg_template", "get_groupmsg_list_v2", "get_user_behavior_data", "groupchat/statistic",
                     "groupchat/statistic_group_by_day"):
            assert self.world.plain.code("externalcontact/" + path, body={}) == 48002, path


class Figures:
    def __init__(self, stand: Stand):
        self.world = World.of(stand)
        self.app = self.world.app
        zone = 8 * 3600  # the company's: Asia/Shanghai
        now = int(time.time())
        self.today = (now + zone) // 86400 * 86400 - zone

    def of_employees_are_told(self):
        # {"userid":["zhangsan","lisi"],"partyid":[1001,1002],"start_time":1536508800,"end_time":1536595200}
        visit = self.world.comes("quiet", "Asks something", message="Is anybody there?")
        follow = self.world.people["quiet"]("contact.get", contact=visit["contact"])["follows"][0]
        self.world.people["quiet"]("message.send", conversation=follow["conversation"], client_id="answer",
                                   kind="text", body={"text": "Yes"})
        path = "externalcontact/get_user_behavior_data"
        told = self.app.post(path, {"userid": ["quiet"], "start_time": self.today - 86400, "end_time": self.today + 7200})
        shaped(told, OK | {"behavior_data": [DAY]})
        before, now = told["behavior_data"]
        assert before["stat_time"] == self.today - 86400 and before["chat_cnt"] == 0, before
        assert "reply_percentage" not in before and "avg_reply_time" not in before, before
        assert (now["stat_time"], now["chat_cnt"], now["message_cnt"], now["new_contact_cnt"]) == (
            self.today, 1, 1, 1), now
        assert now["reply_percentage"] == 100 and type(now["avg_reply_time"]) is int, now
        everybody = self.app.post(path, {"partyid": [1], "start_time": self.today, "end_time": self.today})
        assert everybody["behavior_data"][0]["new_contact_cnt"] >= 4, everybody
        both = self.app.post(path, {"userid": ["quiet"], "partyid": [1], "start_time": self.today,
                                    "end_time": self.today})
        assert both["behavior_data"] == everybody["behavior_data"], (both, everybody)
        code = self.app.code
        assert code(path, body={"start_time": self.today, "end_time": self.today}) == 40003
        assert code(path, body={"userid": ["nobody"], "start_time": self.today, "end_time": self.today}) == 60111
        assert code(path, body={"userid": ["quiet"], "start_time": self.today - 32 * 86400,
                                "end_time": self.today}) == 40058
        assert code(path, body={"userid": ["quiet"], "start_time": self.today}) == 40058
        for number, refused in ((self.today * 1000, 40035), (2**63 - 1, 40035), (4102444801, 40035), (-1, 40058)):
            told = code(path, body={"userid": ["quiet"], "start_time": number, "end_time": number})
            assert told == refused, (number, told)

    def of_groups_are_told(self):
        # {"day_begin_time":1600272000,"day_end_time":1600444800,"owner_filter":{"userid_list":["zhangsan"]},"order_by":2,
        #  "order_asc":0,"offset":0,"limit":1000}
        one = self.world.people["quiet"]("customer_group.create", name="Counted", members=["li.si"])["id"]
        self.world.people["quiet"]("customer_group.create", name="Silent")
        for number in range(2):
            self.world.people["quiet"]("message.send", conversation=one, client_id=f"said-{number}", kind="text",
                                       body={"text": "Hello"})
        body = {"day_begin_time": self.today, "day_end_time": self.today,
                "owner_filter": {"userid_list": ["quiet", "idle"]}, "order_by": 2, "order_asc": 0, "offset": 0,
                "limit": 1000}
        path = "externalcontact/groupchat/statistic"
        told = self.app.post(path, body)
        shaped(told, OK | {"total": 1, "next_offset": 1, "items": [{"owner": "quiet", "data": GROUP_DATA}]})
        data = told["items"][0]["data"]
        expected = {"new_chat_cnt": 2, "chat_total": 2, "chat_has_msg": 1, "member_total": 3, "member_has_msg": 1,
                    "msg_total": 2, "new_member_cnt": 0, "migrate_trainee_chat_cnt": 0}
        assert data == expected, data
        by_day = self.app.post(path + "_group_by_day", {
            "day_begin_time": self.today - 86400, "day_end_time": self.today,
            "owner_filter": {"userid_list": ["quiet"]}})
        shaped(by_day, OK | {"items": [{"stat_time": int, "data": GROUP_DATA}]})
        before, now = by_day["items"]
        assert now == {"stat_time": self.today, "data": expected}, now
        assert before["stat_time"] == self.today - 86400 and before["data"]["chat_total"] == 0, before
        two = self.app.post(path, body | {"owner_filter": {"userid_list": ["quiet", "li.si"]}, "limit": 1})
        if two["total"] > 1:
            assert two["next_offset"] == 1 and len(two["items"]) == 1, two
        code = self.app.code
        assert code(path, body={"day_begin_time": self.today}) == 40003
        assert code(path, body=body | {"order_by": 9}) == 40058
        for number, refused in ((self.today * 1000, 40035), (-2**63, 40035), (-1, 40058)):
            assert code(path, body=body | {"day_begin_time": number}) == refused, number
            assert code(path + "_group_by_day", body=body | {"day_end_time": number}) == refused, number
        month = self.app.post(path + "_group_by_day", body | {"day_begin_time": self.today - 30 * 86400})["items"]
        assert len(month) == 31 and month[-1]["data"] == expected, month[-1]
        assert all(set(day["data"].values()) == {0} for day in month[:-1]), month
        self.world.people["li.si"]("group.leave", conversation=one)
        left = self.app.post(path, body)["items"][0]["data"]
        assert left["member_total"] == 2 and left["msg_total"] == 2, left
        assert code(path, body=body | {"owner_filter": {"userid_list": ["nobody"]}}) == 60111


def checks(stand: Stand):
    messages, figures = Messages(stand), Figures(stand)
    for name in ("go_to_customers", "go_by_tags", "go_to_all_of_one", "go_to_groups", "are_listed", "are_refused"):
        yield "messages " + name.replace("_", " "), getattr(messages, name)
    for name in ("of_employees_are_told", "of_groups_are_told"):
        yield "figures " + name.replace("_", " "), getattr(figures, name)
