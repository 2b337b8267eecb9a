"""Apps whose role is for one department: what they see of customers, and what they are refused."""

import time

from customer_world import World
from dialect import App, Stand, shaped

OK = {"errcode": 0, "errmsg": "ok"}
PERMISSIONS = ["customers_manage", "contact_ways_manage", "customer_figures_read", "broadcasts_manage"]


class Regions:
    def __init__(self, stand: Stand):
        self.world = world = World.of(stand)
        boss = world.boss
        self.here = boss("department.create", name="Here")["number"]
        self.there = boss("department.create", name="There")["number"]
        for user, department in (("inside", self.here), ("inside.too", self.here), ("outside", self.there),
                                 ("gone.here", self.here), ("gone.there", self.there)):
            world.member(user, user)
            boss("member.set_departments", member=user, departments=[{"department": department}])
            world.people[user] = stand.signed_in(user)
            world.ways[user] = world.way(user)
        self.app = App(stand, "Region")
        role = boss("role.create", name="Customers of a region", permissions=PERMISSIONS)["id"]
        boss("role.assign", role=role, member=self.app.id, departments=[self.here])
        self.customer = world.customer("inside", "Of here")
        self.stranger = world.customer("outside", "Of there")

    def code(self, path: str, body: dict | None = None, query: dict | None = None) -> int:
        return self.app.code("externalcontact/" + path, query, body)

    def of_contacts(self):
        told = self.app.get("externalcontact/get_follow_user_list")
        shaped(told, OK | {"follow_user": [str]})
        assert set(told["follow_user"]) == {"inside", "inside.too", "gone.here"}, told
        assert self.app.get("externalcontact/list", userid="inside")["external_userid"] == [self.customer]
        assert self.code("list", query={"userid": "outside"}) == 60011
        assert self.app.get("externalcontact/get", external_userid=self.customer)["follow_user"]
        assert self.code("get", query={"external_userid": self.stranger}) == 84061
        both = self.app.post("externalcontact/batch/get_by_user", {"userid_list": ["inside", "outside"]})
        told = [item["external_contact"]["external_userid"] for item in both["external_contact_list"]]
        assert told == [self.customer], both
        remark = {"userid": "inside", "external_userid": self.customer, "remark": "Ours"}
        assert self.app.post("externalcontact/remark", remark) == OK
        assert self.code("remark", remark | {"userid": "outside", "external_userid": self.stranger}) in (60011, 84061)

    def of_ways(self):
        way = {"type": 1, "scene": 2, "user": ["inside"]}
        mine = self.app.post("externalcontact/add_contact_way", way)["config_id"]
        other = self.world.app.post("externalcontact/add_contact_way", way | {"user": ["outside"]})["config_id"]
        assert self.code("add_contact_way", way | {"user": ["outside"]}) == 60011
        listed = self.app.post("externalcontact/list_contact_way", {"limit": 1000})
        shaped(listed, OK | {"contact_way": [{"config_id": str}], "next_cursor": ""})
        ids = {one["config_id"] for one in listed["contact_way"]}
        assert mine in ids and other not in ids, (mine, other, ids)
        for path in ("get_contact_way", "del_contact_way"):
            assert self.code(path, {"config_id": other}) == 40058, path
        assert self.code("update_contact_way", {"config_id": other, "remark": "x"}) == 40058
        assert self.app.post("externalcontact/update_contact_way", {"config_id": mine, "remark": "x"}) == OK
        assert self.app.post("externalcontact/del_contact_way", {"config_id": mine}) == OK

    def of_transfers(self):
        left, lost = self.world.customer("gone.here", "Left"), self.world.customer("gone.there", "Lost")
        for user in ("gone.here", "gone.there"):
            self.world.boss("member.offboard", member=user)
        told = self.app.post("externalcontact/get_unassigned_list", {"page_size": 1000})
        shaped(told, OK | {"info": [{"handover_userid": "gone.here", "external_userid": left, "dimission_time": int}],
                           "is_last": True, "next_cursor": ""})
        assert len(told["info"]) == 1, told
        given = {"handover_userid": "gone.here", "takeover_userid": "inside", "external_userid": [left]}
        done = self.app.post("externalcontact/resigned/transfer_customer", given)
        shaped(done, OK | {"customer": [{"external_userid": left, "errcode": 0}]})
        assert len(done["customer"]) == 1, done
        others = given | {"handover_userid": "gone.there", "external_userid": [lost]}
        assert self.code("resigned/transfer_customer", others) == 60011
        theirs = {"handover_userid": "outside", "takeover_userid": "inside", "external_userid": [self.stranger]}
        assert self.code("transfer_customer", theirs) == 60011

    def of_groups(self):
        ids = {user: self.world.people[user]("customer_group.create", name=user)["id"] for user in ("inside", "outside")}
        told = self.app.post("externalcontact/groupchat/list", {"limit": 1000})
        shaped(told, OK | {"group_chat_list": [{"chat_id": str, "status": int}], "next_cursor": ""})
        assert {one["chat_id"] for one in told["group_chat_list"]} == {ids["inside"]}, told
        assert self.code("groupchat/get", {"chat_id": ids["outside"]}) == 40050
        mine = self.app.post("externalcontact/groupchat/get", {"chat_id": ids["inside"]})
        assert mine["group_chat"]["owner"] == "inside", mine

    def of_figures(self):
        zone, now = 8 * 3600, int(time.time())
        today = (now + zone) // 86400 * 86400 - zone
        span = {"start_time": today, "end_time": today}
        told = self.app.post("externalcontact/get_user_behavior_data", span | {"userid": ["inside"]})
        assert told["behavior_data"][0]["new_contact_cnt"] >= 1, told
        assert self.code("get_user_behavior_data", span | {"userid": ["outside"]}) == 60011
        assert self.code("get_user_behavior_data", span | {"partyid": [self.there]}) == 40058
        for path in ("groupchat/statistic", "groupchat/statistic_group_by_day"):
            days = {"day_begin_time": today}
            mine = self.app.post("externalcontact/" + path, days | {"owner_filter": {"userid_list": ["inside"]}})
            assert mine["items"][0]["data"]["chat_total"] == 1, mine
            assert self.code(path, days | {"owner_filter": {"userid_list": ["outside"]}}) == 60011, path
            assert self.code(path, days | {"owner_filter": {"userid_list": ["inside", "outside"]}}) == 60011, path

    def of_messages(self):
        text = {"text": {"content": "Hello"}}
        mine = self.app.post("externalcontact/add_msg_template", text | {"sender": "inside"})["msgid"]
        other = self.world.app.post("externalcontact/add_msg_template", text | {"sender": "outside"})["msgid"]
        assert self.code("add_msg_template", text | {"sender": "outside"}) == 60011
        window = {"chat_type": "single", "start_time": int(time.time()) - 3600, "end_time": int(time.time()) + 60}
        told = self.app.post("externalcontact/get_groupmsg_list_v2", window)
        assert [one["msgid"] for one in told["group_msg_list"]] == [mine], told
        for path in ("get_groupmsg_task", "get_groupmsg_send_result", "cancel_groupmsg_send"):
            assert self.code(path, {"msgid": other, "userid": "outside"}) == 40058, path


def checks(stand: Stand):
    regions = Regions(stand)
    for name in ("of_contacts", "of_ways", "of_transfers", "of_groups", "of_figures", "of_messages"):
        yield "an app of one department " + name.replace("_", " "), getattr(regions, name)
