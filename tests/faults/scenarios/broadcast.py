"""G12: each recipient gets a broadcast exactly once, though the server dies again and again while it is sent."""

import time

from customers import customers_of
from server import Failed, wait_for
from world import Run, Verdict, World
from wsclient import Refused

SENDERS = 6
STILL_S = 2  # after a stop nothing more is sent

# Each must count nothing. {id}: the broadcast.
WRONG = {
    "twice":
        "SELECT count(*) FROM (SELECT 1 FROM entries WHERE client_id = 'broadcast:{id}:0' GROUP BY conversation_id HAVING "
        "count(*) > 1) x",
    "missing":
        "SELECT count(*) FROM follows f WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.conversation_id = "
        "f.conversation_id AND e.actor_id = f.employee_id AND e.client_id = 'broadcast:{id}:0')",
    "halves":
        "SELECT count(*) FROM entries a WHERE a.client_id = 'broadcast:{id}:0' AND NOT EXISTS (SELECT 1 FROM entries b WHERE "
        "b.conversation_id = a.conversation_id AND b.actor_id = a.actor_id AND b.client_id = 'broadcast:{id}:1' AND b.seq = "
        "a.seq + 1)",
    "ledger_wrong":
        "SELECT count(*) FROM broadcast_recipients r WHERE r.broadcast_id = '{id}' AND (r.state <> 'sent' OR NOT EXISTS "
        "(SELECT 1 FROM entries e WHERE e.conversation_id = r.conversation_id AND e.seq = r.first_seq AND e.client_id = "
        "'broadcast:{id}:0'))",
    "told_wrongly":
        # Counted in one go: for each recipient by itself a database that has not yet looked at its tables reads all of them.
        "SELECT count(*) FROM broadcast_recipients r LEFT JOIN (SELECT contact_id, count(*) AS told FROM contact_events "
        "WHERE kind = 'broadcast' AND detail ->> 'broadcast' = '{id}' GROUP BY contact_id) e ON e.contact_id = "
        "r.recipient_id WHERE r.broadcast_id = '{id}' AND coalesce(e.told, 0) <> 1",
    "counted_wrongly":
        "SELECT count(*) FROM broadcast_tasks t WHERE t.broadcast_id = '{id}' AND t.sent <> (SELECT count(*) FROM "
        "broadcast_recipients r WHERE r.broadcast_id = '{id}' AND r.sender_id = t.sender_id AND r.state = 'sent')",
}


def g12(run: Run) -> dict:
    """Kill -9 of server and PostgreSQL while a broadcast is sent: each once; after a stop nothing more."""
    kills, count = run.kills or run.size(5, 20), run.size(6_000, 100_000)
    with World(run, "G12", people=SENDERS + 2) as world:
        world.start()
        corp = world.server.sql("SELECT id FROM companies")
        serving = '{"per_employee": 20000, "in_company": 1000000}'
        for person in world.people[1:SENDERS + 1]:
            customers_of(world.server, corp, person["principal"], count // SENDERS, serving)
        count = count // SENDERS * SENDERS
        rest = world.rest()
        rest.call("PUT", "/api/v1/broadcast-rules",
                  {"customers": "days_in_month", "groups": "days_in_month", "own": True, "direct": True, "days": 3})
        verdict = Verdict()
        sent_through_kills(run, world, rest, kills, count, verdict)
        stopped_in_the_middle(run, world, rest, count, verdict)
        world.server.terminate()
        doctor = world.weft("doctor", "--verify")
        verdict.need("doctor_exit_code", doctor.returncode, doctor.returncode == 0, "0")
        if doctor.returncode:
            verdict.why.append(doctor.stdout[-600:])
        return verdict.done()


def started(rest, title: str) -> str:
    link = {"kind": "link", "url": "https://example.com/news", "title": "News"}
    made = rest.post("/api/v1/broadcasts", {
        "kind": "direct", "title": title, "content": {"text": "Hello {name}", "attachments": [link]},
        "audience": {"customers": {"everybody": True}}})["id"]
    rest.post(f"/api/v1/broadcasts/{made}/start")
    return made


def progress(rest, made: str) -> dict | None:
    """None while the server is not there."""
    try:
        return rest.get(f"/api/v1/broadcasts/{made}")
    except Refused as refused:
        if refused.status != 503:
            raise Failed(f"broadcast.get: {refused}") from None
    except OSError:
        pass
    return None


def has_sent(rest, made: str, many: int) -> bool:
    now = progress(rest, made)
    return bool(now) and (now["status"] == "done" or now["progress"]["counts"]["sent"] >= many)


def sent_through_kills(run: Run, world: World, rest, kills: int, count: int, verdict: Verdict) -> None:
    began = time.monotonic()
    made = started(rest, "Through kills")
    on_the_way = 0
    for number in range(kills):
        # The first while it is prepared, the others all along the way.
        wait_for(lambda: has_sent(rest, made, count * number // (kills + 1)), 600, f"it comes to kill {number + 1}", 0.02)
        time.sleep(run.random.uniform(0, 0.05))
        on_the_way += (progress(rest, made) or {}).get("status") in ("preparing", "sending")
        world.server.kill()
        if number % 3 == 2:
            world.server.kill_postgres()
        world.server.start()
        now = progress(rest, made) or {"status": "?", "progress": {"counts": {"sent": "?"}, "per_second": 0}}
        run.say(f"kill {number + 1}/{kills}: {now['progress']['counts']['sent']} of {count} sent, {now['status']}, "
                f"{now['progress']['per_second']:.0f}/s")
    wait_for(lambda: (progress(rest, made) or {}).get("status") == "done", 600, "the broadcast is done", 0.5)
    verdict.measure(kills=kills, recipients=count,
                    sent_in_s=round(time.monotonic() - began, 1))
    verdict.need("kills_on_the_way", on_the_way, on_the_way >= kills - 2, f">= {kills - 2} of {kills}")
    for name, sql in WRONG.items():
        wrong = int(world.server.sql(sql.format(id=made)))
        verdict.need(name, wrong, wrong == 0, "0")
    sent = progress(rest, made)["progress"]["counts"]["sent"]
    verdict.need("sent", sent, sent == count, str(count))


def stopped_in_the_middle(run: Run, world: World, rest, count: int, verdict: Verdict) -> None:
    made = started(rest, "Stopped")

    def half() -> bool:
        sent = rest.get(f"/api/v1/broadcasts/{made}")["progress"]["counts"]["sent"]
        return sent >= count // 2

    wait_for(half, 600, "half of it is sent", 0.02)
    written = f"SELECT count(*) FROM entries WHERE client_id = 'broadcast:{made}:0'"
    began = time.monotonic()
    rest.post(f"/api/v1/broadcasts/{made}/stop")
    answered = time.monotonic() - began
    then = int(world.server.sql(written))
    time.sleep(STILL_S)
    later = int(world.server.sql(written))
    run.say(f"stopped at {then} of {count} in {answered:.3f} s, {later - then} more after {STILL_S} s")
    verdict.measure(stopped_at=then, stop_answered_s=round(answered, 3))
    verdict.need("stopped_on_the_way", then, then < count, f"< {count}")
    verdict.need("more_after_stop", later - then, later == then, "0")
    verdict.need("stop_answered", answered, answered < STILL_S, f"< {STILL_S} s")
    swept = (f"SELECT count(*) FROM broadcast_recipients WHERE broadcast_id = '{made}' AND state NOT IN ('sent', 'skipped')")
    wait_for(lambda: world.server.sql(swept) == "0", 120, "what was not sent is skipped", 0.2)
