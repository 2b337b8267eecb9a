"""G17: exactly one owner for each customer, though the server dies again and again while they are handed over."""

import time

from customers import customers_of
from server import Failed, wait_for
from world import Run, Verdict, World
from wsclient import Refused

WINDOW_S = 1  # in which a customer may refuse

# Each must count nothing.
WRONG = {
    "customers_without_one_owner":
        "SELECT count(*) FROM contacts k WHERE (SELECT count(*) FROM follows f WHERE f.contact_id = k.principal_id AND "
        "f.status = 'active') <> 1",
    "items_without_answer": "SELECT count(*) FROM hand_over_items WHERE code IS NULL",
    "items_lost":
        "SELECT count(*) FROM hand_over_items i WHERE i.code IN ('started', 'done') AND NOT EXISTS (SELECT 1 FROM "
        "hand_overs h WHERE h.id = i.hand_over AND h.contact_id = i.contact_id AND h.bulk_id = i.bulk_id)",
    "hand_overs_doubled":
        "SELECT count(*) FROM (SELECT 1 FROM hand_overs WHERE bulk_id IS NOT NULL GROUP BY bulk_id, contact_id HAVING "
        "count(*) > 1) x",
    "hand_overs_unsettled": "SELECT count(*) FROM hand_overs WHERE status = 'waiting' AND effective_at < now()",
    "hand_overs_failed": "SELECT count(*) FROM hand_overs WHERE status IN ('failed', 'list_full')",
    "told_wrongly":
        "SELECT count(*) FROM hand_overs h WHERE (SELECT count(*) FROM contact_events e WHERE e.contact_id = "
        "h.contact_id AND e.kind = 'handed_over' AND e.detail ->> 'hand_over' = h.id::text) <> CASE h.status WHEN 'done' "
        "THEN 1 WHEN 'undone' THEN 2 ELSE 0 END",
}


def g17(run: Run) -> dict:
    """Kill -9 of server and PostgreSQL during bulk hand-over: one owner each, nothing lost or doubled."""
    kills, count = run.kills or run.size(5, 100), run.size(400, 10_000)
    with World(run, "G17", people=6) as world:
        world.start()
        corp = world.server.sql("SELECT id FROM companies")
        staff = [person["principal"] for person in world.people]
        serving = f'{{"refusal_s": {WINDOW_S}, "per_employee": 20000, "hand_overs": 100}}'
        listed = customers_of(world.server, corp, staff[1], count, serving)
        rest = world.rest()
        jobs = [rest.post("/api/v1/hand-over-bulks",
                          {"from": staff[1], "to": staff[2:4], "customers": listed})["job"]]
        meddled = {"cancelled": 0, "undone": 0}
        for number in range(kills):
            time.sleep(run.random.uniform(0.05, 0.6))
            meddle(run, rest, meddled)
            if number % 3 == 2:
                world.server.kill()
                world.server.kill_postgres()
            else:
                world.server.kill()
            world.server.start()
            run.say(f"kill {number + 1}/{kills}: {handed(world)} of {count} went, {meddled}")
        for job in jobs:
            wait_for(lambda: rest.get(f"/api/v1/jobs/{job}")["status"] == "done", 120, "the assignment is done", 0.2)
        wait_for(lambda: world.server.sql("SELECT count(*) FROM hand_overs WHERE status = 'waiting'") == "0", 120,
                 "every hand-over has ended", 0.2)
        return judge(world, kills, count, meddled)


def handed(world: World) -> str:
    return world.server.sql("SELECT count(*) FROM hand_overs WHERE status = 'done'")


def meddle(run: Run, rest, meddled: dict) -> None:
    """Cancels one that waits, takes one back that took effect; who comes too late is refused."""
    for status, verb, word in (("waiting", "cancel", "cancelled"), ("done", "undo", "undone")):
        try:
            items = rest.get(f"/api/v1/hand-overs?status={status}&limit=50")["items"]
            if items:
                rest.post(f"/api/v1/hand-overs/{run.random.choice(items)['id']}/{verb}")
                meddled[word] += 1
        except Refused as refused:
            if refused.status not in (409, 503):
                raise Failed(f"{verb}: {refused}") from None
        except OSError:
            pass  # the server went; what became of it is judged at the end


def judge(world: World, kills: int, count: int, meddled: dict) -> dict:
    verdict = Verdict()
    verdict.measure(kills=kills, customers=count, **meddled)
    for name, sql in WRONG.items():
        wrong = int(world.server.sql(sql))
        verdict.need(name, wrong, wrong == 0, "0")
    begun = int(world.server.sql("SELECT count(*) FROM hand_overs"))
    verdict.need("hand_overs", begun, begun == count, str(count))
    world.server.terminate()
    doctor = world.weft("doctor", "--verify")
    verdict.need("doctor_exit_code", doctor.returncode, doctor.returncode == 0, "0")
    if doctor.returncode:
        verdict.why.append(doctor.stdout[-600:])
    return verdict.done()
