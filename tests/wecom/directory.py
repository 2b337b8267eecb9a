"""The address book: members, departments and tags, as https://developer.work.weixin.qq.com/document documents them."""

import time

import directory_rights
from dialect import App, Stand, shaped

EXTRA = {"attrs": [dict]}
MEMBER = {"userid": str, "name": str, "department": [int, ...], "order": [int, ...], "position": str, "mobile": str,
          "gender": str, "email": str, "biz_mail": str, "is_leader_in_dept": [int, ...], "direct_leader": [str],
          "avatar": str, "thumb_avatar": str, "telephone": str, "alias": str, "address": str, "open_userid": str,
          "extattr": EXTRA, "status": int, "qr_code": str, "external_position": str,
          "external_profile": {"external_corp_name": str, "wechat_channels": {"nickname": str, "status": int},
                               "external_attr": [dict]}}
DEPARTMENT = {"id": int, "name": str, "name_en": str, "department_leader": [str], "parentid": int, "order": int}
OK = {"errcode": 0, "errmsg": "ok"}


def created(app: App, path: str, body: dict) -> None:
    told = app.ask(path, body=body)
    assert told["errcode"] == 0 and told["errmsg"] == "created", told


class Directory:
    def __init__(self, stand: Stand):
        self.stand = stand
        self.sync = App(stand, "HR", ("directory_admin",), everybody=False)
        stand.boss("field.create", name="文本名称", kind="text")
        stand.boss("field.create", name="网页名称", kind="link")

    # ---- departments

    def departments_are_made(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/90205
        told = sync.ask("department/create", body={"name": "广州研发中心", "name_en": "RDGZ", "parentid": 1, "order": 1,
                                                   "id": 2})
        shaped(told, {"errcode": 0, "errmsg": "created", "id": 2})
        told = sync.ask("department/create", body={"name": "邮箱产品部", "parentid": "2", "order": 40})
        shaped(told, {"errcode": 0, "errmsg": "created", "id": 3})
        assert sync.ask("department/create", body={"name": "Sales", "parentid": 1, "id": 7})["id"] == 7

    def departments_are_refused(self):
        def code(**body):
            return self.sync.code("department/create", body=body)
        assert code(name="邮箱产品部", parentid=2) == 60008
        assert code(name="Other", parentid=1, id=2) == 60008
        assert code(name="Other", parentid=99) == 60004 and code(name="Other") == 60004
        assert code(name="", parentid=1) == 60001 and code(name="x" * 65, parentid=1) == 60001
        assert code(name="a:b", parentid=1) == 60009
        assert code(name="Other", parentid="one") == 40035
        assert code(name="Other", parentid=1, id=1) == 40058
        parent = 7
        for level in range(13):
            parent = self.sync.ask("department/create", body={"name": f"L{level}", "parentid": parent})["id"]
        assert code(name="deeper", parentid=parent) == 81002

    def departments_are_changed(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/90206
        told = sync.ask("department/update", body={"id": 2, "name": "广州研发中心", "name_en": "RDGZ", "parentid": 1,
                                                   "order": 10})
        shaped(told, {"errcode": 0, "errmsg": "updated"})
        sync.ask("department/update", body={"id": 3, "name": "Mail"})
        assert sync.get("department/get", id=3)["department"]["name"] == "Mail"
        sync.ask("department/update", body={"id": 3, "parentid": 7})
        assert sync.get("department/get", id=3)["department"]["parentid"] == 7
        assert sync.ask("department/update", body={"id": 3, "parentid": 2, "name": "邮箱产品部"})["errcode"] == 0

        def code(**body):
            return sync.code("department/update", body=body)
        assert code(id=99, name="x") == 60003 and code(name="x") == 60003
        assert code(id=2, parentid=3) == 60010 and code(id=2, parentid=99) == 60004
        assert code(id=2, name="Sales") == 60008
        assert code(id=1, parentid=0, name="Acme") == 0

    def departments_are_told(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/95351
        shaped(sync.get("department/get", id=2), OK | {"department": DEPARTMENT})
        assert sync.get("department/get", id=2)["department"] == {
            "id": 2, "name": "广州研发中心", "name_en": "RDGZ", "department_leader": [], "parentid": 1, "order": 10}
        # https://developer.work.weixin.qq.com/document/path/90208
        told = sync.get("department/list")
        shaped(told, OK | {"department": [DEPARTMENT, ...]})
        assert told["department"][0]["id"] == 1 and told["department"][0]["parentid"] == 0
        assert [one["id"] for one in sync.get("department/list", id=2)["department"]] == [2, 3]
        # https://developer.work.weixin.qq.com/document/path/95350
        told = sync.get("department/simplelist", id=2)
        shaped(told, OK | {"department_id": [{"id": int, "parentid": int, "order": int}, ...]})
        assert told["department_id"] == [{"id": 2, "parentid": 1, "order": 10}, {"id": 3, "parentid": 2, "order": 40}]
        assert sync.code("department/list", {"id": 99}) == 60003 == sync.code("department/get", {"id": 99})
        assert sync.code("department/get", {"id": "x"}) == 40035

    # ---- members

    def a_member_is_made(self):
        sync = self.sync
        created(sync, "user/create", {"userid": "lisi", "name": "李四", "department": [3], "email": "lisi@qq.com"})
        # https://developer.work.weixin.qq.com/document/path/90195
        told = sync.ask("user/create", body={
            "userid": "zhangsan", "name": "张三", "alias": "jackzhang", "mobile": "+86 13800000000",
            "department": [1, 2], "order": [10, 40], "position": "产品经理", "gender": "1", "email": "zhangsan@qq.com",
            "biz_mail": "zhangsan@tencent.com", "is_leader_in_dept": [1, 0], "direct_leader": ["lisi"], "enable": 1,
            "telephone": "020-123456", "address": "广州市海珠区新港中路", "main_department": 1,
            "extattr": {"attrs": [{"type": 0, "name": "文本名称", "text": {"value": "文本"}},
                                  {"type": 1, "name": "网页名称", "web": {"url": "http://www.test.com", "title": "标题"}},
                                  {"type": 0, "name": "unknown", "text": {"value": "passed over"}}]},
            "to_invite": True, "external_position": "高级产品经理",
            "external_profile": {"external_corp_name": "企业简称", "wechat_channels": {"nickname": "视频号名称"}}})
        shaped(told, {"errcode": 0, "errmsg": "created", "created_department_list": {"department_info": []}})
        # https://developer.work.weixin.qq.com/document/path/90196
        told = sync.get("user/get", userid="ZhangSan")
        shaped(told, OK | MEMBER | {"main_department": 1, "extattr": {"attrs": [dict, ...]}})
        expected = {"userid": "zhangsan", "name": "张三", "department": [1, 2], "order": [10, 40], "position": "产品经理",
                    "mobile": "+86 13800000000", "gender": "1", "email": "zhangsan@qq.com", "is_leader_in_dept": [1, 0],
                    "telephone": "020-123456", "alias": "jackzhang", "main_department": 1, "status": 4,
                    "extattr": {"attrs": [{"type": 0, "name": "文本名称", "text": {"value": "文本"}},
                                          {"type": 1, "name": "网页名称",
                                           "web": {"url": "http://www.test.com", "title": ""}}]}}
        assert expected.items() <= told.items(), told

    def members_are_refused(self):
        def code(**body):
            return self.sync.code("user/create", body={"userid": "wangwu", "name": "王五", "department": [2]} | body)
        assert code(userid="zhangsan") == 60102 and code(userid="ZHANGSAN") == 60102
        assert code(userid="") == 41009 and code(userid="no good") == 40003
        assert code(name="") == 60112 and code(name="x" * 101) == 60112
        assert code(mobile="13800000000") == 60104 and code(mobile="abc") == 60103
        assert code(email="zhangsan@qq.com") == 60106 and code(email="no address") == 60105
        assert code(telephone="call me") == 301013 and code(position="x" * 129) == 301012
        assert code(gender="9") == 40058
        assert code(order=[1, 2]) == 40058 and code(is_leader_in_dept=[1, 0]) == 60132
        assert code(department=[2, 2]) == 60123 and code(main_department=7) == 60123
        assert code(department="x") == 40035
        assert code(department=list(range(1, 103))) == 60110
        assert self.sync.code("user/get", {"userid": "wangwu"}) == 60111

    def missing_departments_are_made(self):
        told = self.sync.ask("user/create", body={"userid": "wangwu", "name": "王五", "department": [2, 123],
                                                  "mobile": 13900000000, "enable": 0})
        shaped(told, {"errcode": 0, "errmsg": "created",
                      "created_department_list": {"department_info": [{"name": str, "id": 123}, ...]}})
        told = self.sync.get("user/get", userid="wangwu")
        assert told["department"] == [2, 123] and told["status"] == 2 and told["mobile"] == "13900000000", told
        assert self.sync.get("department/get", id=123)["department"]["parentid"] == 1
        self.sync.ask("user/update", body={"userid": "wangwu", "enable": "1"})
        assert self.sync.get("user/get", userid="wangwu")["status"] == 4
        created(self.sync, "user/create", {"userid": "loner", "name": "Loner"})
        assert self.sync.get("user/get", userid="loner")["department"] == [1]

    def members_are_changed(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/90197
        told = sync.ask("user/update", body={
            "userid": "zhangsan", "name": "李四", "department": [1], "order": [10], "position": "后台工程师",
            "mobile": "13800000000", "gender": "1", "email": "zhangsan@qq.com", "biz_mail": "zhangsan@tencent.com",
            "biz_mail_alias": {"item": ["jack@tencent.com", "hr@tencent.com"]}, "is_leader_in_dept": [1],
            "direct_leader": ["lisi"], "enable": 1, "telephone": "020-123456", "alias": "jackzhang",
            "address": "广州市海珠区新港中路", "main_department": 1,
            "extattr": {"attrs": [{"type": 0, "name": "文本名称", "text": {"value": "别的"}}]},
            "external_position": "工程师"})
        shaped(told, {"errcode": 0, "errmsg": "updated"})
        told = sync.get("user/get", userid="zhangsan")
        assert (told["name"], told["department"], told["order"], told["position"]) == ("李四", [1], [10], "后台工程师")
        assert told["extattr"]["attrs"][0]["text"]["value"] == "别的"
        sync.ask("user/update", body={"userid": "zhangsan", "department": [3, 1], "main_department": 3, "alias": ""})
        told = sync.get("user/get", userid="zhangsan")
        assert told["department"] == [3, 1] and told["order"] == [0, 10] and told["is_leader_in_dept"] == [0, 1], told
        assert told["alias"] == "" and told["main_department"] == 3
        sync.ask("user/update", body={"userid": "zhangsan", "main_department": 1})
        told = sync.get("user/get", userid="zhangsan")
        assert told["department"] == [1, 3] and told["main_department"] == 1, told
        assert sync.get("department/get", id=1)["department"]["department_leader"] == ["zhangsan"]

        def code(**body):
            return sync.code("user/update", body={"userid": "zhangsan"} | body)
        assert code(userid="nobody") == 60111 and code(userid="") == 41009
        assert code(department=[999]) == 60123 and code(mobile="13900000000") == 60104
        assert code(department=[]) == 40066
        assert code(new_userid="another") == 301036
        assert code(extattr={"attrs": [{"type": 1, "name": "网页名称", "web": {"url": "no link"}}]}) == 60150

    def lists_of_members_are_told(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/90200
        told = sync.get("user/simplelist", department_id=3)
        shaped(told, OK | {"userlist": [{"userid": str, "name": str, "department": [int, ...], "open_userid": str}, ...]})
        assert {one["userid"] for one in told["userlist"]} == {"lisi", "zhangsan"}
        told = sync.get("user/simplelist", department_id=2, fetch_child=1)
        assert [one["userid"] for one in told["userlist"]] == ["lisi", "wangwu", "zhangsan"]
        # https://developer.work.weixin.qq.com/document/path/90201
        told = sync.get("user/list", department_id=1)
        shaped(told, OK | {"userlist": [MEMBER | {"main_department": int, "english_name": str}, ...]})
        assert {one["userid"] for one in told["userlist"]} == {"boss", "loner", "zhangsan"}
        for path in ("user/list", "user/simplelist"):
            assert sync.code(path, {"department_id": 999}) == 60003 and sync.code(path) == 41019
        # https://developer.work.weixin.qq.com/document/path/96067
        told = sync.post("user/list_id", {"cursor": "", "limit": 10000})
        shaped(told, OK | {"next_cursor": "", "dept_user": [{"userid": str, "department": int}, ...]})
        everybody = told["dept_user"]
        assert {"userid": "zhangsan", "department": 3} in everybody and len(everybody) == 7
        pages, cursor = [], None
        while cursor != "":
            told = sync.post("user/list_id", {"limit": 2} | ({"cursor": cursor} if cursor else {}))
            pages, cursor = pages + told["dept_user"], told["next_cursor"]
        assert pages == everybody
        assert sync.code("user/list_id", body={"cursor": "junk"}) == 50100
        assert sync.code("user/list_id", body={"limit": 10001}) == 40058

    def members_are_found(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/95402
        shaped(sync.post("user/getuserid", {"mobile": "13800000000"}), OK | {"userid": "zhangsan"})
        assert sync.post("user/getuserid", {"mobile": "+86 138-0000-0000"})["userid"] == "zhangsan"
        assert sync.code("user/getuserid", body={"mobile": "13430388888"}) == 46004
        # https://developer.work.weixin.qq.com/document/path/95895
        told = sync.post("user/get_userid_by_email", {"email": "ZhangSan@qq.com", "email_type": 1})
        shaped(told, OK | {"userid": "zhangsan"})
        assert sync.code("user/get_userid_by_email", body={"email": "12345@qq.com", "email_type": 2}) == 46004

    # ---- tags

    def tags_are_made_and_given(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/90210
        shaped(sync.ask("tag/create", body={"tagname": "UI", "tagid": 12}),
               {"errcode": 0, "errmsg": "created", "tagid": 12})
        assert sync.ask("tag/create", body={"tagname": "next"})["tagid"] == 13
        assert sync.ask("tag/create", body={"tagname": "before", "tagid": "5"})["tagid"] == 5
        # https://developer.work.weixin.qq.com/document/path/90211
        shaped(sync.ask("tag/update", body={"tagid": 12, "tagname": "UI design"}), {"errcode": 0, "errmsg": "updated"})
        # https://developer.work.weixin.qq.com/document/path/90214
        told = sync.ask("tag/addtagusers", body={"tagid": 12, "userlist": ["zhangsan", "LISI"]})
        assert told == {"errcode": 0, "errmsg": "ok"}, told
        told = sync.ask("tag/addtagusers", body={"tagid": 12, "userlist": ["usr1", "wangwu", "usr2"],
                                                 "partylist": [2, 4]})
        assert told == {"errcode": 0, "errmsg": "ok", "invalidlist": "usr1|usr2", "invalidparty": [4]}, told
        # https://developer.work.weixin.qq.com/document/path/90213
        told = sync.get("tag/get", tagid=12)
        shaped(told, OK | {"tagname": "UI design", "userlist": [{"userid": str, "name": str}, ...], "partylist": [2]})
        assert {one["userid"] for one in told["userlist"]} == {"zhangsan", "lisi", "wangwu"}
        # https://developer.work.weixin.qq.com/document/path/90216
        told = sync.get("tag/list")
        shaped(told, OK | {"taglist": [{"tagid": int, "tagname": str}, ...]})
        assert told["taglist"] == [{"tagid": 5, "tagname": "before"}, {"tagid": 12, "tagname": "UI design"},
                                   {"tagid": 13, "tagname": "next"}], told

    def tags_are_refused(self):
        sync = self.sync
        assert sync.code("tag/create", body={"tagname": "ui DESIGN"}) == 40071
        assert sync.code("tag/create", body={"tagname": "x" * 33}) == 40072 and sync.code("tag/create", body={}) == 41018
        assert sync.code("tag/create", body={"tagname": "x", "tagid": 12}) == 40068
        assert sync.code("tag/create", body={"tagname": "x", "tagid": 0}) == 40068
        assert sync.code("tag/update", body={"tagid": 99, "tagname": "x"}) == 40068
        assert sync.code("tag/update", body={"tagid": 5, "tagname": "UI design"}) == 40071
        assert sync.code("tag/get", {"tagid": 99}) == 40068 == sync.code("tag/delete", {"tagid": 99})
        assert sync.code("tag/get") == 41017
        assert sync.code("tag/addtagusers", body={"tagid": 12, "userlist": ["usr1"], "partylist": [4, 3000000000]}) == 40070
        assert sync.code("tag/deltagusers", body={"tagid": 12, "userlist": ["usr1"], "partylist": [4]}) == 40031
        assert sync.code("tag/addtagusers", body={"tagid": 12, "userlist": []}) == 82001
        assert sync.code("tag/addtagusers", body={"tagid": 99, "userlist": ["lisi"]}) == 40068
        assert sync.code("tag/addtagusers", body={"tagid": 12, "userlist": ["lisi"] * 1001}) == 81014

    def tags_are_taken(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/90215
        told = sync.ask("tag/deltagusers", body={"tagid": 12, "userlist": ["lisi"]})
        assert told == {"errcode": 0, "errmsg": "deleted"}, told
        told = sync.ask("tag/deltagusers", body={"tagid": 12, "userlist": ["usr1", "wangwu"], "partylist": [2, 4]})
        assert told == {"errcode": 0, "errmsg": "deleted", "invalidlist": "usr1", "invalidparty": [4]}, told
        told = sync.get("tag/get", tagid=12)
        assert [one["userid"] for one in told["userlist"]] == ["zhangsan"] and told["partylist"] == [], told
        assert sync.ask("tag/addtagusers", body={"tagid": 13, "partylist": [3]})["errmsg"] == "ok"
        assert sync.get("tag/get", tagid=13)["partylist"] == [3]
        # https://developer.work.weixin.qq.com/document/path/90212
        shaped(sync.ask("tag/delete", {"tagid": 5}), {"errcode": 0, "errmsg": "deleted"})
        assert sync.code("tag/get", {"tagid": 5}) == 40068
        assert sync.code("tag/create", body={"tagname": "again", "tagid": 5}) == 40068

    # ---- the end

    def members_are_taken_out(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/90198
        shaped(sync.ask("user/delete", {"userid": "loner"}), {"errcode": 0, "errmsg": "deleted"})
        assert sync.code("user/get", {"userid": "loner"}) == 60111 == sync.code("user/delete", {"userid": "loner"})
        assert sync.code("user/delete") == 41009
        assert sync.code("user/delete", {"userid": "boss"}) == 60011
        # https://developer.work.weixin.qq.com/document/path/90199
        assert sync.code("user/batchdelete", body={"useridlist": ["lisi", "nobody"]}) == 40031
        assert sync.get("user/get", userid="lisi")["status"] == 4
        assert sync.code("user/batchdelete", body={"useridlist": []}) == 40031
        assert sync.code("user/batchdelete", body={"useridlist": ["lisi"] * 201}) == 40032
        told = sync.ask("user/batchdelete", body={"useridlist": ["zhangsan", "lisi"]})
        shaped(told, {"errcode": 0, "errmsg": "deleted"})
        assert sync.code("user/get", {"userid": "zhangsan"}) == 60111

    def who_comes_back_is_somebody_new(self):
        before = self.stand.boss("member.get", member="lisi")["principal"]["id"]
        created(self.sync, "user/create", {"userid": "lisi", "name": "李四", "department": [2]})
        after = self.stand.boss("member.get", member="lisi")["principal"]
        assert after["id"] != before and after["status"] == "not_activated"
        assert self.stand.boss("member.get", member=before)["principal"]["userid"].startswith("left-")

    def departments_are_taken_away(self):
        sync = self.sync
        # https://developer.work.weixin.qq.com/document/path/90207
        assert sync.code("department/delete", {"id": 1}) == 60007 and sync.code("department/delete", {"id": 99}) == 60003
        assert sync.code("department/delete", {"id": 2}) == 60006
        shaped(sync.ask("department/delete", {"id": 3}), {"errcode": 0, "errmsg": "deleted"})
        assert sync.code("department/delete", {"id": 2}) == 60005
        assert sync.code("department/get", {"id": 3}) == 60003

    def a_synchronisation_takes_seconds(self):
        sync = self.sync
        began = time.monotonic()
        for number in range(300):
            created(sync, "user/create", {
                "userid": f"mass{number}", "name": f"成员{number}", "mobile": f"1360000{number:04d}", "department": [2, 7],
                "order": [number, 1], "position": "工程师", "email": f"mass{number}@example.com"})
        seconds = time.monotonic() - began
        self.stand.say(members_made=300, seconds=round(seconds, 1))
        assert seconds < 60, seconds
        told = sync.get("user/list", department_id=7, fetch_child=1)["userlist"]
        assert len(told) == 300 and told[0]["department"] == [2, 7]


CHECKS = ("departments_are_made", "departments_are_refused", "departments_are_changed", "departments_are_told",
          "a_member_is_made", "members_are_refused", "missing_departments_are_made", "members_are_changed",
          "lists_of_members_are_told", "members_are_found", "tags_are_made_and_given", "tags_are_refused",
          "tags_are_taken", *directory_rights.CHECKS, "members_are_taken_out", "who_comes_back_is_somebody_new",
          "departments_are_taken_away", "a_synchronisation_takes_seconds")


def checks(stand: Stand):
    directory = Directory(stand)
    rights = directory_rights.Rights(stand, directory.sync, MEMBER)
    for name in CHECKS:
        owner = rights if name in directory_rights.CHECKS else directory
        yield name.replace("_", " "), getattr(owner, name)
