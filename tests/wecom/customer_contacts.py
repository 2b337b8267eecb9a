"""Customers: who serves them, their records, remarks and tags."""

from customer_world import World
from dialect import Caller, PASSWORD, Stand, shaped

OK = {"errcode": 0, "errmsg": "ok"}
CONTACT = {"external_userid": str, "name": str, "position": str, "avatar": str, "corp_name": str, "corp_full_name": str,
           "type": int, "gender": int, "unionid": str, "external_profile": {"external_attr": [dict]}}
FOLLOW = {"userid": str, "remark": str, "description": str, "createtime": int, "remark_corp_name": str,
          "remark_mobiles": [str], "oper_userid": str, "add_way": int, "state": str}
TAG = {"id": str, "name": str, "create_time": int, "order": int}
GROUP = {"group_id": str, "group_name": str, "create_time": int, "order": int}

class Customers:
    def __init__(self, stand: Stand):
        self.world = World.of(stand)
        self.app, self.plain = self.world.app, self.world.plain
        code = self.world.way("zhang.san", state="teststate")
        self.visit = self.world.comes("zhang.san", "李四", code=code)
        self.carla = self.visit["contact"]

    def who_serves_is_listed(self):
        # GET externalcontact/get_follow_user_list
        told = self.app.get("externalcontact/get_follow_user_list")
        shaped(told, OK | {"follow_user": [str]})
        assert {"zhang.san", "li.si", "wang.wu"} <= set(told["follow_user"]), told
        self.world.boss("member.create", userid="unverified", name="U", password=PASSWORD)
        assert "unverified" not in self.app.get("externalcontact/get_follow_user_list")["follow_user"]

    def are_listed(self):
        # GET externalcontact/list?userid=USERID
        told = self.app.get("externalcontact/list", userid="zhang.san")
        shaped(told, OK | {"external_userid": [str]})
        assert told["external_userid"] == [self.carla], told
        many = [self.world.customer("wang.wu", f"Number {number}") for number in range(3)]
        told = self.app.get("externalcontact/list", userid="wang.wu")["external_userid"]
        assert told[:3] == many[::-1], (told, many)
        code = self.app.code
        assert code("externalcontact/list", {"userid": "idle"}) == 84061
        assert code("externalcontact/list", {"userid": "nobody"}) == 60111
        assert code("externalcontact/list", {"userid": self.carla}) == 60111
        assert code("externalcontact/list") == 40003

    def are_told_of(self):
        # GET externalcontact/get?external_userid=EXTERNAL_USERID&cursor=CURSOR
        tag = self.app.post("externalcontact/add_corp_tag", {"group_name": "Told", "tag": [{"name": "vip"}]})
        tag_id = tag["tag_group"]["tag"][0]["id"]
        self.app.post("externalcontact/mark_tag",
                      {"userid": "zhang.san", "external_userid": self.carla, "add_tag": [tag_id]})
        told = self.app.get("externalcontact/get", external_userid=self.carla, cursor="")
        shaped(told, OK | {"external_contact": CONTACT, "next_cursor": "",
                           "follow_user": [FOLLOW | {"tags": [{"group_name": str, "tag_name": str, "tag_id": str,
                                                               "type": int}]}]})
        assert told["external_contact"]["external_userid"] == self.carla and told["external_contact"]["type"] == 1
        follow = told["follow_user"][0]
        assert follow["userid"] == "zhang.san" and follow["state"] == "teststate" and follow["add_way"] == 1, follow
        assert follow["oper_userid"] == self.carla and follow["createtime"] > 1_600_000_000, follow
        assert follow["tags"] == [{"group_name": "Told", "tag_name": "vip", "tag_id": tag_id, "type": 1}], follow
        code = self.app.code
        assert code("externalcontact/get", {"external_userid": "woAJ2GCAAAXtWyujaWJHDDGi0mACHAAA"}) == 40096
        assert code("externalcontact/get") == 40096
        assert code("externalcontact/get", {"external_userid": self.carla, "cursor": "junk"}) == 40058

    def keep_what_others_call_them(self):
        self.world.boss("contact.update", contact=self.carla, type="wecom", gender="male", company="腾讯",
                        position="Manager", ids=[{"provider": "unionid", "value": "ozynqsulJFCZ2z1aYeS8h"}])
        contact = self.app.get("externalcontact/get", external_userid=self.carla)["external_contact"]
        assert (contact["type"], contact["gender"], contact["unionid"]) == (2, 1, "ozynqsulJFCZ2z1aYeS8h"), contact
        assert (contact["corp_name"], contact["position"]) == ("腾讯", "Manager"), contact

    def shared_ones_say_by_whom(self):
        follows = self.world.people["zhang.san"]("contact.get", contact=self.carla)["follows"]
        self.world.people["zhang.san"]("follow.share", follow=follows[0]["id"], to="li.si")
        told = self.app.get("externalcontact/get", external_userid=self.carla)["follow_user"]
        lisi = next(follow for follow in told if follow["userid"] == "li.si")
        assert lisi["add_way"] == 201 and lisi["oper_userid"] == "zhang.san", lisi

    def are_told_of_by_user(self):
        # {"userid_list":["zhangsan","lisi"],"cursor":"","limit":100}
        path = "externalcontact/batch/get_by_user"
        told = self.app.post(path, {"userid_list": ["zhang.san", "li.si"], "cursor": "", "limit": 100})
        shaped(told, OK | {"external_contact_list": [{"external_contact": CONTACT,
                                                      "follow_info": FOLLOW | {"tag_id": [str]}}],
                           "next_cursor": "", "fail_info": {"unlicensed_userid_list": []}})
        assert len(told["external_contact_list"]) == 2, told
        first = self.app.post(path, {"userid_list": ["zhang.san", "li.si"], "limit": 1})
        second = self.app.post(path, {"userid_list": ["zhang.san", "li.si"], "limit": 1, "cursor": first["next_cursor"]})
        both = [page["external_contact_list"][0]["follow_info"]["userid"] for page in (first, second)]
        assert sorted(both) == ["li.si", "zhang.san"] and second["next_cursor"] == "", (first, second)
        assert self.app.post(path, {"userid_list": ["idle"]})["external_contact_list"] == []
        assert self.app.code(path, body={"userid_list": ["nobody"]}) == 60111
        assert self.app.code(path, body={"userid_list": []}) == 40003
        assert self.app.code(path, body={"userid_list": ["zhang.san"], "cursor": "junk"}) == 40058

    def remarks_are_written(self):
        # {"userid":"zhangsan","external_userid":...,"remark":"备注信息","description":"描述信息","remark_company":"腾讯科技",
        #  "remark_mobiles":["13800000001","13800000002"],"remark_pic_mediaid":"MEDIAID"}
        whose = {"userid": "zhang.san", "external_userid": self.carla}
        path = "externalcontact/remark"
        assert self.app.post(path, whose | {
            "remark": "备注信息", "description": "描述信息", "remark_company": "腾讯科技",
            "remark_mobiles": ["13800000001", "13800000002"], "remark_pic_mediaid": ""}) == OK
        follow = self.follow("zhang.san")
        assert (follow["remark"], follow["description"], follow["remark_corp_name"], follow["remark_mobiles"]) == (
            "备注信息", "描述信息", "腾讯科技", ["13800000001", "13800000002"]), follow
        self.app.post(path, whose | {"remark_mobiles": ""})
        assert self.follow("zhang.san")["remark_mobiles"] == []
        assert self.follow("zhang.san")["remark"] == "备注信息"
        code = self.app.code
        assert code(path, body=whose) == 40035
        assert code(path, body=whose | {"remark_pic_mediaid": "M"}) == 40035
        assert code(path, body=whose | {"remark": 7, "userid": "idle"}) == 84061
        assert code(path, body=whose | {"remark": "x", "external_userid": "wo"}) == 40096
        assert code(path, body=whose | {"remark": "x", "userid": "nobody"}) == 60111
        assert code(path, body=whose | {"remark": {}}) == 40035

    def follow(self, user: str) -> dict:
        told = self.app.get("externalcontact/get", external_userid=self.carla)
        return next(follow for follow in told["follow_user"] if follow["userid"] == user)

    def who_left_is_no_customer(self):
        visit = self.world.comes("wang.wu", "Gone")
        Caller(self.world.stand, visit["token"])("visit.leave", conversation=visit["conversation"])
        assert self.app.code("externalcontact/get", {"external_userid": visit["contact"]}) == 84061
        assert self.app.code("externalcontact/remark", body={
            "userid": "wang.wu", "external_userid": visit["contact"], "remark": "x"}) == 84061

    def need_a_role(self):
        for path, body in (("get_follow_user_list", None), ("list", None), ("get", None), ("batch/get_by_user", {}),
                           ("remark", {}), ("get_corp_tag_list", {}), ("add_corp_tag", {}), ("edit_corp_tag", {}),
                           ("del_corp_tag", {}), ("mark_tag", {})):
            assert self.plain.code("externalcontact/" + path, {"userid": "zhang.san"}, body) == 48002, path


class Tags:
    def __init__(self, stand: Stand):
        self.world = World.of(stand)
        self.app = self.world.app
        self.customer = self.world.customer("wang.wu", "Tagged")

    def add(self, name: str, *tags: str) -> dict:
        return self.app.post("externalcontact/add_corp_tag", {
            "group_name": name, "tag": [{"name": tag} for tag in tags]})["tag_group"]

    def are_added(self):
        # {"group_id":"GROUP_ID","group_name":"GROUP_NAME","order":1,"tag":[{"name":"TAG_NAME_1","order":1},
        #  {"name":"TAG_NAME_2","order":2}],"agentid":1000014}
        told = self.app.post("externalcontact/add_corp_tag", {
            "group_name": "GROUP_NAME", "order": 1, "agentid": 1000014,
            "tag": [{"name": "TAG_NAME_1", "order": 1}, {"name": "TAG_NAME_2", "order": 2}, {"name": "TAG_NAME_2"}]})
        shaped(told, OK | {"tag_group": GROUP | {"tag": [TAG]}})
        group = told["tag_group"]
        assert group["group_name"] == "GROUP_NAME" and group["order"] == 1, group
        assert [(tag["name"], tag["order"]) for tag in group["tag"]] == [("TAG_NAME_1", 1), ("TAG_NAME_2", 2)], group
        assert group["create_time"] > 1_600_000_000 and group["tag"][0]["create_time"] > 1_600_000_000
        more = self.app.post("externalcontact/add_corp_tag", {
            "group_id": group["group_id"], "group_name": "ignored", "tag": [{"name": "third"}]})["tag_group"]
        assert more["group_id"] == group["group_id"] and [tag["name"] for tag in more["tag"]] == ["third"], more
        again = self.app.post("externalcontact/add_corp_tag", {
            "group_name": "GROUP_NAME", "tag": [{"name": "fourth"}]})["tag_group"]
        assert again["group_id"] == group["group_id"], again
        code = self.app.code
        path = "externalcontact/add_corp_tag"
        assert code(path, body={"group_id": group["group_id"], "tag": [{"name": "third"}]}) == 40071
        assert code(path, body={"group_id": "g999999", "tag": [{"name": "a"}]}) == 40068
        assert code(path, body={"group_name": "Empty"}) == 40058
        assert code(path, body={"group_name": "Empty", "tag": [{}]}) == 40058
        names = [one["group_name"] for one in self.listed({})]
        assert "Empty" not in names, names

    def listed(self, what: dict) -> list:
        return self.app.post("externalcontact/get_corp_tag_list", what)["tag_group"]

    def are_listed(self):
        # {"tag_id":["etXXXXXXXXXX","etYYYYYYYYYY"],"group_id":["etZZZZZZZZZZZZZ","etYYYYYYYYYYYYY"]}
        one, two = self.add("Colours", "red", "green"), self.add("Sizes", "small")
        told = self.app.post("externalcontact/get_corp_tag_list", {})
        shaped(told, OK | {"tag_group": [GROUP | {"deleted": False, "tag": [TAG | {"deleted": False}]}]})
        by_group = self.listed({"group_id": [two["group_id"]], "tag_id": [one["tag"][0]["id"]]})
        assert [group["group_name"] for group in by_group] == ["Sizes"], by_group
        by_tag = self.listed({"tag_id": [one["tag"][1]["id"]]})
        assert [[tag["name"] for tag in group["tag"]] for group in by_tag] == [["green"]], by_tag
        assert self.listed({"tag_id": ["999999"]}) == []
        assert self.app.code("externalcontact/get_corp_tag_list", body={"tag_id": ["et"]}) == 40068

    def are_changed(self):
        # {"id":"TAG_ID","name":"NEW_TAG_NAME","order":1,"agentid":1000014}
        group = self.add("Before", "old", "other")
        path = "externalcontact/edit_corp_tag"
        tag = group["tag"][0]["id"]
        assert self.app.post(path, {"id": tag, "name": "NEW_TAG_NAME", "order": 1, "agentid": 1000014}) == OK
        assert self.app.post(path, {"id": group["group_id"], "name": "After", "order": 7}) == OK
        now = self.listed({"group_id": [group["group_id"]]})[0]
        assert (now["group_name"], now["order"]) == ("After", 7), now
        assert {(one["name"], one["order"]) for one in now["tag"]} == {("NEW_TAG_NAME", 1), ("other", 0)}, now
        code = self.app.code
        assert code(path, body={"id": tag, "name": "other"}) == 40071
        assert code(path, body={"id": "999999", "name": "a"}) == 40068
        assert code(path, body={"id": "g999999", "name": "a"}) == 40068
        assert code(path, body={"name": "a"}) == 40068

    def are_deleted(self):
        # {"tag_id":["TAG_ID_1","TAG_ID_2"],"group_id":["GROUP_ID_1","GROUP_ID_2"],"agentid":1000014}
        one, two, three = self.add("One", "a", "b"), self.add("Two", "c"), self.add("Three", "d", "e")
        path = "externalcontact/del_corp_tag"
        assert self.app.post(path, {"tag_id": [one["tag"][0]["id"]], "group_id": [two["group_id"]],
                                    "agentid": 1000014}) == OK
        groups = {group["group_name"]: [tag["name"] for tag in group["tag"]] for group in self.listed({})}
        assert groups["One"] == ["b"] and "Two" not in groups, groups
        self.app.post(path, {"tag_id": [tag["id"] for tag in three["tag"]]})
        assert "Three" not in [group["group_name"] for group in self.listed({})]
        assert self.app.code(path, body={}) == 40058
        assert self.app.code(path, body={"tag_id": ["999999"]}) == 40068
        before = self.listed({})
        assert self.app.code(path, body={"tag_id": [one["tag"][1]["id"], "999999"]}) == 40068
        assert self.listed({}) == before

    def are_given_and_taken(self):
        # {"userid":"zhangsan","external_userid":...,"add_tag":["TAGID1","TAGID2"],"remove_tag":["TAGID3","TAGID4"]}
        tags = [tag["id"] for tag in self.add("Marks", "m1", "m2", "m3")["tag"]]
        whose = {"userid": "wang.wu", "external_userid": self.customer}
        path = "externalcontact/mark_tag"
        assert self.app.post(path, whose | {"add_tag": tags[:2], "remove_tag": []}) == OK
        assert self.app.post(path, whose | {"add_tag": [tags[2]], "remove_tag": [tags[0]]}) == OK
        page = self.app.post("externalcontact/batch/get_by_user", {"userid_list": ["wang.wu"]})
        told = next(item["follow_info"] for item in page["external_contact_list"]
                    if item["external_contact"]["external_userid"] == self.customer)
        assert sorted(told["tag_id"]) == sorted(tags[1:]), told
        code = self.app.code
        assert code(path, body=whose) == 40058
        assert code(path, body=whose | {"add_tag": ["999999"]}) == 40068
        assert code(path, body=whose | {"add_tag": ["et"]}) == 40068
        assert code(path, body=whose | {"userid": "li.si", "add_tag": tags}) == 84061


def checks(stand: Stand):
    customers, tags = Customers(stand), Tags(stand)
    for name in ("who_serves_is_listed", "are_listed", "are_told_of", "keep_what_others_call_them",
                 "shared_ones_say_by_whom", "are_told_of_by_user", "remarks_are_written", "who_left_is_no_customer",
                 "need_a_role"):
        yield name.replace("_", " "), getattr(customers, name)
    for name in ("are_added", "are_listed", "are_changed", "are_deleted", "are_given_and_taken"):
        yield "tags " + name.replace("_", " "), getattr(tags, name)
