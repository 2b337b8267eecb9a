"""The proof of the proof: five deliberately broken builds or settings, each of which the checker must catch, and
one sound one, run the same way, which it must not."""

from replay import KINDS
from server import Failed
from world import Run, Verdict, World


def small_world(run: Run, name: str, env: dict, config: dict | None = None) -> World:
    return World(run, name, faulty=True, env=env, config=config)


def anomalies(report: dict) -> dict:
    return {kind: report[kind] for kind in KINDS if report[kind]}


def rewrite_append(world: World, changes: list[tuple[str, str]]) -> None:
    """Replaces parts of weft_append in the scratch database. Each part must be there: a defect that no longer
    applies would prove nothing."""
    text = world.server.sql("SELECT pg_get_functiondef('weft_append'::regproc)")
    for old, new in changes:
        if old not in text:
            raise Failed(f"weft_append no longer contains `{old}`")
        text = text.replace(old, new)
    world.server.sql(text)


def no_dedupe(world: World) -> None:
    """The unique index is gone, and nobody looks for an earlier row."""
    world.server.sql("DROP INDEX entries_client")
    rewrite_append(world, [("ON e.conversation_id = r.conversation_id AND e.actor_id = r.actor_id AND "
                            "e.client_id = r.client_id", "ON false")])


def sequence_seq(world: World) -> None:
    """`seq` comes from a PostgreSQL SEQUENCE of the conversation: right until a transaction is rolled back."""
    world.server.sql("""
        DO $$ DECLARE c record; BEGIN
          FOR c IN SELECT id, head_seq FROM conversations LOOP
            EXECUTE format('CREATE SEQUENCE %I START %s', 'broken ' || c.id, c.head_seq + 1);
            EXECUTE format('GRANT USAGE ON SEQUENCE %I TO weft_app', 'broken ' || c.id);
          END LOOP;
        END $$""")
    world.server.sql("""
        CREATE FUNCTION broken_seq() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF to_regclass(format('%I', 'broken ' || NEW.conversation_id)) IS NOT NULL THEN
            NEW.seq := nextval(format('%I', 'broken ' || NEW.conversation_id)::regclass);
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER broken_seq BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION broken_seq()""")


# Defects of the schema; the others are built into weft-faulty.
SCHEMA_DEFECTS = {"no_dedupe": no_dedupe, "sequence_seq": sequence_seq}


def traffic(world: World, settings: dict, groups: int = 10, size: int = 10):
    _, of_person = world.ring_of_groups(40, groups, size)
    if world.name in SCHEMA_DEFECTS:
        SCHEMA_DEFECTS[world.name](world)
    fleet = world.start_fleet(of_person, {"rate": 0, "back_off_ms": 100} | settings)
    fleet.command("online 0 0 64")
    fleet.wait(lambda status: status["online"] == fleet.size, 60, "all clients are online")
    return fleet


def calm(run: Run, name: str, env: dict) -> dict:
    """Resends and rolled back batches, no kill."""
    with small_world(run, name, env) as world:
        world.start()
        fleet = traffic(world, {"issues": 3})
        fleet.set(rate=400)
        fleet.acked(1200)
        return world.judge(settle=15)


def killed(run: Run, name: str, env: dict) -> dict:
    """kill -9 of the server, and batches rolled back just before their commit."""
    with small_world(run, name, env) as world:
        world.start()
        fleet = traffic(world, {})
        fleet.set(rate=400)
        for _ in range(3):
            world.server.kill()
            world.server.env = env | {"WEFT_FAILPOINTS": "lane.before_commit=error@7"}
            world.server.launch()
            fleet.wait(lambda status: status["online"] == fleet.size, 60, "all clients are back")
            fleet.acked(200)
        world.server.kill()
        world.server.env = {}
        world.server.start()
        return world.judge(settle=20)


def power_cut(run: Run, name: str, env: dict, config: dict) -> dict:
    """PostgreSQL dies under load."""
    with small_world(run, name, env, config) as world:
        world.start()
        fleet = traffic(world, {})
        fleet.set(rate=400)
        for _ in range(4):
            fleet.acked(run.random.randrange(100, 300))
            before = fleet.status()["acked"]
            world.server.kill_postgres()
            fleet.wait(lambda status, at=before: status["acked"] > at + 20, 60, "sends are acknowledged again")
        return world.judge(settle=30)


def broad(run: Run, name: str, env: dict) -> dict:
    """Many receivers, so that one delivery in 10,000 happens often enough."""
    with small_world(run, name, env) as world:
        world.start()
        group = world.group(list(range(150)), "broad")
        fleet = world.start_fleet([[group] if number < 10 else [] for number in range(150)], {"rate": 0})
        fleet.online()
        fleet.set(rate=120)
        fleet.wait(lambda status: status["events"] >= 60_000, 90, "60,000 deliveries")
        return world.judge(settle=15, readers=3)


ROLL_BACK = {"WEFT_FAILPOINTS": "lane.before_commit=error@10"}
UNSAFE = {"PGOPTIONS": "-c synchronous_commit=off"}

# name: (what is broken, how it is run, environment, further arguments)
MUTATIONS = {
    "ack_before_commit": (killed, {"WEFT_MUTATION": "ack_before_commit"}),
    "no_dedupe": (calm, {}),
    "sequence_seq": (calm, ROLL_BACK),
    "drop_fanout": (broad, {"WEFT_MUTATION": "drop_fanout"}),
    "async_commit": (lambda run, name, env: power_cut(run, name, env, {"database": {"allow_unsafe": True}}), UNSAFE),
}
SOUND = {
    "sound, resends and rollbacks": (calm, ROLL_BACK),
    "sound, killed": (killed, {}),
    "sound, broad": (broad, {}),
    "sound, power cut": (lambda run, name, env: power_cut(run, name, env, {}), {}),
}


def mutations(run: Run) -> dict:
    """Each deliberate defect is caught; the same runs without it stay clean."""
    verdict = Verdict()
    caught, clean = {}, {}
    for name, (how, env) in MUTATIONS.items():
        caught[name] = anomalies(how(run, name, env))
        run.say(f"caught: {caught[name]}" if caught[name] else "NOT caught")
    for name, (how, env) in SOUND.items():
        report = how(run, name.replace(", ", "-").replace(" ", "-"), env)
        clean[name] = anomalies(report)
        verdict.add(report)
        run.say(f"clean, {report['acked']} acknowledged" if not clean[name] else f"NOT clean: {clean[name]}")
    missed = [name for name, found in caught.items() if not found]
    verdict.measure(caught=caught)
    verdict.need("not_caught", missed, not missed, "none")
    return verdict.done()

