"""A monitor (node, no SDK) posts to the robot of a group of people whom the HR system brought."""

from office import Office


class Monitor:
    def __init__(self, office: Office):
        self.office = office
        for user in ("p0002", "p0003"):
            office.person(user)
        self.group = office.boss("group.create", name="Operations", members=["p0002", "p0003"])["id"]
        made = office.boss("robot.create", conversation=self.group, name="Alarm")
        self.program = office.node("monitor.cjs",
                                   hook=f"http://127.0.0.1:{office.stand.port}/cgi-bin/webhook/send?key={made['key']}")

    def post(self, key: str = "", **body) -> dict:
        return self.program.do("post", body=body, key=key)

    def arrives(self, fits) -> dict:
        return self.office.arrives("p0003", self.group, lambda each: each["kind"] == "message" and fits(each["body"]))

    def an_alarm_calls_who_is_on_duty(self):
        told = self.post(msgtype="text", text={"content": "Disk full 磁盘满了", "mentioned_list": ["p0003", "@all"]})
        assert told == {"errcode": 0, "errmsg": "ok"}, told
        entry = self.arrives(lambda body: "Disk full 磁盘满了" in body.get("text", ""))
        me = self.office.person("p0003")("me.get")["principal"]["id"]
        assert me in entry["body"]["mentions"], entry

    def a_number_of_the_hr_system_calls_too(self):
        self.post(msgtype="text", text={"content": "Call", "mentioned_mobile_list": ["13900000002"]})
        entry = self.arrives(lambda body: "Call" in body.get("text", ""))
        assert len(entry["body"]["mentions"]) == 1, entry

    def a_report_has_form(self):
        told = self.post(msgtype="markdown", markdown={"content": "# Load\n> <font color=\"warning\">high</font> <@p0002>"})
        assert told["errcode"] == 0, told
        self.arrives(lambda body: body["kind"] == "rich")

    def a_log_is_attached(self):
        media = self.program.do("upload", name="load.txt", text="07:00 3.2\n")
        assert media["errcode"] == 0 and media["type"] == "file", media
        assert self.post(msgtype="file", file={"media_id": media["media_id"]})["errcode"] == 0
        entry = self.arrives(lambda body: body["kind"] == "file")
        status, content = self.office.person("p0003").raw("GET", f"/api/v1/files/{entry['body']['file']}/content", None, {})
        assert (status, content) == (200, b"07:00 3.2\n"), status

    def a_wrong_key_is_refused(self):
        told = self.post(key="693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", msgtype="text", text={"content": "x"})
        assert told["errcode"] == 93000, told


def checks(office: Office):
    monitor = Monitor(office)
    for check in (monitor.an_alarm_calls_who_is_on_duty, monitor.a_number_of_the_hr_system_calls_too, monitor.a_report_has_form,
                  monitor.a_log_is_attached,
                  monitor.a_wrong_key_is_refused):
        yield check.__name__.replace("_", " "), check
