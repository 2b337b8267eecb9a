"""A whole company comes out of an office suite, and goes back into it."""

import os

import tables
from stand import Caller, timed


def trial(caller: Caller, file: str, create: bool) -> dict:
    """The import after its dry run."""
    started = caller("import.start", file=caller.upload(file), create_departments=create)
    job = caller.job(started["job"])
    assert job["status"] == "done", job
    return caller("import.get", **{"import": started["id"]})


def applied(caller: Caller, made: dict) -> tuple[dict, dict]:
    """The import and its job after the applying."""
    job = caller.job(caller("import.apply", **{"import": made["id"]})["job"])
    assert job["status"] == "done", job
    return caller("import.get", **{"import": made["id"]}), job


def bring_the_company(stand, count: int, department_count: int):
    paths = tables.departments(department_count)
    rows = tables.people(count, paths)
    folder = os.path.join(stand.scratch, "office")
    os.makedirs(folder, exist_ok=True)
    source = tables.write_csv(os.path.join(stand.scratch, "people.csv"), rows)
    workbook = tables.as_workbook(source, folder)
    boss = stand.boss

    tried, seconds = timed(lambda: trial(boss, workbook, True))
    stand.say(step="dry run", rows=count, rows_per_s=round(count / seconds), peak_mib=stand.peak_mib())
    assert (tried["adds"], tried["errors"], tried["updates"]) == (count, 0, 0), tried
    assert tried["new_departments"] == department_count, tried
    assert len(boss("import.rows", **{"import": tried["id"]}, limit=50)["items"]) == 50
    assert boss("department.get", department=1)["total_count"] == 1, "a dry run changes nothing"

    (done, job), seconds = timed(lambda: applied(boss, tried))
    stand.say(step="apply", rows=count, rows_per_s=round(count / seconds), peak_mib=stand.peak_mib())
    assert (done["status"], done["applied"], done["failed"]) == ("applied", count, 0), done
    assert job["done"] == job["total"] == count, job
    assert count < 5000 or job["steps_seen"] > 2, job  # progress is seen while it works
    report = tables.as_rows(boss.download(job["result"]["file"], os.path.join(stand.scratch, "report.xlsx")), folder)
    assert len(report) == count + 1 and {row[3] for row in report[1:]} == {"done"}, report[:3]
    assert boss("department.get", department=1)["total_count"] == count + 1
    assert len(boss.all("department.tree")) == department_count + 1
    return paths, rows, workbook


def again_changes_nothing(stand, count: int, workbook: str):
    before = len(stand.boss.all("audit.list", action="member."))
    again = trial(stand.boss, workbook, True)
    assert (again["unchanged"], again["adds"], again["updates"], again["errors"]) == (count, 0, 0, 0), again
    done, _ = applied(stand.boss, again)
    assert (done["applied"], done["failed"]) == (0, 0), done
    assert len(stand.boss.all("audit.list", action="member.")) == before


def opens_in_the_office_suite(stand, rows: list[list[str]]):
    boss, folder = stand.boss, os.path.join(stand.scratch, "office")
    job, seconds = timed(lambda: boss.job(boss("export.start", format="xlsx")["id"]))
    assert job["status"] == "done" and job["result"]["members"] == len(rows) + 1, job
    stand.say(step="export", rows=len(rows), rows_per_s=round(len(rows) / seconds), peak_mib=stand.peak_mib())
    exported = boss.download(job["result"]["file"], os.path.join(stand.scratch, "export.xlsx"))
    got = tables.as_rows(exported, folder)
    assert got[0][:len(tables.HEADER)] == tables.HEADER, got[0]
    by_userid = {row[1]: row[:len(tables.HEADER)] for row in got[1:]}
    for row in rows:
        wanted = list(row)
        if wanted[3][0] in "=+":
            wanted[3] = "'" + wanted[3]  # no cell is a formula
        assert by_userid[row[1]] == wanted, (by_userid[row[1]], wanted)
    # What the suite has saved anew is the same company.
    os.remove(os.path.join(folder, "export.csv"))
    back = trial(boss, tables.office(exported, "xlsx", folder), False)
    assert (back["unchanged"], back["errors"]) == (len(rows) + 1, 0), back


def wrong_tables_are_told(stand):
    boss = stand.boss
    table = tables.write_csv(os.path.join(stand.scratch, "wrong.csv"),
                             [["甲", "p00001", "", "", "", "男", "13800000002", "", "", ""],
                              ["乙", "new one", "", "", "Acme/没有", "?", "12", "", "x", ""],
                              ["丙", "fresh", "", "", "Acme/华东", "", "", "", "", ""]])
    tried = trial(boss, table, False)
    assert (tried["errors"], tried["adds"]) == (2, 1), tried
    wrong = boss.all("import.rows", **{"import": tried["id"]}, action="error")
    assert [row["row"] for row in wrong] == [2, 3], wrong
    assert wrong[0]["problems"] == [{"column": "手机", "reason": "is somebody else's"}], wrong[0]
    assert all(problem["reason"].startswith(("must ", "there is no ")) for problem in wrong[1]["problems"]), wrong
    assert {problem["column"] for problem in wrong[1]["problems"]} == {"帐号", "部门", "性别", "手机", "个人邮箱"}, wrong
    privileged = tables.write_csv(os.path.join(stand.scratch, "privileged.csv"), [["甲", "p00001", "管理员"]],
                                  ["姓名", "帐号", "角色"])
    job = boss.job(boss("import.start", file=boss.upload(privileged))["job"])
    assert job["status"] == "failed" and "角色" in job["reason"], job


def the_template_is_filled_in(stand):
    """The table that the server gives out, opened and saved by the office suite with one more row."""
    boss, folder = stand.boss, os.path.join(stand.scratch, "office")
    boss("field.create", name="工号", kind="number")
    status, content = boss.raw("GET", "/api/v1/import-template", None, {})
    assert status == 200, content
    path = os.path.join(stand.scratch, "template.xlsx")
    with open(path, "wb") as file:
        file.write(content)
    rows = tables.as_rows(path, folder)
    assert [cell for cell in rows[-1] if cell] == tables.HEADER + ["工号"], rows
    filled = tables.write_csv(os.path.join(stand.scratch, "filled.csv"),
                              rows[1:] + [["新人", "filled", "", "", "Acme/西北", "", "", "", "", "是", "12"]], rows[0])
    tried = trial(boss, tables.as_workbook(filled, folder), False)
    assert (tried["adds"], tried["errors"], tried["ignored_columns"]) == (1, 0, []), tried
    applied(boss, tried)
    assert boss("member.get", member="filled")["fields"] == [{"field": 1, "value": "12"}]
    boss("member.offboard", member="filled")


def people_sign_in(stand):
    for user in ("p00000", "p00471", "p00599"):
        caller = stand.activated(user)
        me = caller("me.get")
        assert me["principal"]["userid"] == user and me["principal"]["status"] == "active", me
    assert stand.boss("member.get", member="p00003")["principal"]["status"] == "not_activated"
