"""An HR system (wechatpy) keeps the directory in step, night after night."""

import csv
import io
import json
import time

from office import App, Office, aes_key, wait_for

FIRST = ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "军")
LAST = ("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴")
TEAMS = ("研发", "销售", "客服", "财务", "人事", "Logistics", "Legal", "Stores")


def person(number: int) -> dict:
    """What the HR system has about number N."""
    return {"userid": f"p{number:04}", "name": LAST[number % 10] + FIRST[number // 10 % 10], "mobile": f"139{number:08}",
            "email": f"p{number:04}@acme.example", "position": "Engineer" if number % 3 else "Team lead",
            "gender": 1 + number % 2, "team": TEAMS[number % len(TEAMS)]}


class Sync:
    def __init__(self, office: Office):
        self.office, self.boss = office, office.boss
        self.app = App(office.stand, "HR", roles=("directory_admin",))
        self.client = office.sdk(self.app)
        self.departments: dict[str, int] = {}
        self.listener = None

    def departments_come_from_the_hr_system(self):
        root = self.client.department.list()
        assert len(root) == 1 and root[0]["name"] == "Acme", root
        self.root = root[0]["id"]
        assert self.root == 1, root  # what SDKs put where nothing is said
        for order, team in enumerate(TEAMS):
            made = self.client.department.create(team, parent_id=self.root, order=100 - order)
            self.departments[team] = made["id"]
        listed = {each["name"]: each for each in self.client.department.list(self.root)}
        assert {team: listed[team]["id"] for team in TEAMS} == self.departments, listed
        assert all(listed[team]["parentid"] == self.root for team in TEAMS), listed
        told = self.boss("department.list", limit=100)["items"]
        assert set(TEAMS) <= {each["name"] for each in told}, told

    def create(self, number: int) -> None:
        who = person(number)
        self.client.user.create(who["userid"], who["name"], department=[self.departments[who["team"]]],
                                position=who["position"], mobile=who["mobile"], gender=who["gender"], email=who["email"],
                                to_invite=False)

    def everybody_is_created_one_by_one(self):
        began = time.monotonic()
        for number in range(self.office.members):
            self.create(number)
        seconds = time.monotonic() - began
        print("  " + json.dumps({"members": self.office.members, "seconds": round(seconds, 1),
                                 "a_second": round(self.office.members / seconds)}), flush=True)

    def everybody_is_read_back_as_written(self):
        told = {each["userid"]: each for each in self.client.user.list(self.root, fetch_child=True)}
        assert len(told) == self.office.members + 1, len(told)
        for number in range(self.office.members):
            who = person(number)
            each = told[who["userid"]]
            assert (each["name"], each["position"], each["department"], str(each["gender"])) == \
                (who["name"], who["position"], [self.departments[who["team"]]], str(who["gender"])), (who, each)
            assert len(each["department"]) == len(each["order"]) == len(each["is_leader_in_dept"]), each
        assert len(self.client.user.list(self.departments["研发"], simple=True)) == len(
            [n for n in range(self.office.members) if person(n)["team"] == "研发"])
        detail = self.boss("member.get", member="p0007")
        assert detail["principal"]["name"] == person(7)["name"] and detail["email"] == person(7)["email"], detail

    def a_number_finds_its_owner(self):
        assert self.client.user.getuserid(person(5)["mobile"]) == "p0005"

    def the_next_night_some_changed_and_some_left(self):
        for number in range(10, 40):
            self.client.user.update(f"p{number:04}", position="Senior", department=[self.departments["Legal"]])
        self.client.user.batch_delete([f"p{number:04}" for number in range(40, 50)])
        self.client.user.delete("p0050")
        assert self.client.user.get("p0012")["position"] == "Senior"
        assert self.boss("member.get", member="p0012")["departments"][0]["department"] == self.departments["Legal"]
        left = {each["userid"] for each in self.client.user.list(self.root, fetch_child=True, simple=True)}
        assert len(left) == self.office.members + 1 - 11 and "p0040" not in left and "p0050" not in left, len(left)

    def a_table_brings_more_of_them_in_one_job(self):
        """batch/syncuser, with the end of the job told to a program in another language."""
        key, token = aes_key(), "batchtoken"
        listener = self.office.node("app.cjs", base="http://127.0.0.1:1/", corp="acme", secret="-", agentid=0, token=token, key=key,
                                    cache=self.office.scratch + "/cache-batch")
        table = io.StringIO()
        rows = csv.writer(table)
        rows.writerow(("姓名", "帐号", "手机号", "邮箱", "所在部门", "职位", "性别"))
        for number in range(9000, 9020):
            who = person(number)
            rows.writerow((who["name"], who["userid"], who["mobile"], who["email"], self.departments[who["team"]], who["position"],
                           "男" if who["gender"] == 1 else "女"))
        media = self.client.media.upload("file", ("people.csv", table.getvalue().encode("utf-8-sig")))
        assert type(media["created_at"]) is str and media["created_at"].isdigit(), media
        job = self.client.batch.sync_user(f"http://127.0.0.1:{listener.ready['port']}/crypto", token, key, media["media_id"],
                                          to_invite=False)
        result = wait_for(lambda: self.ended(job["jobid"]), 60, "the table is in")
        assert result["total"] == 20 and result["percentage"] == 100, result
        assert sorted(row["userid"] for row in result["result"]) == [f"p{number:04}" for number in range(9000, 9020)], result
        assert all(row["errcode"] == 0 for row in result["result"]), result
        told = listener.heard(via="crypto", Event="batch_job_result")
        assert told["BatchJob"]["JobId"] == job["jobid"] and told["BatchJob"]["JobType"] == "sync_user", told
        assert self.client.user.get("p9007")["name"] == person(9007)["name"]

    def ended(self, job: str) -> dict | None:
        told = self.client.batch.get_result(job)
        return told if told["status"] == 3 else None

    def tags_are_given_and_read(self):
        tag = self.client.tag.create("值班")["tagid"]
        given = self.client.tag.add_users(tag, user_ids=["p0001", "p0002", "nobody-here"])
        assert given["invalidlist"] == "nobody-here", given
        assert {each["userid"] for each in self.client.tag.get_users(tag)["userlist"]} == {"p0001", "p0002"}
        assert {"tagid": tag, "tagname": "值班"} in self.client.tag.list()
        self.tag = tag

    def what_an_administrator_changes_the_hr_system_reads(self):
        self.boss("member.update", member="p0003", name="Renamed 改名", telephone="020-1234")
        told = self.client.user.get("p0003")
        assert (told["name"], told["telephone"]) == ("Renamed 改名", "020-1234"), told


def checks(office: Office):
    sync = office.sync = Sync(office)
    for check in (sync.departments_come_from_the_hr_system, sync.everybody_is_created_one_by_one,
                  sync.everybody_is_read_back_as_written, sync.a_number_finds_its_owner,
                  sync.the_next_night_some_changed_and_some_left, sync.a_table_brings_more_of_them_in_one_job,
                  sync.tags_are_given_and_read, sync.what_an_administrator_changes_the_hr_system_reads):
        yield check.__name__.replace("_", " "), check
