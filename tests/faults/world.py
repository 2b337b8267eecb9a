"""One scenario's world: a server with people, groups and a fleet, and the verdict of the checker at the end."""

import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import sys
import time

import checker
from fleet import Fleet
from replay import KINDS
from server import Failed, Server, copy_tree, give_away
from wsclient import Rest, sign_in

LISTED = 100  # a membership entry names so many people; beyond that it only counts them
OWNER, PASSWORD = "boss", "correct horse battery"
OPEN_LIMITS = {"limits": {"requests_per_second": 0, "sign_in_failures_per_address": 1000000},
               "log": {"level": "warn"}}


class Run:
    """What all scenarios share: programs, scratch folder, sizes, progress."""

    def __init__(self, build: str, scratch: str, long: bool, kills: int | None, keep: bool, seed: int):
        self.weft = os.path.join(build, "weft")
        self.faulty = os.path.join(build, "weft-faulty")
        self.fleet = os.path.join(build, "tests", "faults", "weft_fleet")
        for program in (self.weft, self.faulty, self.fleet):
            if not os.access(program, os.X_OK):
                raise Failed(f"there is no {program}; build the preset first")
        self.scratch, self.long, self.kills, self.keep = scratch, long, kills, keep
        self.random = random.Random(seed)
        self.began = time.monotonic()
        self.people_: list[dict] = []
        self.label = ""

    def size(self, short, long):
        return long if self.long else short

    def say(self, text: str) -> None:
        print(f"  {time.monotonic() - self.began:6.1f} s  {self.label:<9} {text}", file=sys.stderr, flush=True)

    def folder(self, name: str) -> str:
        path = os.path.join(self.scratch, name)
        os.makedirs(path, exist_ok=True)
        return path

    def template(self) -> tuple[str, list[dict]]:
        """A data directory with a company, made once; and its people: those with a token first."""
        path, online = os.path.join(self.scratch, "template"), self.size(200, 2000)
        listed = os.path.join(path, f"people-{online}.json")
        if not self.people_ and os.path.exists(listed):  # of an earlier run with --keep and --scratch
            with open(listed, encoding="utf-8") as file:
                self.people_ = json.load(file)
        if not self.people_:
            self.label = "people"
            server = Server(self.weft, path, OPEN_LIMITS)
            try:
                self.people_ = populate(self, server, online, 2000)
                server.terminate()
            finally:
                server.cleanup()
            with open(listed, "w", encoding="utf-8") as file:
                json.dump(self.people_, file)
        return os.path.join(path, "data"), self.people_


def populate(run: Run, server: Server, online: int, total: int) -> list[dict]:
    """A company on a fresh server: `online` people with a session, more without up to `total`. The server is left
    running. The first one is the owner."""
    server.write_config()
    done = subprocess.run(server.command("init", "--company", "Faults", "--handle", "faults", "--owner", OWNER,
                                         "--name", "Owner", "--password-stdin"),
                          input=PASSWORD + "\n", capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"weft init: {done.stderr.strip()[-300:]}")
    server.start()
    boss = sign_in(server.port, OWNER, PASSWORD)
    rest = Rest(server.port, boss["token"])
    people = [{"name": OWNER, "principal": boss["principal"]["id"], "token": boss["token"]}]

    def make(number: int) -> dict:
        user = f"u{number:04d}"
        body = {"userid": user, "name": f"Person {number}"}
        if number < online:
            body["password"] = PASSWORD
        made = rest.post("/api/v1/members", body)
        person = {"name": user, "principal": made["id"], "token": ""}
        if number < online:
            person["token"] = sign_in(server.port, user, PASSWORD)["token"]
        return person

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for person in pool.map(make, range(1, total)):
            people.append(person)
            if len(people) % 500 == 0:
                run.say(f"{len(people)} people")
    return people


class World:
    """Use as a context manager. `name` is the label of progress lines and the folder."""

    def __init__(self, run: Run, name: str, faulty: bool = False, env: dict | None = None, config: dict | None = None,
                 people: int | None = None):
        """`people`: make a company of this size on the spot instead of copying the template."""
        self.run, self.name = run, name
        run.label = name
        shutil.rmtree(os.path.join(run.scratch, name), ignore_errors=True)  # of an earlier run with --keep
        folder = run.folder(name)
        give_away(folder)
        settings = {section: dict(values) for section, values in OPEN_LIMITS.items()}
        for section, values in (config or {}).items():
            settings.setdefault(section, {}).update(values)
        self.server = Server(run.faulty if faulty else run.weft, os.path.join(folder, "server"), settings, env)
        self.histories = os.path.join(folder, "histories")
        self.fleet: Fleet | None = None
        self.fresh = people
        self.people: list[dict] = []
        self.began = time.monotonic()

    def __enter__(self) -> "World":
        if self.fresh is None:
            data, self.people = self.run.template()
            self.run.label = self.name
            copy_tree(data, self.server.data)
        return self

    def start(self) -> float:
        """Starts the server; in a world with its own company, makes that."""
        if self.fresh is not None and not self.people:
            began = time.monotonic()
            self.people = populate(self.run, self.server, self.fresh, self.fresh)
            return time.monotonic() - began
        return self.server.start()

    def __exit__(self, kind, error, trace):
        try:
            if self.fleet:
                self.fleet.close()
        finally:
            self.server.cleanup()
        if not self.run.keep and not kind:
            shutil.rmtree(os.path.dirname(self.server.folder), ignore_errors=True)
        return False

    def rest(self, person: int = 0) -> Rest:
        return Rest(self.server.port, self.people[person]["token"])

    def group(self, members: list[int], name: str = "group") -> str:
        """A group owned by the first of `members` (numbers of people); returns its id.

        In steps of LISTED, because an entry about more people does not name them, and the checker derives from the
        entries alone who may see what."""
        ids = [self.people[number]["principal"] for number in members[1:]]
        rest = self.rest(members[0])
        group = rest.post("/api/v1/groups", {"name": name, "members": ids[:LISTED - 1]})["id"]
        for at in range(LISTED - 1, len(ids), LISTED):
            rest.post(f"/api/v1/groups/{group}/members", {"members": ids[at:at + LISTED]})
        return group

    def ring_of_groups(self, clients: int, groups: int, size: int) -> tuple[list[str], list[list[str]]]:
        """`groups` groups of `size` that overlap around a ring of `clients` people, and for each person its groups."""
        ids, of_person = [], [[] for _ in range(clients)]
        step = clients / groups
        for number in range(groups):
            members = list(dict.fromkeys(int(number * step + k) % clients for k in range(size)))
            ids.append(self.group(members, f"group {number}"))
            for member in members:
                of_person[member].append(ids[-1])
        return ids, of_person

    def start_fleet(self, send_to: list[list[str]], settings: dict | None = None, receive_buffers: dict | None = None,
                    start_at_head: bool = False, suffix: str = "", first: int = 0) -> Fleet:
        """Person first+i writes into the conversations send_to[i] (none: only reads)."""
        members = []
        for number, conversations in enumerate(send_to):
            person = self.people[first + number]
            if not person["token"]:
                raise Failed(f"{self.name}: {person['name']} has no session")
            members.append({"name": person["name"] + suffix, "principal": person["principal"],
                            "token": person["token"], "send_to": conversations, "start_at_head": start_at_head,
                            "receive_buffer": (receive_buffers or {}).get(number, 0)})
        self.fleet = Fleet(self.run.fleet, self.histories, self.server.port, members, settings,
                           seed=self.run.random.randrange(1 << 30))
        return self.fleet

    def judge(self, readers: int = 0, settle: float = 60, restored_from: int | None = None) -> dict:
        """Comes to rest, reads everything back, checks. The report holds the counts and what the fleet counted."""
        status = self.fleet.settle(settle)
        if not status["rest"]:
            self.run.say(f"not at rest after {settle:g} s: online {status['online']}/{self.fleet.size}, "
                         f"unsettled {status['unsettled']}, behind {status['behind']}")
        back = self.fleet.read_back(readers)
        if back["failed"]:
            raise Failed(f"{back['failed']} of {back['readings']} readings failed")
        self.fleet.close()
        report = checker.check(self.histories, restored_from)
        report["rest"] = status["rest"]
        report["fleet"] = {key: status[key] for key in ("busy", "limited", "resent", "resyncs", "pages", "hellos",
                                                        "closes", "errors", "duplicates", "refused")}
        return report

    def weft(self, *words: str, server: Server | None = None, seconds: float = 120) -> subprocess.CompletedProcess:
        """Runs a command of the server's binary on this world's (or another server's) data."""
        target = server or self.server
        target.write_config()
        return subprocess.run(target.command(*words), capture_output=True, text=True, timeout=seconds, check=False,
                              stdin=subprocess.DEVNULL, env=os.environ | target.env)


class Verdict:
    """Collects what a guarantee asks for: checker counts, and figures with their limits."""

    def __init__(self, report: dict | None = None):
        self.result = {"acked": 0} | {kind: 0 for kind in KINDS}
        self.why: list[str] = []
        self.missed: list[str] = []
        if report is not None:
            self.add(report)

    def add(self, report: dict) -> None:
        """Takes over the counts of a checker report (several add up)."""
        for key in ("acked", *KINDS, "unknown", "deliveries", "read_back", "sends", "redelivered"):
            self.result[key] = self.result.get(key, 0) + report.get(key, 0)
        for key in ("clients", "conversations", "fleet"):
            if key in report:
                self.result[key] = report[key]
        for kind in KINDS:
            if report[kind]:
                self.why.append(f"{kind} {report[kind]}: {report['examples'].get(kind, ['?'])[0]}")
        if report["unread"]:
            self.why.append(f"{len(report['unread'])} conversations were not read to their end")
        if not report.get("rest", True):
            self.why.append("the clients did not come to rest")

    def measure(self, **figures) -> None:
        self.result |= figures

    def need(self, name: str, value, good: bool, wanted: str) -> None:
        """What must be so on any machine."""
        self.result[name] = value
        if not good:
            self.why.append(f"{name} is {value}, wanted {wanted}")

    def most(self, name: str, value: float, limit: float) -> None:
        """A figure of speed or size with its target."""
        self._figure(name, value, value <= limit, f"at most {limit}")

    def least(self, name: str, value: float, limit: float) -> None:
        self._figure(name, value, value >= limit, f"at least {limit}")

    def _figure(self, name: str, value: float, good: bool, wanted: str) -> None:
        self.result[name] = round(value, 3)
        if not good:
            self.missed.append(f"{name} is {self.result[name]}, wanted {wanted}")

    def done(self) -> dict:
        """`held`: all is well. `sound`: nothing is wrong, though a figure may have missed its target."""
        self.result |= {"held": not self.why and not self.missed, "sound": not self.why}
        if self.why or self.missed:
            self.result["why"] = self.why + self.missed
        return self.result


def spread(values: list[float]) -> dict:
    """Median, 99th percentile and maximum, for the report."""
    if not values:
        return {"n": 0}
    rows = sorted(values)
    p99 = rows[int(0.99 * (len(rows) - 1) + 0.5)]
    return {"n": len(rows), "p50": round(rows[len(rows) // 2], 3), "p99": round(p99, 3),
            "max": round(rows[-1], 3)}

