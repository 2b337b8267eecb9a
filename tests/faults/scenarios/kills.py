"""G1, G1c, G9: the server and PostgreSQL die, are made to die at chosen places, or are asked to go."""

import subprocess
import time
import urllib.error
import urllib.request

from server import Failed, wait_for
from world import Run, Verdict, World, spread


def recover(world: World, before: int) -> float:
    """Seconds until a send is acknowledged again and all clients are back."""
    began = time.monotonic()
    world.fleet.wait(lambda status: status["acked"] > before, 90, "sends are acknowledged again")
    seconds = time.monotonic() - began
    world.fleet.wait(lambda status: status["online"] == world.fleet.size, 90, "all clients are back")
    return seconds


def g1(run: Run) -> dict:
    """Acknowledged means durably committed: kill -9 of server and PostgreSQL under 500 msg/s."""
    kills = run.kills or run.size(20, 300)
    with World(run, "G1") as world:
        world.start()
        _, of_person = world.ring_of_groups(200, 50, 16)
        fleet = world.start_fleet(of_person, {"rate": 0})
        fleet.online()
        fleet.phase("kills")
        fleet.set(rate=500)
        recovery = {"server": [], "postgres": [], "both": []}
        dropped_by_postgres = 0
        for number in range(kills):
            victim = ("server", "postgres", "both")[number % 3]
            fleet.acked(run.random.randrange(50, 600))
            closes = sum(fleet.status()["closes"].values())
            began = time.monotonic()
            if victim != "postgres":
                world.server.kill()
            if victim != "server":
                world.server.kill_postgres()
            before = fleet.status()["acked"]
            if victim != "postgres":
                world.server.launch()
            recover(world, before)
            recovery[victim].append(time.monotonic() - began)
            if victim == "postgres":
                dropped_by_postgres += sum(fleet.status()["closes"].values()) - closes
            run.say(f"kill {number + 1}/{kills} ({victim}): back in {recovery[victim][-1]:.2f} s, "
                    f"{fleet.status()['acked']} acknowledged")
        fleet.acked(200)
        phase = fleet.phase("rest")
        verdict = Verdict(world.judge())
        verdict.measure(kills=kills, failure_rate_below=round(3 / kills, 4),
                        recovery_s={victim: spread(values) for victim, values in recovery.items()},
                        client_gap_ms=phase["gap_ms"], sockets_dropped_by_postgres_kills=dropped_by_postgres)
        return verdict.done()


FAILPOINTS = {"lane.before_insert": (5, 60), "lane.before_commit": (5, 60), "lane.after_commit": (5, 60),
              "lane.after_ack": (5, 60), "fanout.mid": (20, 400)}


def g1c(run: Run) -> dict:
    """An ambiguous send is settled by sending it again: the server ends itself at each failpoint."""
    times = run.kills or run.size(3, 20)
    with World(run, "G1c", faulty=True) as world:
        world.start()
        _, of_person = world.ring_of_groups(60, 15, 12)
        world.server.terminate()
        fleet = world.start_fleet(of_person, {"rate": 0, "back_off_ms": 100})
        fleet.command("online 0 0 64")
        fleet.set(rate=300)
        aborts = {}
        for failpoint, (least, most) in FAILPOINTS.items():
            aborts[failpoint] = 0
            for number in range(times):
                at = run.random.randrange(least, most)
                world.server.env = {"WEFT_FAILPOINTS": f"{failpoint}=abort@{at}"}
                world.server.launch()
                try:
                    code = world.server.process.wait(60)
                except subprocess.TimeoutExpired:
                    raise Failed(f"{failpoint}=abort@{at} was never reached") from None
                if code != 137:
                    raise Failed(f"the server ended with {code} at {failpoint}: {world.server.last_words()}")
                aborts[failpoint] += 1
                run.say(f"{failpoint} {number + 1}/{times}: ended at hit {at}, {fleet.status()['acked']} acknowledged")
        world.server.env = {}
        world.server.start()
        fleet.wait(lambda status: status["online"] == fleet.size, 60, "all clients are back")
        fleet.acked(200)
        verdict = Verdict(world.judge())
        verdict.measure(aborts=aborts, failure_rate_below=round(3 / sum(aborts.values()), 4))
        return verdict.done()


def readiness(port: int) -> int:
    """Status of /readyz; 0 when nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def drain_once(world: World) -> tuple[int, float, list[int]]:
    """SIGTERM and start again; exit code, seconds it took to end, and what /readyz said meanwhile."""
    seen: list[int] = []
    process = world.server.process
    began = time.monotonic()
    process.terminate()

    def ended():
        # The first looks may come before the signal is handled; what counts is what is said from then on.
        if time.monotonic() - began > 0.1:
            seen.append(readiness(world.server.port))
        return process.poll() is not None
    wait_for(ended, 30, "the server ends after SIGTERM")
    seconds = time.monotonic() - began
    world.server.launch()
    return process.returncode, seconds, seen


def g9(run: Run) -> dict:
    """SIGTERM: not ready, commits finished, close 1012 with a hint, exit 0 within 15 s."""
    restarts = run.kills or run.size(4, 20)
    with World(run, "G9") as world:
        world.start()
        _, of_person = world.ring_of_groups(120, 30, 12)
        fleet = world.start_fleet(of_person, {"rate": 0})
        fleet.online()
        fleet.phase("drains")
        fleet.set(rate=400)
        codes, seconds, ready = [], [], []
        for number in range(restarts):
            fleet.acked(run.random.randrange(200, 600))
            before = fleet.status()["acked"]
            code, took, seen = drain_once(world)
            codes.append(code)
            seconds.append(took)
            ready += seen
            recover(world, before)
            run.say(f"restart {number + 1}/{restarts}: exit code {code} after {took:.2f} s")
        fleet.acked(200)
        phase = fleet.phase("rest")
        report = world.judge()
        verdict = Verdict(report)
        closes = report["fleet"]["closes"]
        ended = {code: count for code, count in closes.items() if code != "connect"}
        verdict.measure(restarts=restarts, failure_rate_below=round(3 / restarts, 4), closes=closes)
        verdict.need("exit_codes", sorted(set(codes)), set(codes) == {0}, "0 each time")
        verdict.most("drain_s_max", max(seconds), 15)
        verdict.need("said_ready_while_draining", ready.count(200), 200 not in ready, "never")
        verdict.need("closed_otherwise", sum(ended.values()) - ended.get("1012", 0), set(ended) <= {"1012"}, "1012 only")
        verdict.most("client_gap_p99_ms", phase["gap_ms"]["p99"], 10_000)
        return verdict.done()
