"""A CRM (wechatpy) brings customers in, tags them, and hands them over; the app in the other language hears of it and reads it."""

import time

from office import App, Caller, Office, wait_for


class Crm:
    def __init__(self, office: Office):
        self.office, self.boss = office, office.boss
        self.app = App(office.stand, "CRM", roles=("admin",))
        self.client = office.sdk(self.app)
        self.contacts = self.client.external_contact
        self.hears = office.pushing.program
        self.reader = office.node_app(self.app)
        self.customers: dict[str, tuple[str, Caller]] = {}

    def who_serves_is_read(self):
        for user in ("p0001", "p0002", "p0003"):
            self.office.person(user)
            self.boss("member.verify", member=user)
        assert {"p0001", "p0002", "p0003"} <= set(self.contacts.get_follow_user_list()["follow_user"])

    def a_way_is_made_and_customers_come_by_it(self):
        made = self.contacts.add_contact_way(type=1, scene=2, remark="Fair", skip_verify=True, state="fair", user=["p0001"])
        self.way = made["config_id"]
        assert self.contacts.get_contact_way(self.way)["contact_way"]["state"] == "fair"
        code = self.boss("contact_way.get", way=self.way)["path"].removeprefix("/c/")
        for name in ("Paula", "Quentin", "Rosa"):
            visit = Caller(self.office.stand)("visit.start", code=code, name=name, message=f"Hello from {name} 你好")
            assert visit["status"] == "open", visit
            self.customers[name] = visit["contact"], Caller(self.office.stand, visit["token"])
            event = self.hears.heard(via="crypto", Event="change_external_contact", ChangeType="add_external_contact",
                                     ExternalUserID=visit["contact"])
            assert (event["UserID"], event["State"]) == ("p0001", "fair"), event

    def they_are_listed_and_read_in_both_languages(self):
        ids = {customer for customer, _ in self.customers.values()}
        assert set(self.contacts.list("p0001")["external_userid"]) == ids
        assert {each["external_contact"]["external_userid"] for each in self.contacts.gen_all_by_user("p0001", 2)} == ids
        paula = self.customers["Paula"][0]
        told = self.contacts.get(paula)
        assert told["external_contact"]["name"] == "Paula", told
        follow = told["follow_user"][0]
        assert (follow["userid"], follow["state"], type(follow["createtime"])) == ("p0001", "fair", int), follow
        there = self.reader.do("get", path="externalcontact/get", query={"external_userid": paula})
        assert there == told, there

    def they_are_tagged(self):
        made = self.contacts.add_corp_tag(None, "Level 级别", 1, [{"name": "Gold", "order": 1}, {"name": "Silver", "order": 2}])
        gold, silver = (tag["id"] for tag in made["tag_group"]["tag"])
        paula = self.customers["Paula"][0]
        self.contacts.mark_tag("p0001", paula, add_tag=[gold, silver])
        self.contacts.mark_tag("p0001", paula, remove_tag=[silver])
        there = self.reader.do("get", path="externalcontact/get", query={"external_userid": paula})
        tags = there["follow_user"][0]["tags"]
        assert [(tag["group_name"], tag["tag_name"], tag["tag_id"]) for tag in tags] == [("Level 级别", "Gold", gold)], tags
        groups = self.contacts.get_corp_tag_list()["tag_group"]
        assert [tag["name"] for tag in groups[0]["tag"]] == ["Silver", "Gold"], groups  # the largest order is first
        seen = self.office.person("p0001")("contact.get", contact=paula)
        assert [str(tag) for tag in seen["follows"][0]["tags"]] == [gold], seen
        # Of what an employee does the app hears; of what another program does it does not, as with WeCom.
        self.office.person("p0001")("follow.tag", follow=seen["follows"][0]["id"], add=[int(silver)], remove=[])
        event = self.hears.heard(via="crypto", Event="change_external_contact", ChangeType="edit_external_contact",
                                 ExternalUserID=paula)
        assert event["UserID"] == "p0001", event

    def a_remark_is_written_and_seen_by_the_employee(self):
        paula = self.customers["Paula"][0]
        self.client.post("externalcontact/remark", data={"userid": "p0001", "external_userid": paula, "remark": "Buyer 采购",
                                                         "remark_company": "Paula & Co", "remark_mobiles": ["13900001111"]})
        seen = self.office.person("p0001")("contact.get", contact=paula)
        assert "Buyer 采购" in str(seen["follows"]), seen
        assert self.contacts.get(paula)["follow_user"][0]["remark"] == "Buyer 采购"

    def they_are_handed_over(self):
        """One agrees, one refuses, one belongs to somebody else."""
        (paula, as_paula), (quentin, as_quentin) = self.customers["Paula"], self.customers["Quentin"]
        told = self.client.post("externalcontact/transfer_customer", data={
            "handover_userid": "p0001", "takeover_userid": "p0002", "external_userid": [paula, quentin, "nobody-here"],
            "transfer_success_msg": "李芳 takes over"})
        codes = {each["external_userid"]: each["errcode"] for each in told["customer"]}
        assert codes[paula] == codes[quentin] == 0 and codes["nobody-here"] != 0, told
        for visitor, answer in ((as_paula, "visit.accept_hand_over"), (as_quentin, "visit.refuse_hand_over")):
            visitor(answer, hand_over=visitor("visit.hand_overs")["items"][0]["id"])

        def settled():
            results = self.client.post("externalcontact/transfer_result",
                                       data={"handover_userid": "p0001", "takeover_userid": "p0002"})["customer"]
            status = {each["external_userid"]: each["status"] for each in results}
            return status if status.get(paula) == 1 and status.get(quentin) == 3 else None
        wait_for(settled, 30, "one hand-over is done and one refused")
        there = self.reader.do("get", path="externalcontact/get", query={"external_userid": paula})
        assert [each["userid"] for each in there["follow_user"]] == ["p0002"], there
        fail = self.hears.heard(via="crypto", Event="change_external_contact", ChangeType="transfer_fail", ExternalUserID=quentin)
        assert fail["FailReason"] == "customer_refused", fail
        chat = self.office.chat("p0002", paula)
        self.office.arrives("p0002", chat, lambda each: each["kind"] == "handed_over")
        self.office.arrives("p0002", chat, lambda each: each["body"].get("text") == "Hello from Paula 你好")

    def who_leaves_hands_over_what_is_left(self):
        """The HR system lets somebody go; the CRM gives the customers to others."""
        rosa = self.customers["Rosa"][0]
        self.office.sync.client.user.delete("p0001")
        waiting = wait_for(lambda: self.contacts.get_unassigned_list()["info"], 30, "the customers wait")
        assert {each["external_userid"] for each in waiting} == {rosa, self.customers["Quentin"][0]}, waiting
        told = self.client.post("externalcontact/resigned/transfer_customer", data={
            "handover_userid": "p0001", "takeover_userid": "p0003", "external_userid": [rosa]})
        assert told["customer"] == [{"external_userid": rosa, "errcode": 0}], told

    def figures_are_told(self):
        today = int(time.time()) // 86400 * 86400
        told = self.contacts.get_user_behavior_data(["p0002"], today - 86400, today)
        assert all(type(each["new_contact_cnt"]) is int for each in told["behavior_data"]), told


def checks(office: Office):
    crm = Crm(office)
    for check in (crm.who_serves_is_read, crm.a_way_is_made_and_customers_come_by_it,
                  crm.they_are_listed_and_read_in_both_languages, crm.they_are_tagged,
                  crm.a_remark_is_written_and_seen_by_the_employee, crm.they_are_handed_over,
                  crm.who_leaves_hands_over_what_is_left, crm.figures_are_told):
        yield check.__name__.replace("_", " "), check
