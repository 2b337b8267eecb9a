"""G16: a backup taken under load restores to a consistent company."""

import json
import os

from history import now_us
from server import Failed, Server
from world import OPEN_LIMITS, Run, Verdict, World
from wsclient import Client


def g16(run: Run) -> dict:
    """Back up while messages are written, restore elsewhere, verify, and resume there with old cursors."""
    with World(run, "G16") as world:
        world.start()
        _, of_person = world.ring_of_groups(60, 15, 12)
        fleet = world.start_fleet(of_person, {"rate": 0})
        fleet.online()
        fleet.set(rate=400)
        fleet.acked(run.size(1500, 20_000), 120)
        archive = os.path.join(world.server.folder, "backup.tar.gz")
        began = now_us()
        done = world.weft("backup", archive)
        seconds = (now_us() - began) / 1e6
        if done.returncode:
            raise Failed(f"weft backup: {done.stderr.strip()[-300:]}")
        run.say(f"backup of {os.path.getsize(archive) / 1e6:.1f} MB in {seconds:.1f} s under load")
        fleet.acked(400)
        fleet.set(rate=0)
        fleet.wait(lambda status: status["unsettled"] == 0 and status["behind"] == 0, 60, "all hold everything")
        fleet.close()
        old = epoch_of(world, world.server)
        world.server.terminate()
        restored = Server(run.weft, os.path.join(run.folder("G16"), "restored"), OPEN_LIMITS)
        try:
            return judge_restored(world, restored, archive, began, old, seconds)
        finally:
            restored.cleanup()


def epoch_of(world: World, server: Server) -> str:
    client = Client(server.port, world.people[1]["token"])
    epoch = client.hello()["epoch"]
    client.close()
    return epoch


def judge_restored(world: World, restored: Server, archive: str, began: int, old: str, seconds: float) -> dict:
    run = world.run
    done = world.weft("restore", archive, server=restored)
    if done.returncode:
        raise Failed(f"weft restore: {done.stderr.strip()[-300:]}")
    doctor = world.weft("doctor", "--verify", "--json", server=restored)
    run.say(f"restored; doctor --verify ended with {doctor.returncode}")
    restored.start()
    # The same people read everything back on the restored server; their old histories are what must be in it.
    world.server = restored
    fleet = world.start_fleet([[] for _ in range(60)], suffix="-restored")
    fleet.online()
    verdict = Verdict(world.judge(restored_from=began))
    client = Client(restored.port, world.people[1]["token"])
    answer = client.hello({}, old)
    client.close()
    verdict.measure(backup_s=round(seconds, 2))
    verdict.need("doctor_exit_code", doctor.returncode, doctor.returncode == 0, "0")
    if doctor.returncode:
        verdict.why.append((doctor.stdout + doctor.stderr).strip()[-400:])
    else:
        verdict.measure(doctor=json.loads(doctor.stdout))
    verdict.need("epoch_changed", answer["epoch_changed"], answer["epoch_changed"] and answer["epoch"] != old, "true")
    return verdict.done()
