"""The checker's own tests: a clean history passes, and each anomaly, made by hand, is counted where it belongs.

Run: python3 -m unittest discover tests/faults   (or scripts/faults --self-test)
"""

import os
import tempfile
import unittest

import checker
from finallog import Broken
from history import Writer, entry_hash
from replay import KINDS


class World:
    """A small synthetic run: people in conversations, a log that grows, and everybody's honest history of it.

    A test breaks one thing on the way. `deliver` may be told whom to skip, `log_row` may be told to lie.
    """

    def __init__(self, folder: str, people: int = 4):
        self.folder = folder
        self.people = [f"p{n}" for n in range(people)]
        self.hist = {who: Writer(folder, who, who) for who in self.people}
        self.logs: dict[str, list] = {}  # conversation -> [(seq, hash, kind, actor, cid, ids)]
        self.spans: dict[tuple, list] = {}  # (conversation, person) -> [[first, last or None]]
        self.clock = 1000
        self.numbers = 0
        for who in self.people:
            self.hist[who].session("e1", at=self.tick())

    def tick(self) -> int:
        self.clock += 10
        return self.clock

    def sees(self, conversation, who, seq) -> bool:
        return any(a <= seq and (b is None or seq <= b) for a, b in self.spans.get((conversation, who), ()))

    def append(self, conversation, kind, actor, cid=None, payload="", ids=(), deliver=True, skip=()):
        log = self.logs.setdefault(conversation, [])
        seq = len(log) + 1
        digest = entry_hash(kind, actor, cid, payload or ",".join(ids))
        log.append((seq, digest, kind, actor, cid, ids))
        for who in ids if kind in ("created", "members_added") else ():
            self.spans.setdefault((conversation, who), []).append([seq, None])
        if deliver:
            for who in self.people:
                if who not in skip and self.sees(conversation, who, seq):
                    self.hist[who].event(conversation, seq, digest)
        for who in ids if kind == "members_removed" else [actor] if kind == "left" else ():
            self.spans[(conversation, who)][-1][1] = seq
        return seq, digest

    def group(self, conversation, members=None):
        members = members or self.people
        self.append(conversation, "created", members[0], ids=members)

    def say(self, conversation, who, text=None, ack=True, **how):
        self.numbers += 1
        cid = f"m{self.numbers}"
        text = text or f"text {self.numbers}"
        self.hist[who].send(conversation, cid, entry_hash("message", who, cid, text), at=self.tick())
        seq, digest = self.append(conversation, "message", who, cid, text, **how)
        if ack:
            self.hist[who].ack(conversation, cid, seq, at=self.tick())
        return seq, digest, cid

    def page(self, conversation, who, first=1, without=()):
        rows = self.logs[conversation]
        items = [(row[0], row[1]) for row in rows
                 if row[0] >= first and row[0] not in without and self.sees(conversation, who, row[0])]
        self.hist[who].page(conversation, first, len(rows), items)

    def talk(self, rounds=5):
        for conversation in self.logs:
            for _ in range(rounds):
                for who in self.people:
                    if self.sees(conversation, who, len(self.logs[conversation]) + 1):
                        self.say(conversation, who)

    def finish(self, settle=True, back_without=(), lie=None, trimmed=None, **options) -> dict:
        for who in self.people:
            if settle:
                self.hist[who].settled(at=self.tick())
            self.hist[who].close()
            self.read_back(who, back_without, lie or {}, trimmed or {})
        return checker.check(self.folder, jobs=1, **options)

    def read_back(self, who, without, lie, trimmed):
        back = Writer(self.folder, who, who, back=True)
        for conversation, rows in self.logs.items():
            if (conversation, who) not in self.spans:
                continue
            rows = [row for row in rows if self.sees(conversation, who, row[0])]
            rows = [row for row in rows if (conversation, row[0]) not in without]
            rows = [row[:1] + (lie.get((who, row[0]), row[1]),) + row[2:] for row in rows]
            number = 0
            first = trimmed.get(conversation, 1)
            if first > 1:
                back.trimmed(conversation, first)
            back.page(conversation, first, len(self.logs[conversation]), [row[:2] for row in rows if row[0] >= first])
            whole = all(self.sees(conversation, who, row[0]) for row in self.logs[conversation])
            for seq, digest, kind, actor, cid, ids in rows:
                number += kind == "message"
                stated = number if whole and not without and kind == "message" else None
                if seq < first:
                    continue
                back.entry(conversation, seq, digest, kind, actor, cid, stated, ids)
            back.finished(conversation, len(self.logs[conversation]))
        back.close()


class CheckerTest(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.world = World(self.scratch.name)
        self.world.group("c1")
        self.world.group("c2", ["p0", "p1"])
        self.world.talk()

    def expect(self, report, **counts):
        """Exactly these anomalies and no other."""
        wanted = {kind: counts.get(kind, 0) for kind in KINDS}
        self.assertEqual({kind: report[kind] for kind in KINDS}, wanted, report["examples"])
        self.assertEqual(report["held"], not any(wanted.values()))


class Clean(CheckerTest):
    def test_quiet_run_passes_and_is_counted(self):
        report = self.world.finish()
        self.expect(report)
        self.assertEqual(report["acked"], 30)
        self.assertEqual(report["sends"], 30)
        self.assertEqual(report["unknown"], 0)
        self.assertEqual(report["deliveries"], 4 * 21 + 2 * 11)
        self.assertEqual(report["clients"], 4)
        self.assertEqual(report["conversations"], 2)

    def test_workers_count_the_same(self):
        self.world.finish()
        alone = checker.check(self.scratch.name, jobs=1)
        many = checker.check(self.scratch.name, jobs=2)
        for key in ("acked", "sends", "deliveries", "read_back", "held"):
            self.assertEqual(alone[key], many[key])

    def test_resend_marked_duplicate_is_fine(self):
        seq, digest, cid = self.world.say("c1", "p1")
        self.world.hist["p1"].send("c1", cid, digest)
        self.world.hist["p1"].ack("c1", cid, seq, duplicate=True)
        report = self.world.finish()
        self.expect(report)
        self.assertEqual((report["resent"], report["unmarked"]), (1, 0))

    def test_second_first_answer_is_reported(self):
        seq, digest, cid = self.world.say("c1", "p1")
        self.world.hist["p1"].send("c1", cid, digest)
        self.world.hist["p1"].ack("c1", cid, seq, duplicate=False)
        self.assertEqual(self.world.finish()["unmarked"], 1)

    def test_unknown_outcome_is_no_anomaly(self):
        hist = self.world.hist["p0"]
        hist.send("c1", "stored", self.world.append("c1", "message", "p0", "stored", "x")[1])
        hist.unknown("c1", "stored", "closed")
        hist.send("c1", "vanished", "0" * 16)
        report = self.world.finish()
        self.expect(report)
        self.assertEqual((report["unknown"], report["unknown_stored"]), (2, 1))

    def test_missed_live_but_replayed_after_resume(self):
        self.world.hist["p3"].ended("killed")
        head = len(self.world.logs["c1"])
        for _ in range(3):
            self.world.say("c1", "p0", skip=["p3"])
        self.world.hist["p3"].session("e1", {"c1": head})
        self.world.hist["p3"].listed("c1", head + 3, False)
        for seq, digest, *_ in self.world.logs["c1"][head:]:
            self.world.hist["p3"].event("c1", seq, digest)
        self.expect(self.world.finish())

    def test_missed_live_but_paged_after_resync_or_limited(self):
        for how in ("resync", "limited"):
            head = len(self.world.logs["c1"])
            if how == "limited":
                self.world.hist["p3"].session("e1", {"c1": head})
            for _ in range(3):
                self.world.say("c1", "p0", skip=["p3"])
            if how == "limited":
                self.world.hist["p3"].listed("c1", head + 3, True)
            else:
                self.world.hist["p3"].resync("c1", head + 3)
            self.world.page("c1", "p3", head + 1)
            self.world.say("c1", "p0")
        self.expect(self.world.finish())

    def test_leaving_and_joining_again_sees_both_spans(self):
        self.world.append("c1", "members_removed", "p0", ids=["p2"])
        self.world.talk(2)
        self.world.append("c1", "members_added", "p0", ids=["p2"])
        self.world.talk(2)
        self.world.append("c1", "left", "p2")
        self.world.talk(1)
        self.expect(self.world.finish())

    def test_repeated_event_is_counted_apart(self):
        seq, digest, *_ = self.world.logs["c1"][-1]
        self.world.hist["p2"].event("c1", seq, digest)
        report = self.world.finish()
        self.expect(report)
        self.assertEqual(report["redelivered"], 1)

    def test_log_that_lost_its_old_end_is_sound(self):
        self.world.talk()
        self.world.append("c1", "members_removed", "p0", ids=["p3"])
        self.world.talk()
        self.expect(self.world.finish(trimmed={"c1": 6}))

    def test_hole_behind_the_first_entry_that_is_left_is_a_gap(self):
        self.world.talk()
        self.expect(self.world.finish(trimmed={"c1": 6}, back_without={("c1", 14)}), gap=1, lost=1, phantom=4)

    def test_torn_last_line_is_ignored(self):
        report = self.world.finish()
        with open(os.path.join(self.scratch.name, "p0.hist"), "ab") as file:
            file.write(b"E 0 99")
        self.assertEqual(checker.check(self.scratch.name, jobs=1)["deliveries"], report["deliveries"])

    def test_start_in_the_middle(self):
        self.world.hist["p9"] = Writer(self.scratch.name, "p9", "p3")
        head = len(self.world.logs["c1"])
        self.world.hist["p9"].session("e1", {"c1": head}, at=self.world.tick())
        self.world.hist["p9"].line("b", 0, head)
        self.world.hist["p9"].settled()
        self.world.hist["p9"].close()
        self.expect(self.world.finish())

    def test_epoch_change_forgets_and_pages_again(self):
        self.world.hist["p3"].session("e2", {"c1": 999})
        self.world.hist["p3"].forgot()
        self.world.hist["p3"].listed("c1", len(self.world.logs["c1"]), True)
        self.world.page("c1", "p3")
        self.world.say("c1", "p0")
        self.expect(self.world.finish())


class Anomalies(CheckerTest):
    def test_lost_when_acknowledged_but_not_in_the_log(self):
        hist = self.world.hist["p0"]
        hist.send("c1", "gone", "0" * 16)
        hist.ack("c1", "gone", 400)
        self.expect(self.world.finish(), lost=1)

    def test_lost_when_the_whole_log_went(self):
        self.world.group("c3")
        self.world.say("c3", "p0", deliver=False)
        self.world.logs["c3"] = []
        self.expect(self.world.finish(), lost=1, phantom=4)

    def test_duplicate_rows(self):
        _, _, cid = self.world.say("c1", "p1", "same")
        self.world.append("c1", "message", "p1", cid, "same")
        self.expect(self.world.finish(), duplicate=1)

    def test_duplicate_acknowledgements(self):
        seq, digest, cid = self.world.say("c1", "p1")
        self.world.hist["p1"].send("c1", cid, digest)
        self.world.hist["p1"].ack("c1", cid, seq - 1, duplicate=True)
        self.expect(self.world.finish(), duplicate=1)

    def test_gap_in_the_log(self):
        hole = ("c1", len(self.world.logs["c1"]) - 2)
        report = self.world.finish(back_without={hole})
        self.expect(report, lost=1, gap=1, phantom=4)

    def test_gap_when_the_log_does_not_begin_at_one(self):
        report = self.world.finish(back_without={("c1", 1)})
        self.assertGreaterEqual(report["gap"], 1)

    def test_gap_when_a_live_event_is_left_out_unannounced(self):
        self.world.say("c1", "p0", skip=["p2"])
        self.world.say("c1", "p0")
        self.world.page("c1", "p2", len(self.world.logs["c1"]) - 1)
        self.expect(self.world.finish(), gap=1)

    def test_gap_when_the_replay_after_hello_starts_late(self):
        head = len(self.world.logs["c1"])
        self.world.hist["p2"].session("e1", {"c1": head})
        self.world.say("c1", "p0", skip=["p2"])
        self.world.say("c1", "p0")
        self.world.page("c1", "p2", head)
        self.expect(self.world.finish(), gap=1)

    def test_gap_beyond_the_announced_head(self):
        head = len(self.world.logs["c1"])
        self.world.hist["p2"].resync("c1", head)
        self.world.say("c1", "p0", skip=["p2"])
        self.world.say("c1", "p0")
        self.world.page("c1", "p2", head)
        self.expect(self.world.finish(), gap=1)

    def test_inversion_in_a_live_stream(self):
        _, late, _ = self.world.say("c1", "p0", skip=["p2"])
        seq, _, _ = self.world.say("c1", "p0", skip=["p2"])
        self.world.hist["p2"].event("c1", seq, self.world.logs["c1"][-1][1])
        self.world.hist["p2"].event("c1", seq - 1, late)
        self.expect(self.world.finish(), gap=1, inversion=1)

    def test_inversion_against_real_time(self):
        hist = self.world.hist
        later = entry_hash("message", "p1", "second", "b")
        self.world.append("c1", "message", "p1", "second", "b")
        first, digest = self.world.append("c1", "message", "p0", "first", "a")
        hist["p0"].send("c1", "first", digest, at=self.world.tick())
        hist["p0"].ack("c1", "first", first, at=self.world.tick())
        hist["p1"].send("c1", "second", later, at=self.world.tick())
        hist["p1"].ack("c1", "second", first - 1, at=self.world.tick())
        self.expect(self.world.finish(), inversion=1)

    def test_overlapping_sends_may_land_either_way(self):
        hist = self.world.hist
        second, later = self.world.append("c1", "message", "p1", "second", "b")
        first, digest = self.world.append("c1", "message", "p0", "first", "a")
        hist["p0"].send("c1", "first", digest, at=self.world.tick())
        hist["p1"].send("c1", "second", later, at=self.world.tick())
        hist["p0"].ack("c1", "first", first, at=self.world.tick())
        hist["p1"].ack("c1", "second", second, at=self.world.tick())
        self.expect(self.world.finish())

    def test_phantom_event_never_committed(self):
        self.world.hist["p1"].event("c1", len(self.world.logs["c1"]) + 1, "0" * 16)
        self.expect(self.world.finish(), phantom=1)

    def test_phantom_row_nobody_sent(self):
        self.world.append("c1", "message", "p1", "ghost", "boo")
        self.expect(self.world.finish(), phantom=1)

    def test_phantom_row_that_was_refused(self):
        _, _, cid = self.world.say("c1", "p1", ack=False)
        self.world.hist["p1"].refused("c1", cid, "403")
        self.expect(self.world.finish(), phantom=1)

    def test_leaked_event_to_a_stranger(self):
        seq, digest, *_ = self.world.logs["c2"][-1]
        self.world.hist["p3"].event("c2", seq, digest)
        self.expect(self.world.finish(), leaked=1)

    def test_leaked_after_removal_and_before_joining(self):
        self.world.append("c1", "members_removed", "p0", ids=["p3"])
        seq, digest, _ = self.world.say("c1", "p0")
        self.world.hist["p3"].event("c1", seq, digest)
        self.world.append("c2", "members_added", "p0", ids=["p3"])
        early = self.world.logs["c2"][-2]
        self.world.hist["p3"].page("c2", early[0], early[0], [early[:2]])
        self.expect(self.world.finish(), leaked=2)

    def test_missing_from_a_page(self):
        seq, *_ = self.world.say("c1", "p0", skip=["p2"])
        self.world.page("c1", "p2", seq - 3, without={seq - 1})
        self.expect(self.world.finish(), missing=1)

    def test_missing_at_rest(self):
        self.world.say("c1", "p0", skip=["p2"])
        self.expect(self.world.finish(), missing=1)

    def test_not_missing_when_never_at_rest(self):
        self.world.say("c1", "p0", skip=["p2"])
        self.expect(self.world.finish(settle=False))

    def test_missing_from_one_members_read_back(self):
        self.world.finish()
        back = Writer(self.scratch.name, "again", "p3", back=True)
        rows = [row[:2] for row in self.world.logs["c1"] if row[0] != 7]
        back.page("c1", 1, len(self.world.logs["c1"]), rows)
        back.finished("c1", len(self.world.logs["c1"]))
        back.close()
        self.expect(checker.check(self.scratch.name, jobs=1), missing=1)

    def test_missing_when_a_member_may_not_read(self):
        self.world.finish()
        back = Writer(self.scratch.name, "again", "p3", back=True)
        back.line("N", back.conversation("c1"), "404")
        back.close()
        self.expect(checker.check(self.scratch.name, jobs=1), missing=len(self.world.logs["c1"]))

    def test_divergent_read_backs(self):
        report = self.world.finish(lie={("p2", 5): "f" * 16})
        self.assertGreaterEqual(report["divergent"], 1)
        self.assertFalse(report["held"])

    def test_divergent_event(self):
        seq, *_ = self.world.say("c1", "p0", skip=["p2"])
        self.world.hist["p2"].event("c1", seq, "f" * 16)
        self.expect(self.world.finish(), divergent=1)

    def test_divergent_from_what_was_sent(self):
        self.world.hist["p0"].send("c1", "odd", "f" * 16)
        seq, _ = self.world.append("c1", "message", "p0", "odd", "other text")
        self.world.hist["p0"].ack("c1", "odd", seq)
        self.expect(self.world.finish(), divergent=1)

    def test_divergent_acknowledged_place(self):
        seq, _, _ = self.world.say("c1", "p0", ack=False)
        self.world.hist["p0"].ack("c1", f"m{self.world.numbers}", seq + 7)
        self.expect(self.world.finish(), divergent=1)

    def test_altered_body_accepted_is_reported(self):
        _, _, cid = self.world.say("c1", "p0")
        self.world.hist["p0"].altered("c1", cid, "409")
        self.world.hist["p0"].altered("c1", cid, "ok")
        report = self.world.finish()
        self.assertEqual((report["altered"], report["altered_refused"], report["altered_accepted"]), (2, 1, 1))


class Restored(CheckerTest):
    def test_prefix_of_the_history_passes(self):
        cut = self.world.tick()
        before = {name: list(rows) for name, rows in self.world.logs.items()}
        self.world.talk(3)
        self.world.logs = before
        self.expect(self.world.finish(settle=False, restored_from=cut))

    def test_acknowledged_before_the_backup_must_be_there(self):
        self.world.talk(3)
        cut = self.world.tick()
        self.world.logs["c1"] = self.world.logs["c1"][:-4]
        self.expect(self.world.finish(settle=False, restored_from=cut), lost=4)


class Harness(CheckerTest):
    def test_unread_conversation_is_not_judged(self):
        self.world.finish()
        os.remove(os.path.join(self.scratch.name, "p0.back"))
        os.remove(os.path.join(self.scratch.name, "p1.back"))
        report = checker.check(self.scratch.name, jobs=1)
        self.assertEqual(report["unread"], ["c2"])
        self.assertFalse(report["held"])

    def test_no_read_back_at_all(self):
        with self.assertRaises(Broken):
            checker.check(self.scratch.name, jobs=1)

    def test_answer_to_nothing(self):
        self.world.hist["p0"].ack("c1", "never", 3)
        with self.assertRaises(Broken):
            self.world.finish()


if __name__ == "__main__":
    unittest.main()
