"""Customers and groups go to another employee, of who works on and of who has left."""

import time

from customer_world import World
from dialect import Stand, shaped, wait_for

OK = {"errcode": 0, "errmsg": "ok"}
NOBODY = "woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA"


class Transfers:
    def __init__(self, stand: Stand):
        self.world = World.of(stand)
        self.app = self.world.app
        for user in ("from", "to", "leaver"):
            if user not in self.world.ids:
                self.world.member(user, user)
                self.world.people[user] = stand.signed_in(user)
                self.world.ways[user] = self.world.way(user)

    def give(self, *customers: str, path: str = "transfer_customer", **more) -> list:
        body = {"handover_userid": "from", "takeover_userid": "to", "external_userid": list(customers)} | more
        told = self.app.post("externalcontact/" + path, body)
        shaped(told, OK | {"customer": [{"external_userid": str, "errcode": int}]})
        return [one["errcode"] for one in told["customer"]]

    def result(self, customer: str, path: str = "transfer_result", handover: str = "from") -> dict:
        told = self.app.post("externalcontact/" + path, {
            "handover_userid": handover, "takeover_userid": "to", "cursor": ""})
        shaped(told, OK | {"customer": [{"external_userid": str, "status": int, "takeover_time": int}],
                           "next_cursor": ""})
        return next(one for one in told["customer"] if one["external_userid"] == customer)

    def begin_on_the_job(self):
        # {"handover_userid":"zhangsan","takeover_userid":"lisi","external_userid":[...],"transfer_success_msg":"您好，..."}
        visit = self.world.comes("from", "Handed over")
        customer, other = visit["contact"], self.world.customer("to", "Of somebody else")
        assert self.give(customer, NOBODY, other, transfer_success_msg="您好，您的服务已升级") == [0, 40096, 40131]
        waits = self.result(customer)
        assert waits["status"] == 2 and waits["takeover_time"] > time.time() + 80000, waits
        assert self.give(customer) == [40129]
        waiting = self.world.as_customer(visit)("visit.hand_overs")["items"]
        assert waiting[0]["message"] == "您好，您的服务已升级", waiting
        self.world.as_customer(visit)("visit.accept_hand_over", hand_over=waiting[0]["id"])
        done = self.result(customer)
        assert done["status"] == 1 and abs(done["takeover_time"] - time.time()) < 60, done
        follow = self.app.get("externalcontact/get", external_userid=customer)["follow_user"]
        assert [(one["userid"], one["add_way"]) for one in follow] == [("to", 202)], follow

    def are_told(self):
        visit = self.world.comes("from", "Told")
        assert self.give(visit["contact"]) == [0]
        waiting = self.world.as_customer(visit)("visit.hand_overs")["items"]
        self.world.as_customer(visit)("visit.accept_hand_over", hand_over=waiting[0]["id"])
        mine = lambda data: data["customer"] == visit["contact"]  # noqa: E731
        assert self.world.listener.wait("hand_over.done", mine)["employee"] == self.world.ids["to"]
        assert self.world.listener.wait("customer.passed_on", mine)["employee"] == self.world.ids["from"]

    def may_be_refused(self):
        visit = self.world.comes("from", "Refuses")
        assert self.give(visit["contact"]) == [0]
        waiting = self.world.as_customer(visit)("visit.hand_overs")["items"]
        self.world.as_customer(visit)("visit.refuse_hand_over", hand_over=waiting[0]["id"])
        assert self.result(visit["contact"]) == {"external_userid": visit["contact"], "status": 3, "takeover_time": 0}
        assert self.world.listener.wait("hand_over.ended", lambda data: data["customer"] == visit["contact"])

    def are_checked(self):
        customer, path, code = self.world.customer("from", "Checked"), "externalcontact/transfer_customer", self.app.code
        body = {"handover_userid": "from", "takeover_userid": "to", "external_userid": [customer]}
        assert self.give(customer, takeover_userid="from") == [40130]
        assert code(path, body=body | {"handover_userid": "nobody"}) == 60111
        assert code(path, body=body | {"takeover_userid": "nobody"}) == 60111
        assert code(path, body={"takeover_userid": "to", "external_userid": [customer]}) == 40003
        assert code(path, body=body | {"external_userid": []}) == 40096
        assert code("externalcontact/resigned/transfer_customer", body=body) == 40097
        assert code(path, body=body | {"transfer_success_msg": "x" * 201}) == 40058
        for name in ("transfer_customer", "transfer_result", "get_unassigned_list", "resigned/transfer_customer",
                     "resigned/transfer_result", "groupchat/onjob_transfer", "groupchat/transfer"):
            assert self.world.plain.code("externalcontact/" + name, body=body) == 48002, name

    def group(self, owner: str, name: str) -> str:
        return self.world.people[owner]("customer_group.create", name=name, members=["zhang.san"])["id"]

    def groups_go_on_the_job(self):
        # {"chat_id_list":["wrOgQhDgAAcwMTB7YmDkbeBsgT_AAAA","wrOgQhDgAAMYQiS5ol9G7gK9JVQUAAAA"],"new_owner":"zhangsan"}
        path, group = "externalcontact/groupchat/onjob_transfer", self.group("from", "Goes")
        told = self.app.post(path, {"chat_id_list": [group, "wrOgQhDgAAMYQiS5ol9G7gK9JVQUAAAA"], "new_owner": "to"})
        shaped(told, OK | {"failed_chat_list": [{"chat_id": str, "errcode": 90501, "errmsg": str}]})
        assert len(told["failed_chat_list"]) == 1, told
        now = self.app.post("externalcontact/groupchat/get", {"chat_id": group})["group_chat"]
        assert now["owner"] == "to", now
        again = self.app.post(path, {"chat_id_list": [group], "new_owner": "to"})["failed_chat_list"]
        assert again[0]["errcode"] == 40130, again
        other = self.app.post("externalcontact/groupchat/transfer", {"chat_id_list": [group], "new_owner": "from"})
        assert other["failed_chat_list"][0]["errcode"] == 90500, other
        assert self.app.code(path, body={"chat_id_list": [], "new_owner": "to"}) == 40050
        assert self.app.code(path, body={"chat_id_list": [group], "new_owner": "nobody"}) == 60111

    def come_from_who_has_left(self):
        # {"handover_userid":"zhangsan","takeover_userid":"lisi","external_userid":[...]}, {"cursor":"","page_size":100}
        one, two = self.world.customer("leaver", "One"), self.world.customer("leaver", "Two")
        group = self.world.people["leaver"]("customer_group.create", name="Left behind")["id"]
        self.world.boss("member.offboard", member="leaver")

        def both() -> dict | None:  # a job puts them on the list
            told = self.app.post("externalcontact/get_unassigned_list", {"cursor": "", "page_size": 100})
            return told if {one, two} <= {item["external_userid"] for item in told["info"]} else None
        told = wait_for(both, 60, "the customers are on the list", 0.05)
        shaped(told, OK | {"info": [{"handover_userid": str, "external_userid": str, "dimission_time": int}],
                           "is_last": bool, "next_cursor": str})
        left = {item["external_userid"]: item for item in told["info"]}
        assert left[one]["handover_userid"] == "leaver" and abs(left[one]["dimission_time"] - time.time()) < 60, left
        first = self.app.post("externalcontact/get_unassigned_list", {"page_size": 1})
        assert len(first["info"]) == 1 and not first["is_last"] and first["next_cursor"], first
        assert self.give(one, NOBODY, path="resigned/transfer_customer", handover_userid="leaver") == [0, 40096]
        assert self.result(one, "resigned/transfer_result", "leaver")["status"] == 2
        rest = self.app.post("externalcontact/get_unassigned_list", {})["info"]
        assert [item["external_userid"] for item in rest] == [two], rest
        assert self.app.code("externalcontact/transfer_customer", body={
            "handover_userid": "leaver", "takeover_userid": "to", "external_userid": [two]}) == 60111
        wait_for(lambda: {"chat_id": group, "status": 1} in self.app.post(
            "externalcontact/groupchat/list", {"status_filter": 1, "limit": 10})["group_chat_list"], 60, "the group is, too", 0.05)
        job = self.app.post("externalcontact/groupchat/onjob_transfer", {"chat_id_list": [group], "new_owner": "to"})
        assert job["failed_chat_list"][0]["errcode"] == 60111, job
        given = self.app.post("externalcontact/groupchat/transfer", {"chat_id_list": [group], "new_owner": "to"})
        shaped(given, OK | {"failed_chat_list": []})
        assert given["failed_chat_list"] == [], given
        inherited = self.app.post("externalcontact/groupchat/list", {"status_filter": 3, "limit": 10})
        assert inherited["group_chat_list"] == [{"chat_id": group, "status": 3}], inherited


def checks(stand: Stand):
    transfers = Transfers(stand)
    for name in ("begin_on_the_job", "are_told", "may_be_refused", "are_checked", "groups_go_on_the_job",
                 "come_from_who_has_left"):
        yield "transfers " + name.replace("_", " "), getattr(transfers, name)
