"""A group of 2,000 people is moderated with every rule there is; one of its members listens all the time."""

import datetime
import threading
import time
import uuid

from stand import Client, Gone, Refused, Stand, timed, wait_for

MOST = 2000


def refusal(caller, operation: str, **fields) -> tuple[str, str]:
    """Code and field of the answer; ("ok", "") when it was carried out."""
    try:
        caller(operation, **fields)
        return "ok", ""
    except Refused as refused:
        return refused.code, refused.error.get("field", "")


class Listener:
    """An open WebSocket that keeps what comes of one conversation."""

    def __init__(self, port: int, token: str, conversation: str):
        self.client = Client(port, token, timeout=600)
        self.client.hello()
        self.conversation, self.entries = conversation, {}
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                event = self.client.wait_event(lambda event: event["ev"] == "entry", 600)
            except (Gone, TimeoutError):
                return
            if event["conversation"] == self.conversation:
                self.entries[event["seq"]] = event


class Group:
    """p00200 owns it, p00201 becomes admin, p00202 and p00203 talk, two more come in by link and by invitation."""

    def __init__(self, stand: Stand, people: int):
        self.stand, self.boss = stand, stand.boss
        self.size = min(MOST, people - 300)
        names = [f"p{200 + number:05d}" for number in range(self.size + 2)]
        self.owner, self.admin, self.member, self.other = (stand.activated(name) for name in names[:4])
        self.guest, self.late = (stand.activated(name) for name in names[-2:])
        self.names = names
        self.ids = {name: self.boss("member.get", member=name)["principal"]["id"]
                    for name in names[:4] + names[-2:]}
        made, seconds = timed(lambda: self.owner("group.create", name="全国", members=names[1:-2]))
        stand.say(step="group made", people=made["member_count"], seconds=round(seconds, 2))
        self.id = made["id"]
        self.listener = Listener(stand.port, self.member.token, self.id)

    def steps(self):
        return [self.takes_no_more_than_its_limit, self.has_admins_unless_the_owner_manages_alone,
                self.says_who_may_invite_rename_and_call_all, self.has_a_notice,
                self.lets_people_in_by_link_and_approval, self.confirms_invitations,
                self.is_silenced_all_some_and_for_a_time, self.blocks_and_warns_of_words,
                self.recalls_and_edits_as_the_company_says, self.pins_stars_and_hides,
                self.is_cut_off_behind_a_hold, self.goes_on_without_its_owner_and_ends, self.was_heard_without_a_gap]

    def call(self, caller, operation: str, **fields):
        return caller(operation, conversation=self.id, **fields)

    def refusal(self, caller, operation: str, **fields):
        return refusal(caller, operation, conversation=self.id, **fields)

    def say(self, caller, text: str, **more):
        return self.call(caller, "message.send", client_id=uuid.uuid4().hex, kind="text", body={"text": text} | more)

    def silenced(self, caller, text: str = "…", **more):
        """Code and field of what came of saying it."""
        try:
            self.say(caller, text, **more)
            return "ok", ""
        except Refused as refused:
            return refused.code, refused.error.get("field", "")

    def takes_no_more_than_its_limit(self):
        view = self.call(self.owner, "conversation.get", limit=1)
        assert (view["conversation"]["member_count"], view["rules"]["member_limit"]) == (self.size, MOST), view
        if self.size < MOST:
            self.call(self.owner, "group.set_rules", member_limit=self.size)
        assert self.refusal(self.owner, "group.add_members", members=[self.names[-1]]) == ("invalid_argument",
                                                                                         "members")
        assert refusal(self.owner, "group.create", name="X", members=self.names)[0] == "invalid_argument" \
            or self.size < MOST
        self.call(self.owner, "group.remove_members", members=self.names[4:6])
        members = self.stand.boss  # the company sees the group too
        assert members("group.admin_get", conversation=self.id)["group"]["member_count"] == self.size - 2
        everybody, seconds = timed(lambda: self.member.all("conversation.members", conversation=self.id))
        self.stand.say(step="all members read in pages", people=len(everybody), seconds=round(seconds, 2))
        assert len({each["principal"]["id"] for each in everybody}) == self.size - 2

    def has_admins_unless_the_owner_manages_alone(self):
        assert self.refusal(self.member, "group.set_notice", text="mine")[0] == "forbidden"
        self.call(self.owner, "group.add_admins", members=[self.names[1]])
        self.call(self.admin, "group.set_notice", text="by the admin")
        assert self.refusal(self.admin, "group.set_rules", owner_only=True)[0] == "forbidden"
        self.call(self.owner, "group.set_rules", owner_only=True)
        for operation, fields in {"group.set_notice": {"text": "x"}, "group.mute_all": {"muted": True},
                                  "group.remove_members": {"members": [self.names[3]]},
                                  "group.set_rules": {"invite": "admins"}}.items():
            assert self.refusal(self.admin, operation, **fields)[0] == "forbidden", operation
        self.call(self.owner, "group.set_rules", owner_only=False)
        assert self.refusal(self.admin, "group.add_admins", members=[self.names[2]])[0] == "forbidden"

    def says_who_may_invite_rename_and_call_all(self):
        self.call(self.admin, "group.set_rules", invite="admins", rename="admins", mention_all="admins")
        assert self.refusal(self.member, "group.add_members", members=[self.names[-1]])[0] == "forbidden"
        assert self.refusal(self.member, "group.create_link")[0] == "forbidden"
        assert self.refusal(self.member, "group.update", name="不行")[0] == "forbidden"
        assert self.silenced(self.member, "all!", mention_all=True) == ("forbidden", "body.mention_all")
        self.say(self.admin, "all!", mention_all=True)
        self.call(self.admin, "group.update", name="全国二")
        self.call(self.owner, "group.set_rules", invite="everybody", rename="everybody", mention_all="everybody")
        self.say(self.member, "all!", mention_all=True)
        self.call(self.member, "group.update", name="全国三")

    def has_a_notice(self):
        text = "本周五 18:00 前交周报。" * 20
        self.call(self.owner, "group.set_notice", text=text)
        notice = self.call(self.member, "conversation.get", limit=1)["rules"]["notice"]
        assert notice["text"] == text and notice["by"] == self.ids[self.names[0]], notice

    def lets_people_in_by_link_and_approval(self):
        made = self.call(self.owner, "group.create_link", approval=True, most_uses=1)
        seen = self.guest("group.preview", code=made["code"])
        assert (seen["name"], seen["approval"], seen["inside"]) == ("全国三", True, False), seen
        assert self.refusal(self.guest, "conversation.get")[0] == "not_found"
        assert self.guest("group.join", code=made["code"])["waiting"]
        assert refusal(self.late, "group.join", code=made["code"])[0] == "not_found", "one use"
        waiting = self.call(self.admin, "group.requests")["items"]
        assert [item["principal"]["userid"] for item in waiting] == [self.names[-2]], waiting
        assert self.refusal(self.member, "group.approve_request", request=waiting[0]["id"])[0] == "forbidden"
        self.call(self.admin, "group.approve_request", request=waiting[0]["id"])
        self.say(self.guest, "hello")
        drawn = self.owner("group.draw_link", code=self.call(self.owner, "group.create_link")["code"],
                           origin="https://chat.example.com", format="png")
        assert drawn["type"] == "image/png" and drawn["link"].startswith("https://chat.example.com/"), drawn

    def confirms_invitations(self):
        self.call(self.owner, "group.set_rules", confirm_invites=True)
        asked = self.call(self.member, "group.add_members", members=[self.names[-1]])
        assert asked["waiting"] == [self.ids[self.names[-1]]] and not asked["added"], asked
        request = self.call(self.owner, "group.requests")["items"][0]["id"]
        self.call(self.owner, "group.reject_request", request=request)
        assert self.refusal(self.late, "conversation.get")[0] == "not_found"
        self.call(self.member, "group.add_members", members=[self.names[-1]])
        request = self.call(self.owner, "group.requests")["items"][0]["id"]
        self.call(self.owner, "group.approve_request", request=request)
        assert self.call(self.late, "conversation.get", limit=1)["conversation"]["member_count"] == self.size

    def is_silenced_all_some_and_for_a_time(self):
        self.call(self.owner, "group.mute_all", muted=True)
        assert self.silenced(self.member) == self.silenced(self.other) == ("muted", "")
        assert self.refusal(self.member, "group.update", name="?")[0] == "muted"
        self.say(self.admin, "admins keep their voice")
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1.5)
        self.call(self.owner, "group.mute_all", muted=True, until=soon.isoformat(timespec="milliseconds")[:-6] + "Z")
        assert self.silenced(self.member) == ("muted", "")
        wait_for(lambda: self.silenced(self.member, "at last")[0] == "ok", 10, "the silence is over", 0.1)
        assert time.time() >= soon.timestamp(), "not before its time"
        changed = self.call(self.admin, "group.mute_members", members=[self.names[2]], muted=True)["changed"]
        assert changed == [self.ids[self.names[2]]]
        assert self.silenced(self.member) == ("muted", "") and self.silenced(self.other) == ("ok", "")
        self.call(self.admin, "group.mute_members", members=[self.names[2]], muted=False)
        self.say(self.member, "back")

    def blocks_and_warns_of_words(self):
        ban = self.boss("word_rule.create", name="违禁", action="block",
                        words=[{"text": "赌博", "match": "spaced"}], detect=["phone"], owner=self.names[1])
        self.boss("word_rule.create", name="提醒", action="warn", words=[{"text": "薪资"}])
        wait_for(lambda: self.silenced(self.member, "线上赌博") == ("content_blocked", "body.text"), 20,
                 "the rule is in force", 0.1)
        for text in ("賭 博", "赌.博吗", "ＣＡＬＬ １３８ ０００１ ２３４５"):
            assert self.silenced(self.member, text) == ("content_blocked", "body.text"), text
        wait_for(lambda: self.say(self.member, "关于薪资").get("warning"), 20, "the warning", 0.1)
        assert self.refusal(self.member, "group.update", name="赌 博") == ("content_blocked", "name")
        self.call(self.owner, "group.set_words", words=[{"text": "竞品甲"}])
        wait_for(lambda: self.silenced(self.member, "竞品甲更好") == ("content_blocked", "body.text"), 20,
                 "the group's own word", 0.1)
        hits = self.admin.all("word_hit.list", rule=ban["id"])
        assert {hit["actor"] for hit in hits} == {self.ids[self.names[2]]} and len(hits) >= 5, hits
        assert {hit["matched"] for hit in hits} >= {"赌博", "賭 博"}, hits
        assert not self.member.all("word_hit.list"), "others' hits are not shown"
        for rule in self.boss("word_rule.list")["items"]:
            self.boss("word_rule.delete", rule=rule["id"])

    def recalls_and_edits_as_the_company_says(self):
        seq = self.say(self.member, "tpyo")["seq"]
        self.call(self.member, "message.edit", seq=seq, body={"text": "typo"})
        assert self.refusal(self.other, "message.recall", seq=seq)[0] == "forbidden"
        self.call(self.member, "message.recall", seq=seq)
        self.boss("message.set_policy", recall=False, recall_by_managers=True, edit=False)
        seq = self.say(self.member, "stays")["seq"]
        assert self.refusal(self.member, "message.recall", seq=seq)[0] == "forbidden"
        assert self.refusal(self.member, "message.edit", seq=seq, body={"text": "x"})[0] == "forbidden"
        self.call(self.admin, "message.recall", seq=seq)
        self.boss("message.set_policy", recall=True, recall_by_managers=False, edit=True)

    def pins_stars_and_hides(self):
        seq = self.say(self.owner, "important")["seq"]
        self.call(self.member, "message.pin", seq=seq, pinned=True)
        assert self.call(self.other, "conversation.get", limit=1)["pins"] == [seq]
        self.call(self.member, "message.star", seq=seq, starred=True)
        assert self.member.all("star.list")[0]["entry"]["seq"] == seq and not self.other.all("star.list")
        self.call(self.member, "message.hide", seq=seq)
        assert seq not in [entry["seq"] for entry in self.entries(self.member, seq - 1)]
        assert seq in [entry["seq"] for entry in self.entries(self.other, seq - 1)]

    def entries(self, caller, after: int) -> list:
        return self.call(caller, "entry.list", after=after, limit=200)["items"]

    def walk(self):
        """Lets the retention job go over all logs once more."""
        sql = self.stand.server.sql
        sql("UPDATE jobs SET run_at = now(), state = '{}' WHERE kind = 'retention' AND status = 'waiting'")
        wait_for(lambda: sql("SELECT count(*) FROM jobs WHERE kind = 'retention' AND status = 'waiting' AND run_at > "
                             "now() + interval '10 minutes'") == "1", 60, "the walk is over", 0.1)

    def is_cut_off_behind_a_hold(self):
        sql = self.stand.server.sql
        head = self.call(self.member, "conversation.get", limit=1)["conversation"]["head_seq"]
        cut = head - 5
        sql(f"UPDATE entries SET created_at = created_at - interval '3 days' WHERE conversation_id = '{self.id}' AND "
            f"seq <= {cut}")
        hold = self.boss("legal_hold.create", scope="conversation", conversation=self.id, reason="Az. 12/26")["id"]
        self.boss("retention.set_group", conversation=self.id, days=1)
        self.walk()
        assert self.first_seq(self.member) == 1, "the hold wins"
        self.boss("legal_hold.lift", hold=hold)
        self.walk()
        assert self.first_seq(self.member) == cut + 1
        answer = self.call(self.member, "entry.list", after=0, limit=200)
        assert answer["first_seq"] == cut + 1 and answer["items"][0]["seq"] > cut, answer
        assert answer["covers"]["to"] >= head, answer["covers"]
        greeted = Client(self.stand.port, self.member.token)
        answer = greeted.hello(cursors={self.id: 3})
        mine = next(each for each in answer["conversations"] if each["id"] == self.id)
        assert mine["first_seq"] == cut + 1 and mine.get("limited"), mine
        assert sql(f"SELECT count(*) FROM entries WHERE conversation_id = '{self.id}' AND seq <= {cut}") == "0"
        assert sql(f"SELECT count(*) FROM search_entries WHERE conversation_id = '{self.id}' AND seq <= {cut}") == "0"

    def first_seq(self, caller) -> int:
        return self.call(caller, "conversation.get", limit=1)["conversation"]["first_seq"]

    def goes_on_without_its_owner_and_ends(self):
        self.call(self.owner, "group.leave")
        assert self.refusal(self.owner, "message.send", client_id="x", kind="text",
                            body={"text": "x"})[0] == "not_a_participant"
        view = self.call(self.member, "conversation.get", limit=1)["conversation"]
        assert view["owner"] == self.ids[self.names[1]], "the admin"
        assert self.refusal(self.member, "group.dismiss")[0] == "forbidden"
        _, seconds = timed(lambda: self.call(self.admin, "group.dismiss"))
        self.stand.say(step="group dismissed", people=self.size - 1, seconds=round(seconds, 2))
        assert self.silenced(self.member)[0] == "conversation_closed"
        assert self.call(self.member, "entry.list", after=0)["items"], "its history stays readable"

    def was_heard_without_a_gap(self):
        end = self.call(self.member, "conversation.get", limit=1)["conversation"]["head_seq"]
        wait_for(lambda: end in self.listener.entries, 20, "the last entry is heard")
        heard = sorted(self.listener.entries)
        assert heard == list(range(heard[0], end + 1)), heard
        kinds = {event["kind"] for event in self.listener.entries.values()}
        assert kinds >= {"members_removed", "members_added", "admins", "rules", "notice", "renamed", "mute_all",
                         "members_muted", "message", "edit", "recall", "pin", "owner_changed", "left",
                         "dismissed"}, kinds
