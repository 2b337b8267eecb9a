"""G2, G3, G6: the log itself: idempotent, gapless, and only for its members."""

from world import Run, Verdict, World


def g2(run: Run) -> dict:
    """Every send is issued 1 to 5 times, over restarts; one in a hundred also with another body."""
    kills = run.size(3, 30)
    with World(run, "G2") as world:
        world.start()
        _, of_person = world.ring_of_groups(60, 15, 12)
        fleet = world.start_fleet(of_person, {"rate": 0, "issues": 5, "altered": 0.01, "back_off_ms": 100})
        fleet.online()
        fleet.set(rate=400)
        for number in range(kills):
            fleet.acked(run.random.randrange(400, 900))
            world.server.kill()
            world.server.launch()
            fleet.wait(lambda status: status["online"] == fleet.size, 60, "all clients are back")
            run.say(f"kill {number + 1}/{kills}: {fleet.status()['acked']} acknowledged, "
                    f"{fleet.status()['altered']} altered")
        fleet.acked(600)
        report = world.judge()
        verdict = Verdict(report)
        verdict.measure(issued=report["sends"] + report.get("resent", 0), kills=kills, altered=report["altered"])
        verdict.need("altered_accepted", report.get("altered_accepted", 0), not report.get("altered_accepted"), "0")
        verdict.need("altered_refused", report.get("altered_refused", 0), report.get("altered_refused", 0) > 0, "some")
        verdict.need("answered_twice_as_new", report["unmarked"], report["unmarked"] == 0, "0")
        return verdict.done()


def g3(run: Run) -> dict:
    """32 senders on one group of 2,000, every tenth batch rolled back."""
    messages = run.size(6000, 100_000)
    env = {"WEFT_FAILPOINTS": "lane.before_commit=error@10"}
    with World(run, "G3", faulty=True, env=env) as world:
        world.start()
        group = world.group(list(range(2000)), "everybody")
        online = run.size(64, 200)
        fleet = world.start_fleet([[group] if number < 32 else [] for number in range(online)],
                                  {"rate": 0, "text_size": 60, "window": 8})
        fleet.online()
        fleet.set(rate=run.size(1000, 1500))
        step = messages // 4
        for part in range(4):
            fleet.acked(step, 240)
            run.say(f"{(part + 1) * step}/{messages} messages, {fleet.status()['busy']} rolled back")
        report = world.judge(readers=8)
        verdict = Verdict(report)
        verdict.measure(senders=32, members=2000)
        verdict.need("rolled_back", report["fleet"]["busy"], report["fleet"]["busy"] > 0, "some")
        return verdict.done()


def g6(run: Run) -> dict:
    """Joins and leaves in a group of 2,000 under load: who is a member at s gets s, nobody else does."""
    deliveries = run.size(150_000, 1_200_000)
    online = run.size(200, 2000)
    with World(run, "G6") as world:
        world.start()
        group = world.group(list(range(2000)), "everybody")
        # The owner and 20 writers stay; the second half of those online comes and goes.
        fleet = world.start_fleet([[group] if 0 < number < 21 else [] for number in range(online)],
                                  {"rate": 0, "text_size": 80}, start_at_head=False)
        fleet.online(seconds=180)
        fleet.command(f"churn 5 0 {group} {online // 2} {online}")
        fleet.set(rate=run.size(60, 20))
        seen = 0
        while seen < deliveries:
            target = min(deliveries, seen + deliveries // 4)
            status = fleet.wait(lambda now, at=target: now["events"] >= at, 400, f"{target} deliveries")
            seen = status["events"]
            run.say(f"{seen}/{deliveries} deliveries, {status['churned']} joins and leaves")
        report = world.judge(readers=run.size(0, 200), settle=120)
        verdict = Verdict(report)
        verdict.measure(members=2000, online=online)
        verdict.need("joins_and_leaves", status["churned"], status["churned"] > 0, "some")
        verdict.need("churn_refused", status["churn_errors"], status["churn_errors"] == 0, "0")
        verdict.least("deliveries", report["deliveries"], deliveries)
        return verdict.done()
