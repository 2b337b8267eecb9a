#!/usr/bin/env python3
"""Runs the fault scenarios against real processes. scripts/faults is the way in; see README.md here."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
import traceback
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from replay import KINDS  # noqa: E402
from scenarios import backup, broadcast, hand_over, kills, logs, mutations, pressure, replicas, resume, webhooks  # noqa: E402
from server import Failed, give_away  # noqa: E402
from world import Run  # noqa: E402

SCENARIOS = {
    "G1": kills.g1, "G1c": kills.g1c, "G2": logs.g2, "G3": logs.g3, "G4": resume.g4, "G4b": replicas.g4b,
    "G5": pressure.g5, "G6": logs.g6, "G8": pressure.g8, "G9": kills.g9, "G10": webhooks.g10, "G12": broadcast.g12,
    "G15": pressure.g15, "G16": backup.g16, "G17": hand_over.g17,
    "mutations": mutations.mutations,
}


def self_test() -> int:
    suite = unittest.defaultTestLoader.discover(HERE, pattern="test_*.py")
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=1).run(suite)
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    return int(bad > 0)


def hardware() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} x {model}, {memory:.0f} GiB"


def run_all(names: list[str], run: Run) -> dict:
    results = {}
    for name in names:
        began = time.monotonic()
        print(f"{name}: {SCENARIOS[name].__doc__.splitlines()[0]}", file=sys.stderr, flush=True)
        try:
            result = SCENARIOS[name](run)
        except Exception as error:
            # A run that cannot be done proves nothing: it counts as not held.
            if not isinstance(error, Failed):
                traceback.print_exc()
            result = {"held": False, "sound": False, "why": [f"the run broke off: {type(error).__name__}: {error}"]}
        result["seconds"] = round(time.monotonic() - began, 1)
        results[name] = result
        print(f"{name}: {'held' if result['held'] else 'NOT HELD'} in {result['seconds']} s", file=sys.stderr)
        for reason in result.get("why", []):
            print(f"    {reason}", file=sys.stderr, flush=True)
    return results


def show(results: dict) -> None:
    columns = ("acked", *KINDS)
    print(f"{'':<10}{'held':<6}" + "".join(f"{name:>11}" for name in columns) + f"{'seconds':>9}")
    for name, result in results.items():
        cells = "".join(f"{result.get(column, '-'):>11}" for column in columns)
        print(f"{name:<10}{'yes' if result['held'] else 'NO':<6}{cells}{result['seconds']:>9}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/faults", add_help=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--build", required=True)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--counts-only", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--scratch")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args()
    unknown = [name for name in args.names if name not in SCENARIOS]
    if unknown:
        print(f"faults: no scenario {unknown[0]}; there are {', '.join(SCENARIOS)}", file=sys.stderr)
        return 2
    scratch = args.scratch or tempfile.mkdtemp(prefix="weft-faults-")
    os.makedirs(scratch, exist_ok=True)
    os.chmod(scratch, 0o755)
    give_away(scratch)
    run = None
    try:
        run = Run(args.build, scratch, args.long, args.kills, args.keep, args.seed)
        results = run_all(args.names or list(SCENARIOS), run)
    except Failed as error:
        print(f"faults: {error}", file=sys.stderr)
        return 2
    finally:
        if not args.keep:
            shutil.rmtree(scratch, ignore_errors=True)
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump({"about": {"hardware": hardware(), "form": "long" if args.long else "short", "seed": args.seed,
                                 "build": os.path.basename(args.build)}} | results, file, indent=2)
            file.write("\n")
    show(results)
    if args.keep:
        print(f"kept: {scratch}", file=sys.stderr)
    judged_by = "sound" if args.counts_only else "held"
    bad = sum(not result[judged_by] for result in results.values())
    print(f"{len(results) - bad} passed, {bad} failed")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(self_test() if "--self-test" in sys.argv else main())
