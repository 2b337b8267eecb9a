"""G4: resuming is complete or says that it is not."""

import uuid

from server import wait_for
from world import Run, Verdict, World
from wsclient import Client, Refused


def g4(run: Run) -> dict:
    """Cursors: many short absences, 1,000 and many thousand missed messages, tampered cursors."""
    far = run.size(5000, 50_000)
    with World(run, "G4") as world:
        world.start()
        senders, listeners = 20, 60
        group = world.group(list(range(senders + listeners)), "resume")
        fleet = world.start_fleet([[group]] * senders + [[]] * listeners, {"rate": 0, "text_size": 200})
        first, last = senders, senders + listeners
        fleet.online()
        verdict = Verdict()

        fleet.set(rate=100)
        for number in range(run.size(6, 60)):
            at = first + number * 10 % listeners
            fleet.offline(at, at + 10)
            fleet.acked(run.random.randrange(1, 150))
            fleet.online(at, at + 10)
        run.say(f"{fleet.status()['hellos']} sessions after short absences")
        fleet.set(rate=0)
        fleet.wait(lambda status: status["behind"] == 0 and status["unsettled"] == 0, 30, "all hold everything")

        for name, missed, repeats in (("1000", 1000, run.size(1, 5)), ("far", far, 1)):
            for _ in range(repeats):
                fleet.offline(first, last)
                fleet.set(rate=2000)
                fleet.acked(missed, 240)
                fleet.set(rate=0)
                fleet.wait(lambda status: status["unsettled"] == 0, 30, "what was sent is answered")
                fleet.phase("catch up " + name)
                # One at a time for the thousand: the promise is about one client, not about a storm.
                fleet.online(first, last, width=1 if name == "1000" else 4, seconds=240)
                fleet.wait(lambda status: status["behind"] == 0, 120, "all hold everything")
            phase = fleet.phase("next")
            verdict.measure(**{f"missed_{name}": phase["most_missed"], f"catch_up_{name}_ms": phase["catch_up_ms"]})
            run.say(f"{phase['most_missed']} missed: caught up in p50 {phase['catch_up_ms']['p50']:.0f} ms, "
                    f"p99 {phase['catch_up_ms']['p99']:.0f} ms")
            if name == "1000":
                verdict.most("catch_up_1000_p99_ms", phase["catch_up_ms"]["p99"], 1000)
        tampered = tamper(world, group)
        verdict.need("tampered_cursors", tampered, all(value == "as promised" for value in tampered.values()),
                     "all as promised")
        verdict.add(world.judge(readers=10))
        return verdict.done()


def tamper(world: World, group: str) -> dict:
    """Cursors no honest client sends; for each what came of it."""
    person = world.people[25]
    stranger_group = world.group([3, 4, 5], "others")
    head = Client(world.server.port, person["token"])
    true_head = next(item["head_seq"] for item in head.hello()["conversations"] if item["id"] == group)
    head.close()

    def answer(cursors, epoch=None):
        client = Client(world.server.port, person["token"])
        try:
            return client.hello(cursors, epoch)
        except Refused as error:
            return error.status
        finally:
            client.close()

    def listed(answer_, conversation):
        if not isinstance(answer_, dict):
            return answer_
        return next((item for item in answer_["conversations"] if item["id"] == conversation), None)

    past, huge = listed(answer({group: true_head + 1000}), group), listed(answer({group: 2**62}), group)
    unknown, foreign = str(uuid.uuid4()), stranger_group
    told_unknown, told_foreign = answer({unknown: 5}), answer({foreign: 5})
    results = {
        "past the head": bool(past) and past != 400 and past.get("reset") is True,
        "huge": huge == 400 or (bool(huge) and huge.get("reset") is True),
        "negative": answer({group: -1}) == 400,
        "not a number": answer({group: "41"}) == 400,
        "not an id": answer({"x": 1}) == 400,
        "unknown conversation": listed(told_unknown, unknown) in (None, 404),
        "foreign conversation": listed(told_foreign, foreign) in (None, 404),
        "no difference between the two": isinstance(told_unknown, dict) == isinstance(told_foreign, dict),
        "other epoch": answer({group: 1}, str(uuid.uuid4())).get("epoch_changed") is True,
    }
    return {name: "as promised" if good else "not as promised" for name, good in results.items()}
