"""G5, G8, G15: slow readers, more load than there is capacity, and a database that goes away."""

import os
import shutil
import time

from server import Postgres, resident_mb, wait_for
from world import Run, Verdict, World, spread


def watch(world: World, seconds: float) -> float:
    """The highest resident memory of the server within that time, in MiB."""
    highest, until = 0.0, time.monotonic() + seconds
    while time.monotonic() < until:
        highest = max(highest, resident_mb(world.server.pid))
        time.sleep(0.05)
    return highest


def g5(run: Run) -> dict:
    """A tenth of the clients stop reading while a group is flooded: memory stays bounded, the others do not notice."""
    online, stalled = 100, 10
    rate, seconds = run.size(150, 200), run.size(6, 30)
    with World(run, "G5") as world:
        world.start()
        group = world.group(list(range(online)), "busy")
        first = online - stalled
        fleet = world.start_fleet([[group] if number < 10 else [] for number in range(online)],
                                  {"rate": 0, "text_size": 4000},
                                  receive_buffers={number: 262144 for number in range(first, online)})
        fleet.online()
        fleet.set(rate=rate)
        fleet.acked(rate)  # warm
        fleet.phase("all read")
        before = watch(world, seconds)
        calm = fleet.phase("some stalled")
        fleet.command(f"stall {first} {online}")
        highest = watch(world, 2 * seconds)
        pressed = fleet.phase("read again")
        fleet.command(f"unstall {first} {online}")
        run.say(f"healthy p99 {calm['delivery_ms']['p99']:.1f} -> {pressed['delivery_ms']['p99']:.1f} ms, memory "
                f"{before:.0f} -> {highest:.0f} MiB")
        fleet.acked(rate)
        report = world.judge(readers=12, settle=90)
        verdict = Verdict(report)
        verdict.measure(clients=online, stalled=stalled, memory_before_mib=round(before, 1),
                        healthy_p99_ms_before=calm["delivery_ms"]["p99"], healthy_p99_ms=pressed["delivery_ms"]["p99"],
                        healthy_p50_ms_before=calm["delivery_ms"]["p50"], healthy_p50_ms=pressed["delivery_ms"]["p50"],
                        missed_in_bytes=int(rate * 2 * seconds * 4200))
        verdict.most("memory_growth_mib", highest - before, 512)
        # Below 10 ms the ratio of two tails says more about the machine than about the server.
        floor = max(calm["delivery_ms"]["p99"], 10)
        verdict.most("healthy_p99_ratio", pressed["delivery_ms"]["p99"] / floor, 1.5)
        overflowed = report["fleet"]["resyncs"] + report["fleet"]["closes"].get("1013", 0)
        verdict.need("resyncs_or_1013", overflowed, overflowed > 0, "some (else nothing overflowed)")
        return verdict.done()


def goodput(fleet, rate: float, seconds: float) -> dict:
    """Offers `rate` for that long; what came of it."""
    fleet.set(rate=rate)
    fleet.phase("measure")
    time.sleep(seconds)
    phase = fleet.phase("next")
    counts = phase["counts"]
    return {"offered": round((counts["sent"] + counts["held_back"]) / phase["seconds"]),
            "goodput": round(counts["acked"] / phase["seconds"]),
            "refused": counts["busy"] + counts["limited"], "not_issued": counts["held_back"],
            "ack_p50_ms": phase["ack_ms"]["p50"], "ack_p99_ms": phase["ack_ms"]["p99"]}


def g8(run: Run) -> dict:
    """Open-loop load at 0.5, 1, 2 and 4 times capacity: refused, not queued without end."""
    seconds = run.size(3, 10)
    with World(run, "G8") as world:
        world.start()
        clients = 200
        _, of_person = world.ring_of_groups(clients, 100, 4)
        fleet = world.start_fleet(of_person, {"rate": 0, "retry": 0, "text_size": 60, "window": 60, "backlog": 60,
                                              "answer_limit": 60})
        fleet.online()
        goodput(fleet, 2000, 1)  # warm
        # Capacity: what is acknowledged when there is always more to do.
        capacity = goodput(fleet, 200_000, seconds)["goodput"]
        drained(fleet)
        run.say(f"capacity {capacity} msg/s")
        calm_memory = resident_mb(world.server.pid)
        steps, highest = {}, calm_memory
        for factor in (0.5, 1, 2, 4):
            steps[str(factor)] = goodput(fleet, factor * capacity, seconds)
            highest = max(highest, resident_mb(world.server.pid))
            step = steps[str(factor)]
            run.say(f"{factor} x: offered {step['offered']}, acknowledged {step['goodput']}, refused {step['refused']}, "
                    f"p99 {step['ack_p99_ms']:.0f} ms")
            if factor != 4:
                drained(fleet)
        recovery = recovered(fleet, 0.5 * capacity, max(2 * steps["0.5"]["ack_p99_ms"], 100))
        fleet.set(retry=1)
        report = world.judge(readers=2, settle=90)
        verdict = Verdict(report)
        peak = max([capacity] + [step["goodput"] for step in steps.values()])
        verdict.measure(capacity=capacity, steps=steps, memory_growth_mib=round(highest - calm_memory, 1))
        verdict.least("goodput_at_4x_of_peak", steps["4"]["goodput"] / peak, 0.8)
        verdict.most("recovery_s", recovery, 10)
        return verdict.done()


def drained(fleet) -> None:
    fleet.set(rate=0)
    fleet.wait(lambda status: status["unsettled"] == 0, 60, "what was sent is answered")


def recovered(fleet, rate: float, calm_ms: float) -> float:
    """Seconds after overload until half a second passes with calm latencies and nothing refused."""
    began = time.monotonic()
    fleet.set(rate=rate)
    while time.monotonic() - began < 60:
        step = goodput(fleet, rate, 0.5)
        if step["refused"] == 0 and step["not_issued"] == 0 and step["ack_p99_ms"] <= calm_ms:
            break
    return time.monotonic() - began


class Outage:
    """Measures one absence of the database: sockets dropped, refusals, time to the first acknowledgement after it."""

    def __init__(self, world: World, name: str):
        self.world, self.name = world, name

    def run(self, begin, end, seconds: float) -> dict:
        fleet = self.world.fleet
        fleet.acked(300)
        before = fleet.status()
        token = begin()
        time.sleep(seconds)
        during = fleet.status()
        end(token)
        up = time.monotonic()
        at_end = fleet.status()["acked"]
        fleet.wait(lambda status: status["acked"] > at_end, 60, f"acknowledged again after {self.name}")
        recovery = time.monotonic() - up
        fleet.wait(lambda status: status["unsettled"] < 200, 60, "the backlog is gone")
        after = fleet.status()
        result = {"seconds": seconds, "recovery_s": round(recovery, 3),
                  "dropped": sum(after["closes"].values()) - sum(before["closes"].values()),
                  "answered_503": after["busy"] - before["busy"], "acked_during": during["acked"] - before["acked"]}
        self.world.run.say(f"{self.name} for {seconds:g} s: acknowledged again after {recovery:.2f} s, "
                           f"{result['dropped']} sockets dropped, {result['answered_503']} answers 503")
        return result


def terminate_frozen(world: World, postgres: Postgres) -> tuple[int, float]:
    """SIGTERM while the database stands still and sends wait for it; the exit code and the seconds it took."""
    world.fleet.acked(300)
    tree = postgres.freeze()
    time.sleep(0.5)  # sends are on their way by now
    try:
        return world.server.terminate()
    finally:
        postgres.thaw(tree)


def g15(run: Run) -> dict:
    """PostgreSQL stops, freezes, throws everybody out: no WebSocket is dropped, sends go on afterwards."""
    folder = os.path.join(run.scratch, "G15-postgres")
    shutil.rmtree(folder, ignore_errors=True)  # of an earlier run with --keep
    postgres = Postgres(folder)
    try:
        postgres.create()
        config = {"database": {"url": postgres.url, "admin_url": postgres.url}}
        with World(run, "G15", config=config, people=60) as world:
            world.start()
            _, of_person = world.ring_of_groups(60, 15, 12)
            fleet = world.start_fleet(of_person, {"rate": 0})
            fleet.online()
            fleet.set(rate=300)
            outages = {}
            outages["stop"] = Outage(world, "stop").run(lambda: postgres.stop("fast"), lambda _: postgres.start(),
                                                        run.size(6, 60))
            # A frozen database is given up after about 8 s: only then are there answers to count.
            outages["freeze"] = Outage(world, "freeze").run(postgres.freeze, postgres.thaw, run.size(12, 60))
            outages["immediate"] = Outage(world, "immediate").run(lambda: postgres.stop("immediate"),
                                                                  lambda _: postgres.start(), run.size(2, 20))
            for number in range(run.size(3, 10)):
                outages[f"terminate {number + 1}"] = Outage(world, "terminate").run(
                    lambda: wait_for(postgres.terminate_backends, 5, "backends to terminate"), lambda _: None, 0)
            code, seconds = terminate_frozen(world, postgres)
            run.say(f"SIGTERM while frozen: exit code {code} after {seconds:.2f} s")
            world.server.start()
            fleet.acked(300)
            verdict = Verdict(world.judge())
            verdict.measure(outages=outages, recovery=spread([each["recovery_s"] for each in outages.values()]))
            verdict.most("recovery_s_max", max(each["recovery_s"] for each in outages.values()), 5)
            dropped = sum(each["dropped"] for each in outages.values())
            verdict.need("sockets_dropped", dropped, dropped == 0, "0")
            for name in ("stop", "freeze"):
                answered = outages[name]["answered_503"]
                verdict.need(f"answered_503_during_{name}", answered, answered > 0, "some")
            verdict.need("exit_code_while_frozen", code, code == 0, "0")
            verdict.most("drain_while_frozen_s", seconds, 15)
            return verdict.done()
    finally:
        postgres.cleanup()
