"""Entry of scripts/bench."""
import argparse
import dataclasses
import json
import os
import pathlib
import platform
import subprocess
import sys

from . import ejabberd, goals, machine, postgres, report, rules, weft

TOP = weft.TOP
HELP = """Measures Weft against bare references, pgbench, ejabberd and npm ws, and prints one JSON object keyed by goal.
Server, peers and their PostgreSQL run on core 0, the load client on core 1; reference and server take turns in one run.
tests/bench/README.md says what each goal measures."""


@dataclasses.dataclass
class Sizes:
    repeats: int
    receivers: int = 2000
    messages: int = 200   # of a fan-out round
    seconds: int = 4      # of a throughput round
    pairs: int = 500
    window: int = 4       # messages of each pair on their way
    groups: int = 1000
    idle: int = 8000
    recipients: int = 20000


def short(repeats):
    return Sizes(repeats, messages=64, seconds=1, groups=100, idle=2000, recipients=2000)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="scripts/bench", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("goals", nargs="*", metavar="GOAL", help="P1 ... P12, C1 (default: all)")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="also write the JSON to FILE")
    parser.add_argument("--repeats", metavar="N", type=int, help="rounds of each (default: 5; with --short 3)")
    parser.add_argument("--short", action="store_true", help="smaller and fewer rounds: a check that everything runs")
    parser.add_argument("--with-ejabberd", action="store_true", help="install Debian's ejabberd when it is missing (needs root)")
    parser.add_argument("--rules", action="store_true", help="with 30,000 forbidden words, the detectors and the rules of groups in force")
    parser.add_argument("--data", metavar="DIR", help="keep everything in DIR; the next run with it saves the set-up")
    parser.add_argument("--build", metavar="DIR", type=pathlib.Path, help="use the programs of this build directory as they are")
    options = parser.parse_args(arguments)
    options.goals = [name.upper() for name in options.goals] or list(goals.GOALS)
    unknown = [name for name in options.goals if name not in goals.GOALS]
    if unknown:
        parser.error(f"unknown goal {unknown[0]}: choose from {' '.join(goals.GOALS)}")
    if options.repeats is not None and not 1 <= options.repeats <= 100:
        parser.error("--repeats must be 1-100")
    return options


def build(named):
    if named:
        return named.resolve()
    machine.note("building")
    subprocess.run([TOP / "scripts/build", "bench", "weft", "weft-bench-client", "weft-bench-bare", "weft-bench-broadcast"], check=True, stdout=sys.stderr)
    return TOP / "build/bench"


def hardware():
    """One line: processor, cores, memory, kernel."""
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal")) / 2**20
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, Linux {platform.release()}"


def measure(options, programs, scratch, started):
    repeats = options.repeats or (3 if options.short else 5)
    sizes = short(repeats) if options.short else Sizes(repeats)
    if options.with_ejabberd:
        ejabberd.install()
    machine.note(f"starting the servers in {scratch.path}")
    started.append(postgres.ReferencePostgres(scratch))
    started.append(weft.Weft(programs, scratch))
    if options.rules:
        rules.activate(started[1])
    bench = goals.Bench(programs, scratch, started[1], started[0], sizes, options.with_ejabberd, options.rules)
    return goals.run(bench, options.goals)


def main(arguments):
    options = parse(arguments)
    if os.cpu_count() < 2:
        machine.note("this machine has one core: server and client share it, and no figure means much")
    started = []
    scratch = None
    try:
        programs = build(options.build)
        scratch = machine.Scratch(options.data)
        results = measure(options, programs, scratch, started)
    except (machine.BenchError, subprocess.CalledProcessError) as error:
        machine.note(f"stopped: {error}")
        return 1
    finally:
        for server in reversed(started):
            server.stop()
        if scratch:
            scratch.remove()
    machine.note(f"{hardware()}\n{report.table(results)}")
    text = json.dumps(results, indent=2, ensure_ascii=False)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")
    return 0 if all("failed" not in entry for entry in results.values()) else 1
