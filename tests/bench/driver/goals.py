"""The goals P1-P12 of the performance page: what is run for each, and how its ratio is made."""
import json
import pathlib

from . import ejabberd, machine, peers, rules
from .report import Bar, figures, goal, medians, part


class Bench:
    """What the goals share: the servers, the sizes, the load client. Servers start when the first goal asks for them."""

    def __init__(self, programs, scratch, weft, postgres, sizes, with_ejabberd, with_rules):
        self.programs, self.scratch, self.sizes = programs, scratch, sizes
        self.weft, self.postgres = weft, postgres
        self.with_ejabberd, self.with_rules = with_ejabberd, with_rules
        self.hall = None
        self.peer_running = None

    def client(self, scenario, *subjects, **options):
        command = self.client_command(scenario, *subjects, **options)
        return json.loads(machine.run(machine.on_core(machine.CLIENT_CORE, command)))

    def client_command(self, scenario, *subjects, **options):
        command = [str(self.programs / "weft-bench-client"), scenario]
        for key, value in {"repeats": self.sizes.repeats, **options}.items():
            command += [f"--{key.replace('_', '-')}", str(value)]
        for subject in subjects:
            command += ["--subject", subject]
        return command

    def everybody(self):
        return self.weft.members[:self.sizes.receivers]

    def hall_subject(self, name="weft"):
        """Everybody online in one group."""
        members = self.everybody()
        if self.hall is None:
            self.hall = self.weft.group(members[0], "Bench hall", members)
            if self.with_rules:
                rules.govern(self.weft, members[0], self.hall, members[1])
        tokens = self.weft.token_file("everybody", members)
        self.weft.pin()
        return self.weft.subject(name, conversation=self.hall, tokens=tokens)

    def fanout_against(self, peer, **options):
        """Weft and `peer` take turns; returns the rounds of both. The peer is stopped afterwards."""
        try:
            rounds = self.client("fanout", peer.subject(), self.hall_subject(), receivers=len(self.everybody()), **options)
        finally:
            peer.stop()
        return rounds["weft"], rounds["reference"]


def detail(weft, reference):
    return {"detail": {"weft": medians(weft), "reference": medians(reference)}}


def p1_p2(bench):
    """Durable fan-out, one message at a time: CPU for each delivery, and how soon the last member has it."""
    bare = peers.Bare(bench.programs, bench.scratch, bench.postgres)
    weft, reference = bench.fanout_against(bare, messages=bench.sizes.messages)
    p1 = goal([part("CPU per delivery", "us", figures(weft, "cpu_us_per_delivery"), figures(reference, "cpu_us_per_delivery"),
                    Bar("<=", 1.5), Bar("<=", 1.15))], **detail(weft, reference))
    p2 = goal([part(f"time to last member, {q}", "ms", figures(weft, f"last_member_{q}_ms"), figures(reference, f"last_member_{q}_ms"),
                    Bar("<=", must), Bar("<=", aim)) for q, must, aim in (("p50", 1.5, 1.15), ("p99", 2, 1.5))])
    return {"P1": p1, "P2": p2}


def p3(bench):
    """Bursts of 16 messages: does the server gather what is waiting?"""
    bare = peers.Bare(bench.programs, bench.scratch, bench.postgres, coalesce=True)
    weft, reference = bench.fanout_against(bare, messages=bench.sizes.messages // 16 * 32, burst=16)
    return {"P3": goal([part("CPU per delivery, bursts of 16", "us", figures(weft, "cpu_us_per_delivery"),
                             figures(reference, "cpu_us_per_delivery"), Bar("<=", 3), Bar("<=", 1.5))], **detail(weft, reference))}


def p4(bench):
    """ejabberd with its room archive on PostgreSQL."""
    if not bench.with_ejabberd and not ejabberd.installed():
        return {"P4": {"skipped": "ejabberd is not installed (--with-ejabberd installs it)"}}
    peer = ejabberd.Ejabberd(bench.scratch, bench.postgres, len(bench.everybody()))
    weft, reference = bench.fanout_against(peer, messages=max(10, bench.sizes.messages // 5))
    return {"P4": goal([
        part("deliveries per CPU second", "us CPU per delivery", figures(weft, "cpu_us_per_delivery"),
             figures(reference, "cpu_us_per_delivery"), Bar(">=", 6), Bar(">=", 9), inverse=True),
        part("time to last member, p50", "ms", figures(weft, "last_member_p50_ms"), figures(reference, "last_member_p50_ms"),
             Bar("<=", 1 / 6), Bar("<=", 1 / 9))], **detail(weft, reference))}


def p5(bench):
    """npm ws, which stores nothing."""
    peer = peers.NpmWs(pathlib.Path(__file__).parent.parent / "peers/ws", bench.scratch)
    weft, reference = bench.fanout_against(peer, messages=bench.sizes.messages)
    return {"P5": goal([part("deliveries per CPU second", "us CPU per delivery", figures(weft, "cpu_us_per_delivery"),
                             figures(reference, "cpu_us_per_delivery"), Bar(">=", 0.9), Bar(">=", 1.2), inverse=True)],
                       **detail(weft, reference))}


def with_pgbench(bench, pairs, clients, **options):
    """Rounds of direct chats and rounds of pgbench in turns; returns both lists."""
    members = bench.everybody()[:2 * pairs]
    tokens = bench.weft.token_file(f"pairs{pairs}", members)
    conversations = [bench.weft.direct(members[2 * i], members[2 * i + 1]) for i in range(pairs)]
    file = bench.weft.conversation_file(f"pairs{pairs}", conversations)
    bench.weft.pin()
    script = bench.postgres.prepare_one_row(bench.scratch)
    client = machine.GatedClient(bench.client_command("pairs", bench.weft.subject(conversations=file, tokens=tokens), pairs=pairs, gate=1,
                                                      milliseconds=bench.sizes.seconds * 1000, **options))
    weft, reference = [], []
    for _ in range(bench.sizes.repeats):
        reference.append(bench.postgres.pgbench(script, clients, bench.sizes.seconds))
        weft.append(json.loads(client.round()))
    client.close()
    return weft, reference


def p6(bench):
    """500 direct chats, durable, from send to the peer and the acknowledgement back."""
    weft, reference = with_pgbench(bench, bench.sizes.pairs, 32, window=bench.sizes.window)
    return {"P6": goal([part(f"messages a second, {bench.sizes.pairs} conversations, vs pgbench -c32", "1/s",
                             figures(weft, "messages_per_second"), figures(reference, "transactions_per_second"),
                             Bar(">=", 1.5), Bar(">=", 3))], window=bench.sizes.window, **detail(weft, reference))}


def p7(bench):
    """A lone durable send."""
    weft, reference = with_pgbench(bench, 1, 1, window=1)
    return {"P7": goal([part("lone send to delivery p50, vs pgbench -c1 average", "ms", figures(weft, "latency_p50_ms"),
                             figures(reference, "latency_average_ms"), Bar("<=", 4), Bar("<=", 2))], **detail(weft, reference))}


def p8(bench):
    """32 senders on one group of everybody, or over 1,000 groups of the 32: each message has the same 32 receivers online."""
    senders = bench.everybody()[-32:]
    bench.hall_subject()
    tokens = bench.weft.token_file("senders", senders)
    groups = [bench.weft.group(senders[0], f"Bench {i}", senders) for i in range(bench.sizes.groups)]
    hot = bench.weft.conversation_file("hot", [bench.hall])
    spread = bench.weft.conversation_file("spread", groups)
    bench.weft.pin()
    rounds = bench.client("senders", bench.weft.subject("weft", tokens=tokens, conversations=hot),
                          bench.weft.subject("reference", conversations=spread), milliseconds=bench.sizes.seconds * 1000)
    weft, reference = rounds["weft"], rounds["reference"]
    return {"P8": goal([part("acknowledged sends a second, one hot group vs spread", "1/s", figures(weft, "messages_per_second"),
                             figures(reference, "messages_per_second"), Bar(">=", 0.5), Bar(">=", 0.9))],
                       groups=len(groups), **detail(weft, reference))}


def p9(bench):
    """What PostgreSQL pays for a message to everybody and to two."""
    members = bench.everybody()
    bench.hall_subject()
    pair = bench.weft.direct(members[0], members[1])
    tokens = bench.weft.token_file("sender", members[:1])
    common = {"tokens": tokens, "conninfo": bench.weft.conninfo()}
    rounds = bench.client("pgcost", bench.weft.subject("weft", conversation=bench.hall, **common),
                          bench.weft.subject("reference", conversation=pair, **common), messages=bench.sizes.messages * 3)
    weft, reference = rounds["weft"], rounds["reference"]
    return {"P9": goal([
        part("PostgreSQL CPU of a message to everybody vs to two", "us", figures(weft, "postgres_us_per_message"),
             figures(reference, "postgres_us_per_message"), Bar("<=", 1.5), Bar("<=", 1.1)),
        part("WAL of a message to everybody vs to two", "bytes", figures(weft, "wal_bytes_per_message"),
             figures(reference, "wal_bytes_per_message"), Bar("<=", 1.3), Bar("<=", 1.1))], **detail(weft, reference))}


def p10(bench):
    """Memory of idle connections. The reference is the bound itself."""
    tokens = bench.weft.token_file("everybody", bench.everybody())
    bench.weft.pin()
    rounds = bench.client("idle", bench.weft.subject(tokens=tokens), connections=bench.sizes.idle)["weft"]
    sizes = figures(rounds, "kb_per_connection")
    entry = part("resident memory of the server per idle connection, vs 20 KB", "KB", sizes, [20.0] * len(sizes), Bar("<=", 1), Bar("<=", 0.5))
    return {"P10": goal([entry], connections=bench.sizes.idle)}


def p11(bench):
    """Token sign-ins. Members of one group; both servers see more accounts than a small cache holds."""
    if not bench.with_ejabberd and not ejabberd.installed():
        return {"P11": {"skipped": "ejabberd is not installed (--with-ejabberd installs it)"}}
    members = bench.everybody()[:-32] or bench.everybody()
    tokens = bench.weft.token_file("visitors", members)
    bench.weft.pin()
    peer = ejabberd.Ejabberd(bench.scratch, bench.postgres, len(members))
    try:
        rounds = bench.client("signins", peer.subject() + f",signins={len(members)}", bench.weft.subject(tokens=tokens),
                              accounts=len(members), signins=2 * len(members))
    finally:
        peer.stop()
    weft, reference = rounds["weft"], rounds["reference"]
    return {"P11": goal([part("token sign-ins a second", "1/s", figures(weft, "signins_per_second"), figures(reference, "signins_per_second"),
                              Bar(">=", 4), Bar(">=", 10))], **detail(weft, reference))}


def p12(bench):
    """A broadcast against a bare loop of inserts, and what somebody who writes to the same customers notices of it."""
    sizes = {"RECIPIENTS": bench.sizes.recipients, "ROUNDS": bench.sizes.repeats}
    said = machine.run(["env", *(f"{key}={value}" for key, value in sizes.items()), bench.programs / "weft-bench-broadcast"])
    measured = json.loads(said[said.index("\n{") + 1:said.index("\n}") + 2])
    rounds = measured["rounds"]
    return {"P12": goal([
        part("rows of a broadcast a second vs a loop of 256 inserts", "1/s", figures(rounds, "rows_per_second"),
             figures(rounds, "bare_rows_per_second"), Bar(">=", 0.3), Bar(">=", 0.5)),
        part("p99 of a send into these chats, during a broadcast vs before it", "ms", figures(rounds, "beside_p99_ms"),
             figures(rounds, "alone_p99_ms"), Bar("<=", 5), Bar("<=", 2))],
        recipients=measured["recipients"], detail={"weft": medians(rounds)})}


def c1(bench):
    """Customers write to employees, people's pace: from the customer's send to the employee's socket. The reference is the field's headline."""
    weft, owner = bench.weft, bench.weft.owner
    staff = bench.everybody()[:bench.sizes.pairs]
    tokens, conversations = [], []
    for userid, token in zip(staff, weft.sign_in_all(staff)):
        owner.call("POST", f"/api/v1/members/{userid}/verify", {})
        way = owner.call("POST", "/api/v1/contact-ways", {"employees": [userid]})
        visit = weft.anonymous().call("POST", "/api/v1/visits/" + way["path"].rsplit("/", 1)[-1], {"name": f"Customer of {userid}"})
        tokens += [visit["token"], token]
        conversations.append(visit["conversation"])
    token_file = weft.scratch / "customers.tokens"
    token_file.write_text("\n".join(tokens) + "\n")
    weft.pin()
    subject = weft.subject(conversations=weft.conversation_file("customers", conversations), tokens=token_file)
    rounds = bench.client("pairs", subject, pairs=len(staff), pause=2000, milliseconds=max(4, bench.sizes.seconds) * 1000)["weft"]
    headline = [1500.0] * len(rounds)
    return {"C1": goal([
        part(f"customer to employee, {len(staff)} conversations, {q}, vs 1.5 s", "ms", figures(rounds, f"latency_{q}_ms"), headline,
             Bar("<=", must), Bar("<=", aim)) for q, must, aim in (("p50", 1, 0.01), ("p99", 2 / 3, 0.05))],
        conversations=len(staff), detail={"weft": medians(rounds)})}


# P1 and P2 come out of one run.
GOALS = {"P1": p1_p2, "P2": p1_p2, "P3": p3, "P4": p4, "P5": p5, "P6": p6, "P7": p7, "P8": p8, "P9": p9, "P10": p10, "P11": p11, "P12": p12, "C1": c1}


def run(bench, wanted):
    """Runs the wanted goals in order; returns their entries. A goal that fails says why and does not stop the others."""
    results = {}
    done = set()
    for name in wanted:
        measure = GOALS[name]
        if measure in done:
            continue
        done.add(measure)
        machine.note(f"{name}: {measure.__doc__.strip().splitlines()[0]}")
        try:
            results.update(measure(bench))
        except machine.BenchError as error:
            results[name] = {"failed": str(error)}
            machine.note(f"{name} failed: {error}")
    return {name: results[name] for name in wanted if name in results}
