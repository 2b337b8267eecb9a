"""G4b: snapshot + events == fresh snapshot, for every kind of entry, message and event that is documented."""

import os
import random
import threading

from receiver import Receiver
from replica import Replica, documented_kinds, fresh
from scenarios.webhooks import make
from server import Failed, wait_for
from world import Run, Verdict, World
from wsclient import Client, Refused, Rest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
DOCS = os.path.join(ROOT, "docs")
SAMPLES = os.path.join(ROOT, "tests", "files", "samples")


class Writer(threading.Thread):
    """Does random things in the conversations given, and now and then one thing of every kind."""

    def __init__(self, world: World, person: int, group: str, others: list[str], rounds: int, seed: int):
        super().__init__(daemon=True)
        self.me = world.people[person]
        self.client = Client(world.server.port, self.me["token"])
        self.client.hello()
        self.rest = world.rest(person)
        self.group, self.others, self.rounds = group, others, rounds
        self.random = random.Random(seed)
        self.mine: list[int] = []
        self.refused: dict[str, int] = {}
        self.error: BaseException | None = None
        self.number = 0

    def run(self):
        try:
            kinds = [name for name in dir(self) if name.startswith("do_")]
            for number in range(self.rounds):
                try:
                    # Every kind in turn first, then at random.
                    getattr(self, kinds[number] if number < len(kinds) else self.random.choice(kinds))()
                except Refused as error:
                    self.refused[error.code] = self.refused.get(error.code, 0) + 1
        except BaseException as error:
            self.error = error
        finally:
            self.client.close()

    def call(self, op: str, **arguments) -> dict:
        return self.client.request(op, {"conversation": self.group} | arguments)

    def message(self, kind: str, **body) -> int:
        self.number += 1
        seq = self.call("message.send", client_id=f"{self.me['name']}-w{self.number}", kind=kind, body=body)["seq"]
        self.mine.append(seq)
        return seq

    def file(self, kind: str, sample: str) -> None:
        self.message(kind, file=self.rest.upload(os.path.join(SAMPLES, sample), kind))

    def some(self) -> int:
        return self.random.choice(self.mine) if self.mine else self.message("text", text="first")

    def do_text(self):
        self.message("text", text="plain text", mentions=[self.me["principal"]])

    def do_reply(self):
        self.message("text", text="a reply", reply_to=self.some())

    def do_mention_all(self):
        self.message("rich", markdown="**all** of you", mention_all=True)

    def do_location(self):
        self.message("location", latitude=31.23, longitude=121.47, name="上海")

    def do_link(self):
        self.message("link", url="https://example.com/a", title="A page")

    def do_contact(self):
        self.message("contact", principal=self.me["name"])

    def do_image(self):
        self.file("image", "turned.jpg")

    def do_file(self):
        self.file("file", "turned.jpg")

    def do_voice(self):
        self.file("voice", "voice.amr")

    def do_video(self):
        self.file("video", "clip.mp4")

    def do_forward(self):
        self.message("forward", conversation=self.group, seq=self.some())

    def do_edit(self):
        self.call("message.edit", seq=self.message("text", text="befroe"), body={"text": "after"})

    def do_recall(self):
        self.call("message.recall", seq=self.message("text", text="never mind"))

    def do_edit_then_recall(self):
        seq = self.message("text", text="one")
        self.call("message.edit", seq=seq, body={"text": "two"})
        self.call("message.recall", seq=seq)

    def do_react(self):
        self.call("message.react", seq=self.some(), emoji=self.random.choice("👍🎉"), on=self.random.random() < 0.6)

    def do_pin(self):
        self.call("message.pin", seq=self.some(), pinned=self.random.random() < 0.6)

    def do_read(self):
        head = self.call("entry.list", after=0, limit=1)["head_seq"]
        self.call("conversation.read", seq=head)

    def do_typing(self):
        self.call("conversation.typing")

    def do_rename(self):
        self.call("group.update", name=f"name {self.random.randrange(1000)}")

    def do_add(self):
        self.call("group.add_members", members=[self.random.choice(self.others)])

    def do_remove(self):
        self.call("group.remove_members", members=[self.random.choice(self.others)])


def g4b(run: Run) -> dict:
    """Replicas that follow by events, by resume and by pages end with what a fresh one sees, for every kind."""
    rounds = run.size(120, 2000)
    config = {"policy": {"recall_window_s": 3600, "edit_window_s": 3600}, "webhooks": {"allowed_networks": ["127.0.0.0/8"]}}
    with World(run, "G4b", config=config) as world:
        world.start()
        people = world.people
        group = world.group(list(range(0, 20)), "everything")
        port = world.server.port
        tokens = [person["token"] for person in people]
        replicas = {"live": Replica(port, tokens[5]), "resuming": Replica(port, tokens[6], restart=0.7),
                    "slow": Replica(port, tokens[7], receive_buffer=4096)}
        for replica in replicas.values():
            replica.start()
        wait_for(lambda: all(replica.have.get(group) for replica in replicas.values()), 20, "replicas follow")
        replicas["slow"].paused.set()
        others = [people[number]["principal"] for number in range(10, 20)]
        writers = [Writer(world, number, group, others, rounds, run.random.randrange(1 << 30)) for number in range(3)]
        for writer in writers:
            writer.start()
        rare_kinds(world, people)
        ruled_kinds(world, people)
        app_kinds(world, people)
        webhook_kinds(world, people)
        customers = served_kinds(world, people)
        flood(world, group)
        for writer in writers:
            writer.join(120)
            if writer.error:
                raise writer.error
        # Somebody who comes in the middle, and is followed from there.
        late = replicas["late"] = Replica(port, tokens[8])
        late.start()
        tail = Writer(world, 1, group, others, rounds // 2, run.random.randrange(1 << 30))
        tail.start()
        replicas["slow"].paused.clear()
        tail.join(120)
        run.say("writers are done")
        verdict = Verdict()
        kinds = set(customers)
        bodies: set[str] = set()
        different = []
        for name, replica in replicas.items():
            snapshot = fresh(port, replica.token)
            replica.finish(dict(snapshot.have), 60)
            kinds |= replica.kinds | snapshot.kinds
            different += differences(name, replica, snapshot)
            bodies |= {body["kind"] for state in snapshot.state.values() for body in state.messages.values()}
            run.say(f"{name}: {replica.sessions} sessions, {replica.pages} pages, "
                    f"{sum(snapshot.have.values())} entries compared")
        different += against_the_server(world, group, replicas["live"])
        kinds |= last_words(world, tokens[5])
        entries, messages, events = documented_kinds(DOCS)
        # A forward is stored as a copy of what it forwards.
        wanted = entries | {"ev:" + name for name in events} | {"body:" + name for name in messages - {"forward"}}
        seen = kinds | {"body:" + name for name in bodies}
        verdict.measure(writers=len(writers), refused={code: sum(w.refused.get(code, 0) for w in writers)
                                                       for w in writers for code in w.refused})
        verdict.result["acked"] = sum(writer.number for writer in writers)
        verdict.result["divergent"] = len(different)
        if different:
            verdict.why.append(different[0])
        missing = sorted(wanted - seen)
        verdict.need("kinds_not_seen", missing, not missing, "none")
        verdict.measure(kinds=len(wanted), kinds_covered=len(wanted) - len(missing))
        return verdict.done()


def rare_kinds(world: World, people: list[dict]) -> None:
    """Kinds that end something: in groups of their own."""
    port = world.server.port
    owner = world.rest(5)
    brief = world.group([5, 6, 7, 8, 9], "brief")
    world.rest(6).post(f"/api/v1/conversations/{brief}/messages",
                    {"client_id": "rare-1", "kind": "text", "body": {"text": "hello"}})
    world.rest(9).post(f"/api/v1/groups/{brief}/leave")
    owner.call("PUT", f"/api/v1/groups/{brief}/owner", {"owner": people[6]["principal"]})
    world.rest(6).call("DELETE", f"/api/v1/groups/{brief}")
    out = world.group([6, 5, 7], "out")
    world.rest(6).post(f"/api/v1/groups/{out}/members/remove", {"members": [people[5]["principal"]]})
    direct = owner.post("/api/v1/conversations/direct", {"peer": people[6]["name"]})["id"]
    world.rest(6).post(f"/api/v1/conversations/{direct}/messages",
                       {"client_id": "rare-2", "kind": "text", "body": {"text": "hello you"}})
    owner.call("PUT", f"/api/v1/conversations/{direct}/preferences", {"pinned": True, "notify": "none"})
    watcher = Client(port, people[5]["token"])
    watcher.hello()
    watcher.close()


def ruled_kinds(world: World, people: list[dict]) -> None:
    """What the rules of a group and of the company leave behind, in a group with all of them."""
    owner, guest = world.rest(5), world.rest(6)
    group = world.group([5, 6, 7, 8], "ruled")
    base, ids = f"/api/v1/groups/{group}", [person["principal"] for person in people]
    owner.call("PUT", f"{base}/rules", {"confirm_invites": True, "member_limit": 50})
    owner.call("PUT", f"{base}/notice", {"text": "Be kind"})
    owner.post(f"{base}/admins", {"members": [ids[7]]})
    owner.call("PUT", f"{base}/mute", {"muted": True})
    owner.call("PUT", f"{base}/mute", {"muted": False})
    owner.call("PUT", f"{base}/members/mute", {"members": [ids[8]], "muted": True})
    guest.post(f"{base}/members", {"members": [ids[9]]})
    request = owner.get(f"{base}/requests")["items"][0]["id"]
    owner.post(f"{base}/requests/{request}/approve")

    def say(text: str, number: int) -> dict:
        return guest.post(f"/api/v1/conversations/{group}/messages",
                          {"client_id": f"ruled-{number}", "kind": "text", "body": {"text": text}})

    seq = say("worth keeping", 0)["seq"]
    owner.call("PUT", f"/api/v1/conversations/{group}/messages/{seq}/star", {"starred": True})
    owner.post(f"/api/v1/conversations/{group}/messages/{seq}/hide")
    made = owner.post(f"{base}/robots", {"name": "Deploys"})
    article = {"title": "Build 7", "url": "https://example.com/7"}
    owner.post("/api/v1/robots/send", {"key": made["key"], "msgtype": "news", "news": {"articles": [article]}})
    owner.call("DELETE", f"/api/v1/robots/{made['robot']['id']}")
    world.rest(0).post("/api/v1/word-rules", {"name": "casino", "action": "warn", "words": [{"text": "roulette"}],
                                              "owner": ids[5]})
    numbers = iter(range(1, 1000))
    wait_for(lambda: say("roulette tonight", next(numbers)).get("warning"), 20, "the word rule is in force")


def app_kinds(world: World, people: list[dict]) -> None:
    """What an app writes to somebody, and changes and takes back."""
    made = world.rest(0).post("/api/v1/apps", {"name": "Lunch", "range": {"everybody": True}})
    secret = {"app": made["app"]["app"], "secret": made["secret"], "company": "faults"}
    app = Rest(world.server.port, world.rest(0).post("/api/v1/app-tokens", secret)["token"])
    to = {"members": [people[5]["principal"], people[6]["principal"]]}
    card = {"title": "Menu", "description": "today", "url": "https://example.com/menu"}
    app.post("/api/v1/app-messages", to | {"msgtype": "text_card", "text_card": card})
    asked = {"card_type": "button_interaction", "task_id": "lunch", "main_title": {"title": "Coming?"},
             "button_list": [{"text": "Yes", "key": "yes"}]}
    code = app.post("/api/v1/app-messages", to | {"msgtype": "template_card", "template_card": asked})["response_code"]
    guest = world.rest(5)
    chat = guest.post(f"/api/v1/my-apps/{made['app']['app']}/enter")["conversation"]
    seq = guest.get(f"/api/v1/conversations/{chat}/entries?before=1000&limit=1")["items"][0]["seq"]
    guest.post(f"/api/v1/conversations/{chat}/messages/{seq}/act", {"key": "yes"})
    app.post("/api/v1/app-cards/update", to | {"response_code": code, "button": "See you there"})
    sent = app.post("/api/v1/app-messages", to | {"msgtype": "text", "text": {"content": "wrong"}})
    app.post(f"/api/v1/app-messages/{sent['message']}/recall")


def webhook_kinds(world: World, people: list[dict]) -> None:
    """An endpoint says that it is gone: who may manage webhooks is told."""
    receiver = Receiver(1)
    world.rest(0).call("PUT", f"/api/v1/members/{people[5]['name']}/role", {"role": "admin"})
    try:
        hook = make(world.rest(0), receiver, "gone")
        world.rest(0).post(f"/api/v1/webhooks/{hook}/test")
        wait_for(lambda: world.rest(0).get(f"/api/v1/webhooks/{hook}")["disabled"] == "gone", 20, "the endpoint is off")
    finally:
        receiver.close()


def served_kinds(world: World, people: list[dict]) -> set[str]:
    """What a customer's chat goes through: begun, left, begun again, rated, handed over, shared; the kinds that only the
    customers see."""
    owner, port = world.rest(0), world.server.port
    for number in (5, 6, 7):
        owner.post(f"/api/v1/members/{people[number]['name']}/verify")
    way = owner.post("/api/v1/contact-ways", {"employees": [people[6]["name"]]})
    visit = "/api/v1/visits/" + way["path"].rsplit("/", 1)[1]
    started = owner.post(visit, {"name": "Carla"})
    customer = Client(port, started["token"])
    customer.hello()
    chat = {"conversation": started["conversation"]}
    customer.request("message.send", chat | {"client_id": "served-1", "kind": "text", "body": {"text": "hello"}})
    customer.request("visit.rate", chat | {"score": 5})
    customer.request("visit.leave", chat)
    owner.post(visit, {"visitor": started["token"]})
    customer.request("message.send", chat | {"client_id": "served-2", "kind": "text", "body": {"text": "back again"}})

    def hand_over(code: str) -> dict:
        handed = owner.post("/api/v1/hand-overs", {"from": people[6]["name"], "to": people[5]["name"],
                                                   "customers": [started["contact"]]})["results"][0]
        if handed["code"] != code:
            raise Failed(f"the hand-over is not {code}: {handed}")
        return handed

    customer.request("visit.refuse_hand_over", {"hand_over": hand_over("started")["hand_over"]})
    owner.call("PATCH", "/api/v1/serving", {"refusal_s": 0})
    hand_over("done")
    follow = world.rest(5).get(f"/api/v1/contacts/{started['contact']}")["follows"][0]["id"]
    world.rest(5).post(f"/api/v1/follows/{follow}/share", {"to": people[7]["name"], "message": "yours as well"})
    customer.close()
    broadcast_kinds(world)
    kinds = fresh(port, started["token"]).kinds | asked_kinds(world, people, started["contact"])
    return kinds | group_kinds(world, people)


def broadcast_kinds(world: World) -> None:
    """Employees are asked to send a broadcast, reminded, and no longer asked; everybody gets an announcement."""
    owner, base = world.rest(0), "/api/v1/broadcasts"

    def started(content: dict) -> str:
        made = owner.post(base, content | {"title": "News", "content": {"text": "for {name}"}})["id"]
        owner.post(f"{base}/{made}/start")
        wait_for(lambda: owner.get(f"{base}/{made}")["status"] in ("waiting", "done"), 20, "the broadcast is prepared")
        return made

    asked = started({"kind": "company", "audience": {"customers": {"everybody": True}}})
    owner.post(f"{base}/{asked}/remind")
    owner.post(f"{base}/{asked}/stop")
    started({"kind": "own", "target": "employees", "audience": {"employees": {"departments": [1]}}})


def asked_kinds(world: World, people: list[dict], same: str) -> set[str]:
    """A customer who has to be accepted, and turns out to be the `same` as another one."""
    owner = world.rest(0)
    way = owner.post("/api/v1/contact-ways", {"employees": [people[6]["name"]], "approval": True})
    asked = owner.post("/api/v1/visits/" + way["path"].rsplit("/", 1)[1], {"name": "Dora"})
    request = world.rest(6).get("/api/v1/customer-requests")["items"][0]["id"]
    world.rest(6).post(f"/api/v1/customer-requests/{request}/accept")
    kinds = fresh(world.server.port, asked["token"]).kinds
    owner.post(f"/api/v1/contacts/{same}/merge", {"other": asked["contact"]})
    return kinds


def group_kinds(world: World, people: list[dict]) -> set[str]:
    """A group with customers: come into by its code, its associate called, left, given to somebody else."""
    runs = world.rest(6)
    group = runs.post("/api/v1/customer-groups", {"name": "Offers", "members": [people[5]["name"]]})["id"]
    code = runs.post("/api/v1/join-ways", {"groups": [group]})["path"].rsplit("/", 1)[1]
    joined = runs.post(f"/api/v1/visits/{code}", {"name": "Ella"})
    customer = Client(world.server.port, joined["token"])
    customer.hello()
    customer.request("customer_group.call_associate", {"conversation": group, "client_id": "served-3", "text": "help"})
    kinds = fresh(world.server.port, joined["token"]).kinds
    customer.request("customer_group.leave", {"conversation": group})
    customer.close()
    given = world.rest(0).post("/api/v1/customer-group-transfers", {"groups": [group], "to": people[5]["name"]})
    if given["results"][0]["code"] != "done":
        raise Failed(f"the group was not given: {given}")
    return kinds


def flood(world: World, group: str) -> None:
    """More than the queue of a session holds, so that the replica that does not read is told to resync."""
    client = Client(world.server.port, world.people[4]["token"], timeout=60)
    client.hello()
    messages, window, text = 800, 32, "x" * 6000
    for number in range(messages):
        last = client.send("message.send", {"conversation": group, "client_id": f"flood-{number}", "kind": "text",
                                            "body": {"text": text}})
        if number % window == window - 1 or number == messages - 1:
            client.wait_answer(last)
    client.close()


def differences(name: str, replica: Replica, snapshot: Replica) -> list[str]:
    found = []
    for conversation, state in snapshot.state.items():
        mine = replica.state.get(conversation)
        if mine is None:
            found.append(f"{name}: does not know {conversation}")
            continue
        ours, theirs = mine.facts(), state.facts()
        for key, value in theirs.items():
            if ours[key] != value:
                found.append(f"{name}: {key} of {conversation}: {str(odd(ours[key], value))[:300]}")
    return found


def odd(ours, theirs):
    """The part that differs."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return {key: (ours.get(key), theirs.get(key)) for key in ours.keys() | theirs.keys()
                if ours.get(key) != theirs.get(key)}
    return ours, theirs


def against_the_server(world: World, group: str, replica: Replica) -> list[str]:
    """What entries and events amount to against what conversation.get says."""
    client = Client(world.server.port, world.people[5]["token"])
    client.hello()
    answer = client.request("conversation.get", {"conversation": group, "limit": 200})
    head = client.request("entry.list", {"conversation": group, "after": 0, "limit": 1})["head_seq"]
    client.close()
    told, state = answer["conversation"], replica.state[group]
    pairs = {"name": (told["name"], state.name), "owner": (told["owner"], state.owner),
             "member_count": (told["member_count"], len(state.members)),
             "members": (sorted(item["principal"]["id"] for item in answer["members"]["items"]),
                         sorted(state.members)),
             "message_count": (told["message_count"], state.message_no),
             "head_seq": (told["head_seq"], head)}
    for item in answer["members"]["items"]:
        person = item["principal"]["id"]
        if (group, person) in replica.reads:
            # Who writes has read what is above.
            written = max((seq for seq, body in state.messages.items() if body["by"] == person), default=0)
            pairs["read_seq of " + person] = (item["read_seq"], max(written, replica.reads[group, person]))
    return [f"conversation.get: {key} is {said}, the entries say {known}" for key, (said, known) in pairs.items()
            if said != known]


def last_words(world: World, token: str) -> set[str]:
    """Presence, and the goodbye of a server that is asked to end."""
    watcher = Client(world.server.port, token)
    watcher.hello()
    other = world.people[9]
    watcher.request("presence.get", {"principals": [other["principal"]], "watch": True})
    seen = Client(world.server.port, other["token"])
    seen.hello()
    watcher.wait_event(lambda event: event["ev"] == "presence")
    world.server.process.terminate()
    watcher.wait_event(lambda event: event["ev"] == "bye")
    world.server.process.wait(30)
    return {"ev:presence", "ev:bye"}
