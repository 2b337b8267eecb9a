"""Holds the document of the API against the server: everybody calls every operation with what fits it and what does not.

usage: fuzz.py WEFT [--long] [--seed N] [--as ACTOR,...] [--only OPERATION,...] [--keep]

Each actor has a server and a company of its own, so that none meets what another has left behind. The last line is
`N passed, M failed`: operations of all actors.
"""

import argparse
import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "company")]

# pylint: disable=wrong-import-position
from actors import ACTORS, Actor, furnish  # noqa: E402
from stand import Stand  # noqa: E402

SETTINGS = {"limits": {"requests_per_second": 0, "sign_in_failures_per_address": 1000000}, "log": {"level": "warn"}}
LONG_EXAMPLES, LONG_PHASES = 50, "coverage,fuzzing,stateful"
LANES = 2


class Result:
    """What one actor met."""

    def __init__(self, actor: Actor):
        self.actor, self.seconds = actor, 0.0
        self.cases = 0
        self.operations: dict[str, bool] = {}  # without a failure?
        self.went_well: set[str] = set()
        self.trouble: list[str] = []  # of the run as a whole
        self.said = ""

    def read(self, report: str) -> None:
        with open(report, encoding="utf-8") as lines:
            for line in lines:
                event = json.loads(line)
                if "ScenarioFinished" in event:
                    self.take(event["ScenarioFinished"]["recorder"])
                elif "NonFatalError" in event or "FatalError" in event:
                    self.trouble.append(json.dumps(event)[:1000])

    def take(self, recorder: dict) -> None:
        for case, interaction in recorder["interactions"].items():
            request = recorder["cases"][case]["value"]
            name = f"{request['method']} {request['path']}" if recorder["label"] == "Stateful tests" else recorder["label"]
            failed = any(check["status"] == "failure" for check in recorder["checks"].get(case, []))
            self.cases += 1
            self.operations[name] = self.operations.get(name, True) and not failed
            if interaction["response"] and 200 <= interaction["response"]["status_code"] < 300:
                self.went_well.add(name)

    @property
    def failed(self) -> int:
        return sum(not good for good in self.operations.values()) + len(self.trouble)

    def tell(self) -> None:
        print(f"  {self.actor.name:<9}{len(self.operations)} operations, {len(self.went_well)} of them went well, {self.cases} "
              f"requests, {self.failed} failed, {self.seconds:.0f} s", flush=True)
        if self.failed:
            print(self.said)
        for one in self.trouble:
            print(f"  FAILED {self.actor.name}: {one}", flush=True)


def ask(stand: Stand, actor: Actor, token: str | None, code: str, folder: str, options) -> Result:
    result, began = Result(actor), time.monotonic()
    report = os.path.join(folder, "report.ndjson")
    command = [os.path.join(os.path.dirname(sys.executable), "st"),
               "--config-file", os.path.join(HERE, "schemathesis.toml"), "run", "--no-color",
               f"http://127.0.0.1:{stand.port}/openapi.json", "--seed", str(options.seed),
               "--phases", LONG_PHASES if options.long else "fuzzing",
               "--max-examples", str(LONG_EXAMPLES if options.long else actor.examples),
               "--report-ndjson-path", report]
    for operation in filter(None, options.only.split(",")):
        command += ["--include-operation-id", operation]
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": HERE, "PYTHONDONTWRITEBYTECODE": "1",
                                "PYTHONHASHSEED": "0", "WEFT_FUZZ_CODE": code}
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    result.said = done.stdout + done.stderr
    if os.path.exists(report):
        result.read(report)
    if done.returncode and not result.failed:
        result.trouble.append(f"schemathesis ended with {done.returncode}")
    result.seconds = time.monotonic() - began
    return result


def look_back(stand: Stand, actor: Actor, token: str | None, result: Result, options) -> None:
    """A run in which nothing could go well has shown nothing."""
    if token and stand.refused_token(token):
        result.trouble.append("the session was ended on the way: leave out what ends it")
    if not options.only and len(result.went_well) < actor.reaches:
        result.trouble.append(f"fewer than {actor.reaches} operations went well")
    if not stand.server.running():
        result.trouble.append(f"the server ended: {stand.server.last_words()}")


class Company(Stand):
    def refused_token(self, token: str) -> bool:
        status, _ = self.boss.raw("GET", "/api/v1/me", None, {"Authorization": f"Bearer {token}"})
        return status == 401


def run(weft: str, actor: Actor, scratch: str, options) -> Result:
    folder = os.path.join(scratch, actor.name)
    os.makedirs(folder, mode=0o755)
    stand = None
    try:
        stand = Company(weft, folder, SETTINGS)
        callers, code = furnish(stand)
        token = callers[actor.name].token
        result = ask(stand, actor, token, code, folder, options)
        look_back(stand, actor, token, result, options)
    except Exception:  # pylint: disable=broad-except
        result = Result(actor)
        result.trouble.append(traceback.format_exc())
    finally:
        if stand:
            stand.server.cleanup()
    result.tell()
    return result


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("weft")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--as", dest="actors", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    wanted = [actor for actor in ACTORS if not options.actors or actor.name in options.actors.split(",")]
    if not wanted:
        parser.error("--as: there are " + ", ".join(actor.name for actor in ACTORS))
    print(f"  seed {options.seed}", flush=True)
    scratch = tempfile.mkdtemp(prefix="weft-api-fuzz-")
    os.chmod(scratch, 0o755)
    try:
        with concurrent.futures.ThreadPoolExecutor(LANES) as lanes:
            results = list(lanes.map(lambda actor: run(options.weft, actor, scratch, options), wanted))
    finally:
        if options.keep:
            print(f"  kept in {scratch}")
        else:
            shutil.rmtree(scratch, ignore_errors=True)
    failed = sum(result.failed for result in results)
    passed = sum(len(result.operations) for result in results) - sum(
        not good for result in results for good in result.operations.values())
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
