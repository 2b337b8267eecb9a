#!/usr/bin/env python3
"""Many scan one code at once; an employee goes on working as if nobody did.

usage: tests/company/crowd.py WEFT [--seconds N] [--addresses N] [--rate N]

Starts WEFT (a built `weft`, release for figures) with its default limits, and measures how long an employee's message and
list of conversations take: alone, while one address scans one code RATE times a minute (10,000), and while ADDRESSES (250)
addresses do so together. Fails when the employee waits more than 50 ms (p50) or 250 ms (p99) in any of them, when something
is answered that is neither a chat nor a refusal with a time to come again, or when one address brings more strangers than
it may.
"""

import argparse
import collections
import http.client
import json
import os
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
from stand import PASSWORD, Stand  # noqa: E402

LIMITS = {"server": {"io_threads": 4}, "log": {"level": "warn"}}
THREADS = 24
MOST_WAIT_S = ((0.5, 0.05), (0.99, 0.25))


def share(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


class Crowd:
    """Scans of one code, so many a minute, from these addresses in turn."""

    def __init__(self, port: int, code: str, addresses: list[str], rate: float, seconds: float):
        self.port, self.code, self.addresses = port, code, addresses
        self.pause, self.end = THREADS * 60 / rate, time.monotonic() + seconds
        self.answers: collections.Counter = collections.Counter()
        self.waits: list[float] = []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.scan, args=(i,)) for i in range(THREADS)]
        for thread in self.threads:
            thread.start()

    def scan(self, first: int) -> None:
        due, turn = time.monotonic() + first * self.pause / THREADS, first
        while due < self.end:
            time.sleep(max(0.0, due - time.monotonic()))
            due += self.pause
            address = self.addresses[turn % len(self.addresses)]
            turn += THREADS
            began = time.monotonic()
            answer = self.ask(address)
            with self.lock:
                self.answers[answer] += 1
                self.waits.append(time.monotonic() - began)

    def ask(self, address: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(address, 0))
        try:
            connection.request("POST", "/api/v1/visits/" + self.code, "{}", {"Content-Type": "application/json"})
            reply = connection.getresponse()
            body = json.loads(reply.read())
            if reply.status == 200:
                return body["status"]
            return body["code"] if body.get("retry_after", 0) > 0 else f"{reply.status} without a time"
        finally:
            connection.close()

    def over(self) -> None:
        for thread in self.threads:
            thread.join()


def worked(emma, chat: str, until) -> dict[str, list[float]]:
    """What an employee waits for, until it is time."""
    waits: dict[str, list[float]] = {"send": [], "list": []}
    number = 0
    while not until() or number < 50:
        number += 1
        began = time.monotonic()
        emma("message.send", conversation=chat, client_id=f"{began}-{number}", kind="text", body={"text": "working"})
        waits["send"].append(time.monotonic() - began)
        began = time.monotonic()
        emma("conversation.list", limit=20)
        waits["list"].append(time.monotonic() - began)
        time.sleep(0.02)
    return waits


def told(name: str, waits: dict[str, list[float]], crowd: Crowd | None = None) -> bool:
    line = {"phase": name}
    for what, values in waits.items():
        line |= {f"{what}_p50_ms": round(share(values, 0.5) * 1000, 1), f"{what}_p99_ms": round(share(values, 0.99) * 1000, 1)}
    good = all(share(values, part) <= most for values in waits.values() for part, most in MOST_WAIT_S)
    if crowd:
        line |= {"answers": dict(crowd.answers), "scan_p99_ms": round(share(crowd.waits, 0.99) * 1000, 1)}
        good = good and set(crowd.answers) <= {"open", "closed", "rate_limited", "busy"}
    print("  " + json.dumps(line), flush=True)
    return good


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("weft")
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--addresses", type=int, default=250)
    options.add_argument("--rate", type=float, default=10000)
    given = options.parse_args()
    scratch = tempfile.mkdtemp(prefix="weft-crowd-")
    os.chmod(scratch, 0o755)
    stand = None
    try:
        stand = Stand(given.weft, scratch, LIMITS)
        people = {}
        for user in ("emma", "nora"):
            stand.boss("member.create", userid=user, name=user, password=PASSWORD)
            stand.boss("member.verify", member=user)
            people[user] = stand.signed_in(user)
        code = stand.boss("contact_way.create", employees=["nora"], title="On television")["path"][3:]
        chat = people["emma"]("group.create", name="Work", members=["nora"])["id"]
        rest = time.monotonic() + min(5, given.seconds)
        good = told("alone", worked(people["emma"], chat, lambda: time.monotonic() > rest))
        one = Crowd(stand.port, code, ["127.0.2.1"], given.rate, given.seconds)
        waits = worked(people["emma"], chat, lambda: time.monotonic() > one.end)
        one.over()
        good = told("one address", waits, one) and good
        good = one.answers["open"] <= 61 and good
        many = Crowd(stand.port, code, [f"127.0.{3 + i // 250}.{1 + i % 250}" for i in range(given.addresses)], given.rate,
                     given.seconds)
        waits = worked(people["emma"], chat, lambda: time.monotonic() > many.end)
        many.over()
        good = told("many addresses", waits, many) and good
        good = many.answers["open"] > 0 and good
        print("held" if good else "NOT held")
        return 0 if good else 1
    finally:
        if stand:
            stand.server.kill()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
