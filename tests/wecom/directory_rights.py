"""What of the address book an app is told: by its range, its roles and the keys that it has."""

from dialect import App, Caller, Stand, shaped
from statements import Statements

# What is told of zhangsan where members_manage reaches it, and of everybody elsewhere.
FULL = {"mobile": "13800000000", "email": "zhangsan@qq.com", "gender": "1", "telephone": "020-123456"}
EMPTY = {"mobile": "", "email": "", "gender": "0", "telephone": "", "extattr": {"attrs": []}}
REST_EMPTY = {"mobile": "", "email": "", "gender": "unknown", "telephone": "", "fields": []}


class Rights:
    """On the directory that directory.py has made; `sync` manages all of it."""

    def __init__(self, stand: Stand, sync: App, member: dict):
        self.stand, self.sync, self.member = stand, sync, member

    def app(self, name: str, permissions: list[str], departments: list[int] | None = None, **fields) -> App:
        """An app with a role of these permissions, for departments or the company."""
        app = App(self.stand, name, **fields)
        role = self.stand.boss("role.create", name=name, permissions=permissions)["id"]
        where = {"departments": departments} if departments else {"company": True}
        self.stand.boss("role.assign", role=role, member=app.id, **where)
        return app

    def is_closed(self, app: App, userid: str, mobile: str, email: str) -> None:
        """The app sees the member, and nothing by which it is reached: in the dialect and by operations."""
        told = app.get("user/get", userid=userid)
        shaped(told, {"errcode": 0} | self.member)
        assert EMPTY.items() <= told.items(), told
        assert app.code("user/getuserid", body={"mobile": mobile}) == 46004
        assert app.code("user/get_userid_by_email", body={"email": email}) == 46004
        self.is_closed_to_operations(app, userid)

    def is_closed_to_operations(self, app: App, userid: str) -> None:
        told = Caller(self.stand, app.token)("member.get", member=userid)
        assert REST_EMPTY.items() <= told.items() and told["principal"]["userid"] == userid, told

    def is_open(self, app: App) -> None:
        told = app.get("user/get", userid="zhangsan")
        assert FULL.items() <= told.items() and told["extattr"]["attrs"], told
        assert app.post("user/getuserid", {"mobile": "13800000000"})["userid"] == "zhangsan"
        assert app.post("user/get_userid_by_email", {"email": "zhangsan@qq.com"})["userid"] == "zhangsan"
        told = Caller(self.stand, app.token)("member.get", member="zhangsan")
        assert (FULL | {"gender": "male"}).items() <= told.items() and told["fields"], told

    def an_app_without_a_role_reads_its_range(self):
        plain = App(self.stand, "Plain", range={"departments": [3], "members": ["wangwu"]})
        told = plain.get("user/get", userid="zhangsan")
        shaped(told, {"errcode": 0, "errmsg": "ok"} | self.member)
        assert told["department"] == [3] and "main_department" not in told, told
        assert EMPTY.items() <= told.items(), told
        assert plain.get("user/get", userid="wangwu")["department"] == []
        assert plain.code("user/get", {"userid": "boss"}) == 60011 and plain.code("user/get", {"userid": "x"}) == 60111
        assert [one["id"] for one in plain.get("department/list")["department"]] == [3]
        assert plain.code("department/get", {"id": 2}) == 60011 == plain.code("user/list", {"department_id": 2})
        assert {one["userid"] for one in plain.get("user/list", department_id=3)["userlist"]} == {"lisi", "zhangsan"}
        assert plain.code("user/getuserid", body={"mobile": "13800000000"}) == 46004
        assert plain.code("user/get_userid_by_email", body={"email": "zhangsan@qq.com"}) == 46004
        assert plain.get("tag/get", tagid=12)["userlist"] == [{"userid": "zhangsan", "name": "李四"}]
        told = plain.post("user/list_id", {})
        assert {(one["userid"], one["department"]) for one in told["dept_user"]} == {("lisi", 3), ("zhangsan", 3)}
        self.writes_nothing(plain)

    def writes_nothing(self, plain: App) -> None:
        for path, body in (("user/create", {"userid": "x", "name": "x"}), ("user/update", {"userid": "lisi"}),
                           ("user/batchdelete", {"useridlist": ["lisi"]}),
                           ("department/create", {"name": "x", "parentid": 1}), ("department/update", {"id": 3}),
                           ("tag/create", {"tagname": "x"}), ("tag/update", {"tagid": 12, "tagname": "x"}),
                           ("tag/addtagusers", {"tagid": 12, "userlist": ["lisi"]}),
                           ("tag/deltagusers", {"tagid": 12, "userlist": ["lisi"]})):
            assert plain.code(path, body=body) == 48002, path
        for path, query in (("user/delete", {"userid": "lisi"}), ("department/delete", {"id": 3}),
                            ("tag/delete", {"tagid": 12})):
            assert plain.code(path, query) == 48002, path

    def a_role_reaches_its_departments(self):
        app = App(self.stand, "Regional", everybody=False)
        self.stand.boss("role.assign", role="directory_admin", member=app.id, departments=[2])
        assert app.ask("user/create", body={"userid": "regional", "name": "R", "department": [3]})["errcode"] == 0
        assert app.get("user/get", userid="regional")["department"] == [3]
        assert app.code("user/get", {"userid": "boss"}) == 60011
        assert app.code("user/create", body={"userid": "y", "name": "Y", "department": [7]}) == 60123
        assert app.code("user/create", body={"userid": "y", "name": "Y"}) == 60011
        assert app.code("user/delete", {"userid": "loner"}) == 60011
        assert app.code("user/batchdelete", body={"useridlist": ["regional", "loner"]}) == 60011
        assert app.code("department/create", body={"name": "x", "parentid": 7}) == 60011
        assert app.code("department/update", body={"id": 3, "parentid": 7}) == 60011
        assert app.ask("user/delete", {"userid": "regional"})["errcode"] == 0

    def a_role_opens_who_is_in_its_departments(self):
        self.sync.ask("user/update", body={
            "userid": "loner", "mobile": "13700000000", "email": "loner@qq.com", "gender": "2", "telephone": "020-7",
            "extattr": {"attrs": [{"type": 0, "name": "文本名称", "text": {"value": "loner's"}}]}})
        app = App(self.stand, "Regional, seen by all")
        self.stand.boss("role.assign", role="directory_admin", member=app.id, departments=[2])
        self.is_open(app)
        self.is_closed(app, "loner", "13700000000", "loner@qq.com")
        told = {one["userid"]: one for one in app.get("user/list", department_id=1)["userlist"]}
        assert FULL.items() <= told["zhangsan"].items() and EMPTY.items() <= told["loner"].items(), told
        told = self.sync.get("user/get", userid="loner")
        assert (told["mobile"], told["gender"], told["telephone"]) == ("13700000000", "2", "020-7"), told

    def a_key_opens_what_it_holds(self):
        app = App(self.stand, "Keys", roles=("directory_admin",), everybody=False)
        self.is_open(app)

        def key(*permissions: str) -> str:
            return self.stand.boss("app_key.create", app=app.agentid, name="narrow", permissions=permissions)["token"]
        app.token = key("departments_manage", "tags_manage")
        self.is_closed(app, "zhangsan", "13800000000", "zhangsan@qq.com")
        app.token = key("members_manage")
        self.is_open(app)
        app.token = key("fields_manage")
        assert app.code("user/get", {"userid": "zhangsan"}) == 60011

    def a_role_of_something_else_opens_nobody(self):
        auditor = App(self.stand, "Auditor", roles=("auditor",))
        self.is_closed(auditor, "zhangsan", "13800000000", "zhangsan@qq.com")
        others = (App(self.stand, "Blind auditor", roles=("auditor",), everybody=False),
                  self.app("Customers", ["customers_manage", "groups_manage"], [2], everybody=False))
        for app in others:
            assert app.code("user/get", {"userid": "zhangsan"}) == 60011
            assert app.code("user/list", {"department_id": 3}) == 60011
            assert app.get("department/list")["department"] == [] == app.post("user/list_id", {})["dept_user"]
            assert app.code("user/getuserid", body={"mobile": "13800000000"}) == 46004
            rest = Caller(self.stand, app.token)
            assert rest.refused("member.get", member="zhangsan") == 404
            assert [one["userid"] for one in rest("member.list")["items"]] == []
        ranged = App(self.stand, "Auditor of a department", roles=("auditor",), range={"departments": [3]})
        assert ranged.code("user/get", {"userid": "boss"}) == 60011
        self.is_closed(ranged, "lisi", "13800000000", "lisi@qq.com")

    def permissions_over_the_directory_show_names(self):
        for permissions in (["tags_manage"], ["directory_see_all"], ["members_offboard"]):
            app = self.app("Only " + permissions[0], permissions, everybody=False)
            self.is_closed(app, "zhangsan", "13800000000", "zhangsan@qq.com")
        app = self.app("Departments of 2", ["departments_manage"], [2], everybody=False)
        self.is_closed(app, "zhangsan", "13800000000", "zhangsan@qq.com")
        assert app.code("user/get", {"userid": "loner"}) == 60011

    def lists_of_userids_cost_no_more_than_one(self):
        def tagged(count: int) -> None:
            users = ["LISI"] * count + [f"nobody{number}" for number in range(count)]
            told = self.sync.ask("tag/addtagusers", body={"tagid": 13, "userlist": users})
            assert told["errmsg"] == "ok" and told["invalidlist"] == "|".join(users[count:]), told

        def deleted(count: int) -> None:
            assert self.sync.code("user/batchdelete", body={"useridlist": ["lisi"] * (count - 1) + ["nobody"]}) == 40031
        with Statements(self.stand) as statements:
            for what, most in ((tagged, 500), (deleted, 200)):
                one, many = statements.count(lambda: what(2)), statements.count(lambda: what(most))
                assert 3 < one and many < one + 40, (what.__name__, one, many)


CHECKS = ("an_app_without_a_role_reads_its_range", "a_role_reaches_its_departments",
          "a_role_opens_who_is_in_its_departments", "a_key_opens_what_it_holds",
          "a_role_of_something_else_opens_nobody", "permissions_over_the_directory_show_names",
          "lists_of_userids_cost_no_more_than_one")


def checks(rights: Rights):
    for name in CHECKS:
        yield name.replace("_", " "), getattr(rights, name)
