"""G10: everything is told, signed and in order, though receivers misbehave and the server dies while it tells."""

import collections
import datetime
import json
import threading
import time

from receiver import WAYS, Receiver
from server import wait_for
from world import Run, Verdict, World
from wsclient import Refused

# Those that keep a request open hear of little: each of its ten attempts takes them a second.
STUCK = ("hangs", "drips")
CONFIG = {"webhooks": {"allowed_networks": ["127.0.0.0/8"], "timeout_s": 1, "pause_scale": 30}}

# What is told of each message, by endpoint; and what was committed, which is the log itself.
TOLD = """
SELECT json_agg(json_build_array(target_id, event ->> 'conversation', (event ->> 'seq')::bigint, id, status, attempts))
  FROM deliveries WHERE type = 'message.created'
"""
COMMITTED = """
SELECT json_agg(json_build_array(conversation_id, seq)) FROM entries WHERE kind = 'message' AND created_at >= '{since}'
"""
ALL = "SELECT count(*) FROM deliveries WHERE {where}"


class Load:
    """Threads that send until they are told to stop, over whatever happens to the server."""

    def __init__(self, world: World, chats: list[str], rate: float):
        self.world, self.chats, self.rate = world, chats, rate
        self.stop_ = threading.Event()
        self.sent = 0
        self.threads = [threading.Thread(target=self.run, args=(number,), daemon=True) for number in range(4)]
        for thread in self.threads:
            thread.start()

    def run(self, number: int) -> None:
        rest, count = self.world.rest(), 0
        while not self.stop_.wait(4 / self.rate):
            count += 1
            chat = self.chats[(count * 4 + number) % len(self.chats)]
            body = {"client_id": f"{time.time()}-{number}-{count}", "kind": "text", "body": {"text": f"message {count}"}}
            try:
                rest.post(f"/api/v1/conversations/{chat}/messages", body)
                self.sent += 1
            except (OSError, Refused, ValueError):
                pass  # the server went; the log says what became of it

    def stop(self) -> int:
        self.stop_.set()
        for thread in self.threads:
            thread.join()
        return self.sent


def g10(run: Run) -> dict:
    """Receivers fail, hang, redirect, drip and flood; the server is killed while it tells them."""
    kills, rate, seconds = run.kills or run.size(3, 60), run.size(60, 150), run.size(5, 120)
    receiver = Receiver(run.random.randrange(1 << 30))
    try:
        with World(run, "G10", people=6, config=CONFIG) as world:
            world.start()
            rest = world.rest()
            people = [person["principal"] for person in world.people[1:4]]
            chats = [rest.post("/api/v1/groups", {"name": f"Group {n}", "members": people})["id"] for n in range(8)]
            hooks = {"good": make(rest, receiver, "good")}
            began = now(world)
            alone = good_latency(world, receiver, chats, rate, min(seconds, 20))
            for way in WAYS[1:]:
                hooks[way] = make(rest, receiver, way)
            since = now(world)
            tags = run.size(2, 12)
            for n in range(tags):
                rest.post("/api/v1/tags", {"name": f"Tag {n}"})
            beside = good_latency(world, receiver, chats, rate, seconds)
            crash(run, world, chats, kills, rate)
            told = drain(run, world)
            return judge(world, receiver, hooks, {"began": began, "since": since}, told,
                         {"kills": kills, "tags": tags, "alone": alone, "beside": beside})
    finally:
        receiver.close()


def make(rest, receiver: Receiver, way: str) -> str:
    events = ["tag.*"] if way in STUCK else ["message.created"]
    made = rest.post("/api/v1/webhooks", {"url": receiver.url(way), "events": events, "description": way})
    receiver.secrets[way] = made["secret"]
    return made["webhook"]["id"]


def now(world: World) -> str:
    return world.server.sql("SELECT now()")


def good_latency(world: World, receiver: Receiver, chats: list[str], rate: float, seconds: float) -> list[float]:
    """Milliseconds from the commit of a message to its request at the good endpoint, ascending."""
    begun = len(receiver.seen["good"])
    load = Load(world, chats, rate)
    time.sleep(seconds)  # how long it is measured
    load.stop()
    wait_for(lambda: len(receiver.seen["good"]) >= begun + load.sent, 30, "the good endpoint has heard of all")
    return sorted(1000 * (seen.at - moment(seen.data["at"])) for seen in receiver.seen["good"][begun:])


def moment(text: str) -> float:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def crash(run: Run, world: World, chats: list[str], kills: int, rate: float) -> None:
    """Kill -9, again and again, while messages come and are told; of PostgreSQL too, every third time."""
    load = Load(world, chats, rate)
    for number in range(kills):
        time.sleep(run.random.uniform(0.3, 1.0))
        world.server.kill()
        if number % 3 == 2:
            world.server.kill_postgres()
        world.server.start()
        run.say(f"kill {number + 1}/{kills}: {load.sent} sent")
    load.stop()


def drain(run: Run, world: World) -> list:
    def rest_left() -> int:
        return int(world.server.sql("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM deliveries WHERE status "
                                    "= 'waiting')"))
    wait_for(lambda: rest_left() == 0, run.size(120, 1800), "everything is delivered or dead", 0.3)
    return json.loads(world.server.sql(TOLD))


def disordered(receiver: Receiver, way: str, rows: dict) -> int:
    """Requests for a message while an earlier one of its conversation still held the line. A kill may lose the request
    of an attempt that was counted: of each delivery as many as were counted and did not come."""
    came = collections.Counter(seen.id for seen in receiver.seen[way])
    held: dict[str, dict[str, list]] = {}
    wrong = 0
    for seen in receiver.seen[way]:
        if seen.type != "message.created":
            continue
        line = held.setdefault(seen.data["conversation"], {})
        mine = line.setdefault(seen.id, [seen.data["seq"], 0, False])
        for other, (seq, tries, taken) in line.items():
            lost = max(0, rows[other][1] - came[other]) if other in rows else 0
            let_go = taken or tries + lost >= 4
            wrong += other != seen.id and seq < mine[0] and not let_go
        mine[1] += 1
        mine[2] = mine[2] or 200 <= seen.status < 300
    return wrong


def p99(values: list[float]) -> float:
    return round(values[int(0.99 * (len(values) - 1))], 1) if values else 0.0


def judge(world: World, receiver: Receiver, hooks: dict, when: dict, told: list, about: dict) -> dict:
    verdict = Verdict()
    verdict.measure(kills=about["kills"], good_p99_alone_ms=p99(about["alone"]))
    verdict.measure(good_median_alone_ms=round(about["alone"][len(about["alone"]) // 2], 1),
                    good_median_ms=round(about["beside"][len(about["beside"]) // 2], 1))
    dead = delivered = requests = 0
    for way, hook in hooks.items():
        mine = [row for row in told if row[0] == hook]
        rows = {row[3]: (row[4], row[5]) for row in mine}
        if way not in STUCK:
            since = when["began"] if way == "good" else when["since"]
            committed = {tuple(one) for one in json.loads(world.server.sql(COMMITTED.format(since=since)))}
            known = [(row[1], row[2]) for row in mine]
            verdict.need(f"{way}_untold", len(committed - set(known)), not committed - set(known), "0")
            verdict.need(f"{way}_twice", len(known) - len(set(known)), len(known) == len(set(known)), "0")
        taken = {seen.id for seen in receiver.seen[way] if 200 <= seen.status < 300}
        untaken = sum(status == "delivered" and id not in taken for id, (status, _) in rows.items())
        verdict.need(f"{way}_delivered_to_nobody", untaken, untaken == 0, "0")
        wrong = disordered(receiver, way, rows)
        verdict.need(f"{way}_out_of_order", wrong, wrong == 0, "0")
        requests += len(receiver.seen[way])
    unsigned = sum(not seen.signed for all_seen in receiver.seen.values() for seen in all_seen)
    verdict.need("unsigned", unsigned, unsigned == 0, "0")
    for status in ("delivered", "failed"):
        count = int(world.server.sql(ALL.format(where=f"status = '{status}'")))
        delivered, dead = (count, dead) if status == "delivered" else (delivered, count)
    verdict.measure(requests=requests, delivered=delivered, dead=dead)
    state = world.rest().get(f"/api/v1/webhooks/{hooks['gone']}")
    verdict.need("gone_is_off", state["disabled"], state["disabled"] == "gone", "gone")
    never = int(world.server.sql(ALL.format(
        where=f"target_id = '{hooks['fails']}' AND (status <> 'failed' OR attempts < 10)")))
    verdict.need("given_up_too_soon", never, never == 0, "0")
    for way in STUCK:
        heard = int(world.server.sql(ALL.format(where=f"target_id = '{hooks[way]}' AND type = 'tag.created'")))
        verdict.need(f"{way}_heard", heard, heard == about["tags"], str(about["tags"]))
    for way in ("good", "floods", "slow", "busy"):  # they take everything in the end
        lost = int(world.server.sql(ALL.format(where=f"target_id = '{hooks[way]}' AND status <> 'delivered'")))
        verdict.need(f"{way}_not_taken", lost, lost == 0, "0")
    verdict.most("good_p99_ms", p99(about["beside"]), max(2 * p99(about["alone"]), p99(about["alone"]) + 150))
    world.server.terminate()
    doctor = world.weft("doctor", "--verify")
    verdict.need("doctor_exit_code", doctor.returncode, doctor.returncode == 0, "0")
    return verdict.done()
