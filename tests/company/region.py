"""A directory administrator of one region runs that region, and nothing beyond it."""

import os

import tables
from importing import applied, trial
from stand import Stand

HIDDEN = (403, 404)


class Region:
    """华东, run by p00000; 华南 is the other side."""

    def __init__(self, stand: Stand):
        self.stand, self.boss = stand, stand.boss
        tops = {item["name"]: item["number"] for item in self.boss.all("department.list", parent=1)}
        self.here, self.there = tops["华东"], tops["华南"]
        self.mine, self.theirs = "p00000", "p00001"
        self.boss("member.set_departments", member=self.mine, departments=[{"department": self.here}])
        self.boss("role.assign", role="directory_admin", member=self.mine, departments=[self.here])
        self.admin = stand.signed_in(self.mine)
        self.colleague, self.stranger = "p00010", "p00011"  # 华东/部门10, 华南/部门11

    def is_told_what_it_may_do(self):
        held = {item["permission"]: item for item in self.admin("me.get")["permissions"]}
        assert held["members_manage"] == {"permission": "members_manage", "company": False,
                                          "departments": [self.here]}, held
        assert "audit_read" not in held and "roles_manage" not in held and "tags_manage" not in held, held

    def runs_its_departments(self):
        made = self.admin("department.create", name="新部门", parent=self.here)["number"]
        below = self.admin("department.create", name="组", parent=made)["number"]
        self.admin("department.update", department=made, name="新部门二", leaders=[])
        self.admin("department.move", department=below, parent=self.here)
        self.admin("department.delete", department=below)
        for operation, fields in {"department.create": {"name": "X", "parent": self.there},
                                  "department.update": {"department": self.there, "name": "X"},
                                  "department.delete": {"department": self.there}}.items():
            assert self.admin.refused(operation, **fields) in HIDDEN, operation
        assert self.admin.refused("department.create", name="X", parent=1) == 403
        assert self.admin.refused("department.move", department=made, parent=self.there) in HIDDEN
        assert self.admin.refused("department.move", department=self.there, parent=made) in HIDDEN
        assert self.admin.refused("department.move", department=self.here, parent=1) in HIDDEN
        self.made = made

    def runs_its_members(self):
        admin = self.admin
        created = admin("member.create", userid="east1", name="新人", department="华东/新部门二")
        assert created["department"] == "华东/新部门二", created
        assert admin.refused("member.create", userid="south1", name="X", department="华南") == 403
        assert admin.refused("member.create", userid="top1", name="X") == 403
        admin("member.update", member=self.colleague, title="组长")
        assert admin.refused("member.update", member=self.stranger, title="X") in HIDDEN
        admin("member.set_departments", member="east1", departments=[{"department": self.here}])
        for departments in ([{"department": self.there}], [{"department": self.here}, {"department": self.there}]):
            assert admin.refused("member.set_departments", member="east1", departments=departments) == 403
        assert admin.refused("member.set_departments", member=self.stranger,
                             departments=[{"department": self.here}]) in HIDDEN
        admin("member.set_status", member=self.colleague, status="disabled")
        admin("member.set_status", member=self.colleague, status="active")
        assert admin.refused("member.set_status", member=self.stranger, status="disabled") in HIDDEN
        assert admin("activation.create", member="east1")["code"]
        assert admin.refused("activation.create", member=self.stranger) in HIDDEN
        self.stand.activated(self.colleague)
        admin("member.reset_password", member=self.colleague, password="another good phrase")
        assert admin.refused("member.reset_password", member=self.stranger, password="another good phrase") in HIDDEN
        # Nobody above oneself, wherever they stand.
        self.boss("member.set_departments", member="boss", departments=[{"department": 1}, {"department": self.here}])
        for operation, fields in {"member.update": {"title": "X"}, "member.set_status": {"status": "disabled"},
                                  "member.reset_password": {"password": "another good phrase"},
                                  "member.offboard": {}}.items():
            assert admin.refused(operation, member="boss", **fields) == 403, operation
        self.boss("member.set_departments", member="boss", departments=[{"department": 1}])

    def off_boards_its_members(self):
        assert self.admin("member.offboard", member="east1")["principal"]["status"] == "left"
        assert self.admin.refused("member.offboard", member=self.stranger) in HIDDEN
        self.boss("member.offboard", member="p00021")  # of 华南
        listed = {item["userid"] for item in self.admin.all("offboarding.list")}
        assert listed == {"east1"}, listed
        assert self.admin.refused("offboarding.get", member="p00021") in HIDDEN
        assert self.admin.refused("offboarding.groups", member="p00021") in HIDDEN

    def imports_and_exports_its_region(self):
        table = tables.write_csv(os.path.join(self.stand.scratch, "region.csv"), [
            ["东一", "east2", "", "", "Acme/华东/新部门二", "", "", "", "", ""],
            ["东二", "east3", "", "", "Acme/华东/分部", "", "", "", "", ""],
            ["南一", "south2", "", "", "Acme/华南", "", "", "", "", ""],
            ["南二", "south3", "", "", "Acme/华南/新", "", "", "", "", ""],
            ["无处", "nowhere", "", "", "", "", "", "", "", ""],
            ["改名", self.stranger, "", "", "", "", "", "", "", ""],
            ["Boss", "boss", "", "头", "", "", "", "", "", ""],
            ["搬走", self.colleague, "", "", "Acme/华南", "", "", "", "", ""]])
        tried = trial(self.admin, table, True)
        assert (tried["adds"], tried["errors"], tried["new_departments"]) == (2, 6, 1), (
            tried, self.admin("import.rows", **{"import": tried["id"]}))
        done, _ = applied(self.admin, tried)
        assert (done["applied"], done["failed"]) == (2, 0), done
        assert self.boss("member.get", member="east3")["departments"][0]["full_name"] == "华东/分部"
        assert self.boss("member.get", member=self.stranger)["principal"]["name"] != "改名"
        assert self.boss.refused("import.get", **{"import": tried["id"]}) == 404, "an import is its maker's"
        job = self.admin.job(self.admin("export.start", format="csv")["id"])
        path = self.admin.download(job["result"]["file"], os.path.join(self.stand.scratch, "region-export.csv"))
        for row in tables.read_csv(path)[1:]:
            assert "Acme/华东" in row[4], row
        assert self.admin.refused("export.start", format="csv", department=self.there) == 403
        assert self.stand.boss.raw("GET", f"/api/v1/files/{job['result']['file']}/content", None, {})[0] == 404

    def invites_into_its_region(self):
        made = self.admin("invitation.create", departments=[self.here])
        assert self.admin.refused("invitation.create", departments=[self.there]) == 403
        assert self.admin.refused("invitation.create", departments=[self.here, self.there]) == 403
        other = self.boss("invitation.create", departments=[self.there])["invitation"]["id"]
        assert [item["id"] for item in self.admin.all("invitation.list")] == [made["invitation"]["id"]]
        assert self.admin.refused("invitation.revoke", invitation=other) in HIDDEN

    def grants_nothing_it_does_not_hold(self):
        admin = self.admin
        assert admin.refused("role.assign", role="auditor", member=self.colleague, company=True) == 403
        assert admin.refused("role.assign", role="directory_admin", member=self.colleague,
                             departments=[self.here]) == 403
        assert admin.refused("member.set_role", member=self.colleague, role="admin") == 403
        assert admin.refused("role.create", name="X", permissions=["audit_read"]) == 403
        assert admin.refused("tag.create", name="X") == 403
        assert admin.refused("field.create", name="X", kind="text") == 403
        assert admin.refused("visibility.add", kind="hide", to={"department": self.there}) == 403
        assert admin.refused("audit.list") == 403
        # With the right to give roles in the region: still only what is held, where it is held.
        role = self.boss("role.create", name="区域人事", permissions=["roles_manage", "members_manage"])["id"]
        self.boss("role.assign", role=role, member=self.mine, departments=[self.here])
        admin("role.assign", role="directory_admin", member=self.colleague, departments=[self.made])
        assert admin.refused("role.assign", role="directory_admin", member=self.colleague, company=True) == 403
        assert admin.refused("role.assign", role="directory_admin", member=self.colleague,
                             departments=[self.there]) in HIDDEN
        assert admin.refused("role.assign", role="auditor", member=self.colleague, company=True) == 403
        assert admin.refused("role.assign", role="admin", member=self.mine, company=True) == 403
        assert admin.refused("role.assign", role="owner", member=self.mine, company=True) == 403
        assert admin.refused("role.assign", role="directory_admin", member=self.stranger,
                             departments=[self.here]) in HIDDEN
        admin("role.unassign", role="directory_admin", member=self.colleague)
        self.boss("role.unassign", role=role, member=self.mine)

    def sees_what_it_should(self):
        """With the other region hidden: nothing of it, anywhere, for the administrator of this one."""
        self.boss("visibility.add", kind="hide", to={"department": self.there})
        admin = self.admin
        assert admin.refused("member.get", member=self.stranger) == 404
        assert admin.refused("department.get", department=self.there) == 404
        assert admin.refused("department.members", department=self.there) == 404
        assert admin.refused("member.avatar", member=self.stranger) == 404
        assert self.there not in {item["number"] for item in admin.all("department.list", parent=1)}
        found = admin.all("member.search", query=self.stranger)
        assert not found, found
        assert admin.all("member.search", query=self.colleague), "of the own region"
        seen, all_ = admin("department.get", department=1), self.boss("department.get", department=1)
        assert seen["total_count"] < all_["total_count"], (seen, all_)
        # Hidden within one's own reach is seen by who administers it, and by nobody else outside.
        self.boss("visibility.add", kind="hide", to={"department": self.made})
        assert admin("department.get", department=self.made)["number"] == self.made
        for rule in self.boss.all("visibility.list"):
            self.boss("visibility.remove", rule=rule["number"])

    def steps(self):
        return [self.is_told_what_it_may_do, self.runs_its_departments, self.runs_its_members,
                self.off_boards_its_members, self.imports_and_exports_its_region, self.invites_into_its_region,
                self.grants_nothing_it_does_not_hold, self.sees_what_it_should]
