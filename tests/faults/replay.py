"""Replays one history file against the final logs: order, holes, leaks and content of everything received."""

import os

from finallog import FOREVER, Broken, Log, lines_of, span_of

KINDS = ("lost", "duplicate", "gap", "inversion", "phantom", "leaked", "missing", "divergent")
EXAMPLES = 8


class Findings:
    """Counts by kind, with a few examples of each in words."""

    def __init__(self):
        self.counts: dict[str, int] = {}
        self.examples: dict[str, list[str]] = {}

    def add(self, kind: str, text: str = "", count: int = 1) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + count
        if text:
            examples = self.examples.setdefault(kind, [])
            if len(examples) < EXAMPLES:
                examples.append(text)

    def merge(self, other: "Findings") -> None:
        for kind, count in other.counts.items():
            self.counts[kind] = self.counts.get(kind, 0) + count
        for kind, texts in other.examples.items():
            examples = self.examples.setdefault(kind, [])
            examples.extend(texts[: EXAMPLES - len(examples)])


class View:
    """One conversation as one client sees it."""

    __slots__ = ("log", "hashes", "head", "spans", "next", "hi", "relaxed", "run", "held", "base", "page")

    def __init__(self, log: Log, principal: bytes):
        self.log = log
        self.hashes = log.hashes
        self.head = log.head
        self.spans = log.spans_of(principal)
        self.held: list = []  # intervals of seq the client holds, apart from the live run
        self.base = 0
        self.page = None  # [from, to, items so far] while the lines of a page follow
        self.run = self.next = self.hi = 0
        self.relaxed = 0
        self.begin_session()

    def begin_session(self) -> None:
        """A new session: nothing delivered live yet, no cursor named."""
        if self.run:
            self.held.append((self.run, self.next - 1))
        self.run = 0  # where the current run of live events began, 0: no run
        self.next = 0  # the live event that must come next, 0: not known yet
        self.hi = -1  # end of the span `next` lies in
        self.relaxed = 0  # everything below it was announced as to be paged

    def hold(self, first: int, last: int) -> None:
        """Adds an interval; merges with the last one, which is where nearly all of them go."""
        if self.held and self.held[-1][0] <= first <= self.held[-1][1] + 1:
            first, last = self.held[-1][0], max(last, self.held.pop()[1])
        self.held.append((first, last))

    def holds(self, seq: int) -> bool:
        if self.run and self.run <= seq < self.next:
            return True
        return any(lo <= seq <= hi for lo, hi in self.held)

    def forget(self) -> None:
        self.begin_session()
        self.held = []

    def intervals(self) -> list:
        """Disjoint, sorted."""
        merged: list = []
        rows = self.held + ([(self.run, self.next - 1)] if self.run else [])
        for lo, hi in sorted(rows):
            if merged and lo <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], hi)
            else:
                merged.append([lo, hi])
        return merged


class Send:
    __slots__ = ("log", "cid", "hash", "sent_at", "acked_at", "seq", "places", "unmarked", "refused", "open")

    def __init__(self, log, cid, digest, sent_at):
        self.log, self.cid, self.hash, self.sent_at = log, cid, digest, sent_at
        self.acked_at = FOREVER
        self.seq = 0  # where the first acknowledgement said it is
        self.places = 1  # how many different seqs acknowledgements named
        self.unmarked = 0  # acknowledgements without `duplicate`
        self.refused = b""
        self.open = True  # no answer to the last issue yet


class Replay:
    """One file. `sends` and `found` hold the result."""

    def __init__(self, path: str, logs: dict, prefix: bool = False):
        self.path, self.logs, self.prefix = path, logs, prefix
        self.who = os.path.basename(path)
        self.found = Findings()
        self.sends: dict[tuple, Send] = {}
        self.principal = b""
        self.views: dict[bytes, View] = {}
        self.names: dict[bytes, View] = {}
        self.events = self.items = self.altered = self.sessions = 0
        self.settled = False
        self.last_page: View | None = None

    def run(self) -> "Replay":
        lines = lines_of(self.path)
        if not lines or not lines[0].startswith(b"v 1 "):
            raise Broken(f"{self.who}: no `v 1` line")
        self.principal = lines[0].split(b" ")[3]
        names = self.names
        table = {code.encode(): getattr(self, "on_" + word) for code, word in WORDS.items()}
        events = 0
        for line in lines:
            code = line[:1]
            if code == b"E":
                events += 1
                _, index, seq, digest = line.split(b" ")
                view, seq = names[index], int(seq)
                # The common case: the next one, within the span, with the content the log has.
                if seq == view.next and seq <= view.hi and view.hashes.get(seq) == digest:
                    view.next = seq + 1
                else:
                    self.event(view, seq, digest)
            elif code == b"I":
                _, index, seq, digest = line.split(b" ")
                self.item(names[index], int(seq), digest)
            elif code == b"t" or code == b"L":
                continue
            else:
                if self.last_page is not None:
                    self.end_page()
                table[code](line.split(b" "))
        if self.last_page is not None:
            self.end_page()
        self.events = events
        if self.settled:
            self.check_rest()
        return self

    # --- receipts -----------------------------------------------------------------------------------------------
    def content(self, view: View, seq: int, digest: bytes, how: str) -> bool:
        """Whether this receipt is an entry of the final log that the client may see; counts it if not."""
        known = view.hashes.get(seq)
        if known is None:
            if not (self.prefix and seq > view.head):
                self.found.add("phantom", f"{self.who}: {how} {view.log.name} seq {seq} is not in the final log")
            return False
        if span_of(view.spans, seq) is None:
            self.found.add("leaked", f"{self.who}: {how} {view.log.name} seq {seq} though not a member there")
            return False
        if known != digest:
            self.found.add("divergent", f"{self.who}: {how} {view.log.name} seq {seq} differs from the final log")
        return True

    def event(self, view: View, seq: int, digest: bytes) -> None:
        if seq < view.log.first:  # delivered while it was there: what it said is not known any more
            self.found.add("trimmed_receipts")
            view.next, view.hi = max(view.next, seq + 1), -1
            return
        if not self.content(view, seq, digest, "event"):
            if seq == view.next:
                view.next += 1
            return
        span = span_of(view.spans, seq)
        expected = view.next or (span[0] if not view.relaxed else 1)
        if view.next and seq < view.next:
            if view.holds(seq):
                self.found.add("redelivered")
            else:
                self.found.add("inversion", f"{self.who}: event {view.log.name} seq {seq} after {view.next - 1}")
                view.hold(seq, seq)
            return
        skipped = view.log.visible(view.spans, max(expected, view.relaxed), seq - 1)
        if skipped:
            self.found.add("gap", f"{self.who}: event {view.log.name} seq {seq}, {skipped} before it neither "
                           f"delivered nor announced (expected {expected})", skipped)
        if seq >= view.relaxed:
            view.relaxed = 0
        if view.run and seq != view.next:
            view.hold(view.run, view.next - 1)
            view.run = 0
        view.run = view.run or seq
        view.next, view.hi = seq + 1, span[1]

    def item(self, view: View, seq: int, digest: bytes) -> None:
        self.items += 1
        if view.page is None or not view.page[0] <= seq <= view.page[1]:
            self.found.add("divergent", f"{self.who}: page item {view.log.name} seq {seq} outside its `covers`")
            return
        if seq < view.log.first:
            self.found.add("trimmed_receipts")
        elif self.content(view, seq, digest, "page item"):
            view.page[2] += 1

    def end_page(self) -> None:
        view, self.last_page = self.last_page, None
        first, last, count = view.page
        view.page = None
        short = view.log.visible(view.spans, first, last) - count
        if short > 0:
            self.found.add("missing", f"{self.who}: page {view.log.name} {first}..{last} lacks {short}", short)
        elif short < 0:
            self.found.add("redelivered", count=-short)
        if last >= first:
            view.hold(first, last)

    def check_rest(self) -> None:
        """At rest the client must hold everything visible to it, in every conversation it ever was in."""
        for name, log in self.logs.items():
            if log.spans_of(self.principal) and (self.principal in log.spans or name in self.views):
                view = self.views.get(name) or View(log, self.principal)
                self.check_held(view, view.base + 1)

    def check_held(self, view: View, first: int) -> None:
        log, head = view.log, view.head
        short = log.visible(view.spans, first, head) - log.overlap(view.spans, view.intervals(), first, head)
        if short:
            self.found.add("missing", f"{self.who}: holds {log.name} up to {head}, but for {short}", short)

    # --- the other lines ----------------------------------------------------------------------------------------
    def on_conversation(self, parts):
        log = self.logs.get(parts[2])
        if log is None:
            log = self.logs[parts[2]] = Log(parts[2].decode())
            log.close()
        if parts[2] not in self.views:
            self.views[parts[2]] = View(log, self.principal)
        self.names[parts[1]] = self.views[parts[2]]

    def on_send(self, parts):
        _, at, index, cid, digest = parts
        log = self.names[index].log
        send = self.sends.get((log.name, cid))
        if send is None:
            self.sends[(log.name, cid)] = Send(log.name, cid, digest, int(at))
        elif send.hash != digest:
            raise Broken(f"{self.who}: {cid.decode()} sent again with another body by an S line")
        else:
            self.found.add("resent")
            send.open = send.open or send.acked_at == FOREVER

    def answered(self, parts) -> Send:
        send = self.sends.get((self.names[parts[2]].log.name, parts[3]))
        if send is None:
            raise Broken(f"{self.who}: an answer to {parts[3].decode()}, which was never sent")
        return send

    def on_ack(self, parts):
        send, seq = self.answered(parts), int(parts[4])
        send.open = False
        send.unmarked += parts[5] == b"0"
        if not send.seq:
            send.seq, send.acked_at = seq, int(parts[1])
        elif send.seq != seq:
            self.found.add("duplicate", f"{self.who}: {parts[3].decode()} acknowledged at {send.seq} and at {seq}")

    def on_refused(self, parts):
        send = self.answered(parts)
        send.refused, send.open = parts[4], False
        self.found.add("refusals")

    def on_unknown(self, parts):
        self.answered(parts).open = True

    def on_altered(self, parts):
        self.altered += 1

    def on_altered_answer(self, parts):
        key = "altered_refused" if parts[4] in (b"409", b"idempotency_conflict") else "altered_accepted"
        if parts[4] != b"lost":
            self.found.add(key)

    def on_session(self, parts):
        self.sessions += 1
        self.settled = False
        for view in self.views.values():
            view.begin_session()

    def on_cursor(self, parts):
        view, seq = self.names[parts[1]], int(parts[2])
        view.next, view.hi = seq + 1, -1

    def on_listed(self, parts):
        view, head, limited = self.names[parts[1]], int(parts[2]), parts[3] == b"1"
        if limited or not view.next:
            view.relaxed = head + 1

    def on_resync(self, parts):
        self.found.add("resyncs")
        view = self.names[parts[1]]
        view.relaxed = max(view.relaxed, int(parts[2]) + 1)

    def on_page(self, parts):
        view = self.names[parts[1]]
        view.page = [int(parts[2]), int(parts[3]), 0]
        self.last_page = view

    def on_forgot(self, parts):
        for view in self.views.values():
            view.forget()

    def on_forgot_one(self, parts):
        self.names[parts[1]].forget()

    def on_ended(self, parts):
        self.found.add("disconnects")

    def on_base(self, parts):
        self.names[parts[1]].base = int(parts[2])

    def on_settled(self, parts):
        self.settled = True

    def on_finished(self, parts):
        self.check_held(self.names[parts[1]], 1)

    def on_no_access(self, parts):
        view = self.names[parts[1]]
        if view.spans and view.spans[-1][1] == FOREVER:
            self.found.add("missing", f"{self.who}: may not read {view.log.name}: {parts[2].decode()}",
                           view.log.visible(view.spans, 1, view.head))
        else:
            self.found.add("unreadable")

    def on_nothing(self, parts):
        pass


WORDS = {"v": "nothing", "c": "conversation", "S": "send", "A": "ack", "R": "refused", "U": "unknown",
         "V": "altered", "W": "altered_answer", "O": "session", "k": "cursor", "H": "listed", "Z": "resync",
         "P": "page", "G": "forgot", "g": "forgot_one", "X": "ended", "b": "base", "Q": "settled", "T": "nothing",
         "F": "finished", "N": "no_access"}
