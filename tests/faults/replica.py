"""A correct client that keeps the state of its conversations, as docs/protocol.md describes one. For G4b."""

import os
import re
import threading
import time

from wsclient import Client, Gone


class Folded:
    """What the entries of one conversation amount to."""

    def __init__(self):
        self.kind = self.name = self.owner = None
        self.members: set[str] = set()
        self.messages: dict[int, dict] = {}
        self.reactions: dict[tuple, set] = {}
        self.pins: set[int] = set()
        self.acted: set[tuple] = set()
        self.dismissed = False
        self.inbox: list[tuple] = []
        self.message_no = 0
        self.rules: dict = {}
        self.robots: dict[str, str] = {}
        self.hidden: set[int] = set()  # from oneself only; the inbox says which

    def apply(self, entry: dict) -> None:
        self.message_no = max(self.message_no, entry.get("message_no") or 0)
        getattr(self, "on_" + entry["kind"])(entry, entry["body"])

    def on_created(self, entry, body):
        self.kind, self.name = body["kind"], body.get("name")
        self.members = set(body.get("members", ()))  # an inbox has none
        self.owner = body.get("owner", entry["actor"] if body["kind"] == "group" else None)

    def on_message(self, entry, body):
        if entry["seq"] in self.hidden:
            return
        self.messages[entry["seq"]] = body | {"by": entry["actor"], "client_id": entry.get("client_id")}

    def on_recall(self, entry, body):
        old = self.messages.get(body["seq"])
        if old is None:  # retention has taken the message
            return
        self.messages[body["seq"]] = {"kind": "recalled", "by": old["by"], "client_id": old["client_id"]}

    def on_edit(self, entry, body):
        old = self.messages.get(body["seq"])
        if old is None:
            return
        # An entry read after the message was recalled may have lost the new text; the recall that follows settles it.
        self.messages[body["seq"]] = (body.get("body") or {}) | {"edited": True, "by": old["by"],
                                                                 "client_id": old["client_id"]}

    def on_card_updated(self, entry, body):
        old = self.messages.get(body["seq"])
        if old is None:
            return
        kept = {name: old[name] for name in ("by", "client_id")}
        self.messages[body["seq"]] = (body.get("body") or {}) | kept

    def on_card_acted(self, entry, body):
        self.acted.add((body["seq"], entry["actor"]))

    def on_reaction(self, entry, body):
        people = self.reactions.setdefault((body["seq"], body["emoji"]), set())
        (people.add if body["on"] else people.discard)(entry["actor"])

    def on_pin(self, entry, body):
        (self.pins.add if body["pinned"] else self.pins.discard)(body["seq"])

    def on_members_added(self, entry, body):
        self.members |= set(body["members"])

    def on_members_removed(self, entry, body):
        self.members -= set(body["members"])

    def on_left(self, entry, body):
        self.members.discard(entry["actor"])

    def on_owner_changed(self, entry, body):
        self.owner = body["owner"]

    def on_handed_over(self, entry, body):
        self.owner = body["to"]
        self.members = (self.members - {body["from"]}) | {body["to"]}

    def on_customer_changed(self, entry, body):
        self.members = (self.members - {body["from"]}) | {body["to"]}

    def on_closed(self, entry, body):
        self.dismissed = True

    def on_reopened(self, entry, body):
        self.dismissed = False

    def on_shared(self, entry, body):
        if self.kind == "inbox":
            self.on_inbox_news(entry, body)

    def on_renamed(self, entry, body):
        self.name = body["name"]

    def on_dismissed(self, entry, body):
        self.dismissed = True

    def on_conversation_added(self, entry, body):
        self.inbox.append(("added", body["conversation"]))

    def on_conversation_removed(self, entry, body):
        self.inbox.append(("removed", body["conversation"]))

    def on_preferences(self, entry, body):
        self.inbox.append(("preferences", body["conversation"], body["pinned"], body["notify"]))

    def on_rules(self, entry, body):
        self.rules |= body

    def on_notice(self, entry, body):
        self.rules["notice"] = body["text"]

    def on_admins(self, entry, body):
        self.rules["admins"] = sorted(body["admins"])

    def on_mute_all(self, entry, body):
        self.rules["mute_all_until"] = body["until"]

    def on_members_muted(self, entry, body):
        self.rules |= {"muted " + member: body["until"] for member in body["members"]}

    def on_robot_added(self, entry, body):
        self.robots[body["robot"]] = body["name"]

    def on_robot_removed(self, entry, body):
        self.robots.pop(body["robot"], None)

    def on_hand_over_began(self, entry, body):
        if self.kind == "inbox":
            self.on_inbox_news(entry, body)

    on_hand_over_ended = on_hand_over_began

    def on_rated(self, entry, body):
        pass  # it is said in the log and changes nothing

    def on_webhook_disabled(self, entry, body):
        self.inbox.append((entry["kind"], body["webhook"], body["reason"]))

    def on_customer_news(self, entry, body):
        self.inbox.append((entry["kind"], body["request"]))

    on_customer_requested = on_customer_request_decided = on_visit_decided = on_customer_news

    def on_inbox_news(self, entry, body):
        self.inbox.append((entry["kind"], body["conversation"]))

    on_join_requested = on_associate_called = on_group_given = on_join_decided = on_starred = on_hidden = on_word_hit = on_inbox_news

    def on_broadcast_news(self, entry, body):
        self.inbox.append((entry["kind"], body["broadcast"]))

    on_announcement = on_broadcast_task = on_broadcast_reminder = on_broadcast_cancelled = on_broadcast_ended = on_broadcast_news

    def hide(self, seq: int) -> None:
        self.hidden.add(seq)
        self.messages.pop(seq, None)

    def forget_below(self, first: int) -> None:
        """What lies below the oldest entry that is left was deleted for everybody."""
        self.messages = {seq: message for seq, message in self.messages.items() if seq >= first}
        self.pins = {seq for seq in self.pins if seq >= first}
        self.reactions = {key: people for key, people in self.reactions.items() if key[0] >= first}

    def facts(self) -> dict:
        """For comparison."""
        return {"kind": self.kind, "name": self.name, "owner": self.owner, "members": sorted(self.members),
                "messages": self.messages, "pins": sorted(self.pins), "dismissed": self.dismissed,
                "inbox": self.inbox, "message_no": self.message_no, "rules": self.rules, "robots": self.robots,
                "reactions": {key: sorted(people) for key, people in self.reactions.items() if people}}


class Replica(threading.Thread):
    """Follows everything it may see, in its own thread, until `finish`. Breaks its connection every `restart` s."""

    def __init__(self, port: int, token: str, restart: float = 0, receive_buffer: int = 0):
        super().__init__(daemon=True)
        self.port, self.token, self.restart, self.receive_buffer = port, token, restart, receive_buffer
        self.have: dict[str, int] = {}
        self.state: dict[str, Folded] = {}
        self.listed: dict[str, dict] = {}
        self.kinds: set[str] = set()
        self.reads: dict[tuple, int] = {}
        self.presence: dict[str, bool] = {}
        self.epoch = None
        self.heads: dict[str, int] | None = None  # set by finish: run until these are reached
        self.paused = threading.Event()
        self.error: BaseException | None = None
        self.sessions = self.pages = 0
        self.bye = None
        self.deadline = time.monotonic() + 300

    def run(self):
        try:
            while not self.session():
                if time.monotonic() > self.deadline:
                    raise TimeoutError(f"not at {self.heads}, but at {self.have}")
        except BaseException as error:  # the main thread reports it
            self.error = error

    def session(self) -> bool:
        """One connection; true when the end was reached."""
        try:
            client = Client(self.port, self.token, receive_buffer=self.receive_buffer)
            self.sessions += 1
            self.greet(client)
            until = time.monotonic() + (self.restart or 1e9)
            while time.monotonic() < until and time.monotonic() < self.deadline:
                if self.done():
                    client.close()
                    return True
                if self.paused.is_set():
                    time.sleep(0.01)
                    continue
                self.read(client, 0.1)
            client.socket_.close()
        except (Gone, ConnectionError):
            time.sleep(0.05)
        return False

    def greet(self, client: Client) -> None:
        known = {conversation: seq for conversation, seq in self.have.items() if seq}
        cursor = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = client.hello(known or None, self.epoch, **more)
            if answer["epoch_changed"]:
                self.have.clear()
                self.state.clear()
            self.epoch = answer["epoch"]
            for item in answer["conversations"]:
                self.listed[item["id"]] = item
                if item.get("reset"):
                    self.have.pop(item["id"], None)
                    self.state.pop(item["id"], None)
                if item["limited"] or item["id"] not in known:
                    self.page(client, item["id"])
            cursor = answer["next_cursor"]
            if not cursor:
                break
        self.take_events(client)

    def page(self, client: Client, conversation: str) -> None:
        self.pages += 1
        after = self.have.get(conversation, 0)
        while True:
            page = client.request("entry.list", {"conversation": conversation, "after": after, "limit": 200})
            for entry in page["items"]:
                self.apply(conversation, entry)
            if page.get("first_seq", 1) > 1 and conversation in self.state:
                self.state[conversation].forget_below(page["first_seq"])
            if page["covers"]["to"] <= after:
                return
            after = page["covers"]["to"]
            self.have[conversation] = max(self.have.get(conversation, 0), after)
            if after >= page["head_seq"]:
                return

    def apply(self, conversation: str, entry: dict) -> None:
        if entry["seq"] <= self.have.get(conversation, 0):
            return
        self.kinds.add(entry["kind"])
        self.state.setdefault(conversation, Folded()).apply(entry)
        if entry["kind"] == "hidden":
            self.state.setdefault(entry["body"]["conversation"], Folded()).hide(entry["body"]["seq"])
        self.have[conversation] = entry["seq"]

    def read(self, client: Client, seconds: float) -> None:
        try:
            client.events += [each for each in client.objects_(time.monotonic() + seconds) if "ev" in each]
        except TimeoutError:
            return
        self.take_events(client)

    def take_events(self, client: Client) -> None:
        while client.events:
            self.take(client, client.events.pop(0))

    def take(self, client: Client, event: dict) -> None:
        self.kinds.add("ev:" + event["ev"])
        if event["ev"] == "entry":
            conversation, seq = event["conversation"], event["seq"]
            if seq == self.have.get(conversation, 0) + 1:
                self.apply(conversation, event)
            elif seq > self.have.get(conversation, 0):
                self.page(client, conversation)
        elif event["ev"] == "resync":
            self.page(client, event["conversation"])
        elif event["ev"] == "read":
            for item in event["items"]:
                key = (event["conversation"], item["principal"])
                self.reads[key] = max(self.reads.get(key, 0), item["seq"])
        elif event["ev"] == "presence":
            for item in event["items"]:
                self.presence[item["principal"]] = item["online"]
        elif event["ev"] == "bye":
            self.bye = event

    def done(self) -> bool:
        return self.heads is not None and all(self.have.get(conversation, 0) >= seq
                                              for conversation, seq in self.heads.items())

    def finish(self, heads: dict[str, int], seconds: float) -> None:
        self.deadline = time.monotonic() + seconds
        self.heads = heads
        self.join(seconds + 30)
        if self.error:
            raise self.error


def fresh(port: int, token: str) -> Replica:
    """A snapshot taken now by somebody who knew nothing."""
    replica = Replica(port, token)
    client = Client(port, token)
    replica.greet(client)
    client.close()
    return replica


# With a table of entries each.
PAGES = ("groups", "robots", "customers", "contact-ways", "hand-over", "customer-groups", "webhooks", "apps")


def documented_kinds(docs: str) -> tuple[set[str], set[str], set[str]]:
    """Entry kinds, message kinds and event kinds that the pages of the protocol name."""
    text = {}
    for page in ("protocol", *PAGES):
        with open(os.path.join(docs, page + ".md"), encoding="utf-8") as file:
            text[page] = file.read()

    def first_cells(page: str, heading: str) -> set[str]:
        part = text[page].split(heading, 1)[1].split("\n#", 1)[0]
        return {name for row in re.findall(r"^\| (`[^|]*) \|", part, re.M) for name in re.findall(r"`(\w+)`", row)}

    entries = first_cells("protocol", "### Entries").union(*(first_cells(page, "## Entries") for page in PAGES))
    return entries, first_cells("protocol", "### Messages"), set(re.findall(r'`\{"ev":"(\w+)"', text["protocol"]))
