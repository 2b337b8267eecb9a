"""The final logs, put together from what every member read back, and who could see what in them."""

import glob
import os
from bisect import bisect_left, bisect_right

FOREVER = 1 << 60


class Broken(Exception):
    """A history that cannot be judged: not an anomaly of the server but a fault of the run."""


class Log:
    """One conversation: content by seq, and for each principal the spans of seq it took part in."""

    def __init__(self, name: str):
        self.name = name
        self.rows: dict[int, tuple] = {}  # seq -> (hash, kind, actor, cid, number, ids)
        self.variants: list[str] = []  # a second content for a seq already seen
        self.read_head = 0  # the highest head any member was told
        self.complete = False  # some member read it to its end
        self.first = 1  # the oldest entry that was left when it was read: retention has taken those below
        self.seqs: list[int] = []  # sorted
        self.hashes: dict[int, bytes] = {}
        self.spans: dict[bytes, list] = {}
        self.places: dict[tuple, list] = {}  # (actor, cid) -> seqs

    def add(self, seq: int, row: tuple, where: str) -> None:
        known = self.rows.setdefault(seq, row)
        if known[0] != row[0]:
            self.variants.append(f"{self.name} seq {seq}: {where} read another content than others did")

    @property
    def head(self) -> int:
        return self.seqs[-1] if self.seqs else 0

    def spans_of(self, principal: bytes) -> list:
        """When it was a member. Who joined by an entry that is gone, and is named by none that is left, is taken for one
        since the first entry that is left."""
        known = self.spans.get(principal)
        if known is None and self.first > 1:
            return [[self.first, FOREVER]]
        return known or []

    def count(self, first: int, last: int) -> int:
        """How many entries there are from first to last."""
        return max(0, bisect_right(self.seqs, last) - bisect_left(self.seqs, first))

    def visible(self, spans, first: int, last: int) -> int:
        """How many of them lie in the spans."""
        return sum(self.count(max(lo, first), min(hi, last)) for lo, hi in spans)

    def overlap(self, spans, held, first: int, last: int) -> int:
        """How many of them lie both in the spans and in the held intervals."""
        return sum(self.visible(held, max(lo, first), min(hi, last)) for lo, hi in spans)

    def close(self) -> None:
        """Everything was added: derive hashes by seq, spans and places."""
        self.rows = {seq: row for seq, row in self.rows.items() if seq >= self.first}  # some were read before they went
        self.seqs = sorted(self.rows)
        self.hashes = {seq: row[0] for seq, row in self.rows.items()}
        for seq in self.seqs:
            _, kind, actor, cid, _, ids = self.rows[seq]
            if kind == b"message":
                if cid != b"-":
                    self.places.setdefault((actor, cid), []).append(seq)
            elif kind == b"created":
                self._begin(seq, ids)
                self._begin(seq, [actor])
            elif kind == b"members_added":
                self._begin(seq, ids)
            elif kind == b"members_removed":
                self._end(seq, ids)
            elif kind == b"left":
                self._end(seq, [actor])
            elif kind == b"dismissed":
                self._end(seq, list(self.spans))

    def _begin(self, seq, ids):
        for principal in ids:
            spans = self.spans.setdefault(principal, [])
            if not spans or spans[-1][1] != FOREVER:
                spans.append([seq, FOREVER])

    def _end(self, seq, ids):
        for principal in ids:
            if self.first > 1 and principal not in self.spans:
                self.spans[principal] = [[self.first, FOREVER]]
            spans = self.spans.get(principal)
            if spans and spans[-1][1] == FOREVER:
                spans[-1][1] = seq


def span_of(spans, seq: int):
    for span in spans:
        if span[0] <= seq <= span[1]:
            return span
    return None


def lines_of(path: str) -> list[bytes]:
    """Whole lines of a file; a torn last line (the writer was killed) is dropped."""
    with open(path, "rb") as file:
        data = file.read()
    lines = data.split(b"\n")
    lines.pop()
    return lines


def back_files(folder: str) -> list[str]:
    return sorted(glob.glob(os.path.join(folder, "*.back")))


def hist_files(folder: str) -> list[str]:
    return sorted(glob.glob(os.path.join(folder, "*.hist")))


def load(folder: str) -> dict[bytes, Log]:
    """First pass over the read-back files: the entries in full and the heads."""
    logs: dict[bytes, Log] = {}
    for path in back_files(folder):
        names: dict[bytes, Log] = {}
        for line in lines_of(path):
            kind = line[:1]
            if kind == b"I":
                continue
            parts = line.split(b" ")
            if kind == b"c":
                name = parts[2]
                if name not in logs:
                    logs[name] = Log(name.decode())
                names[parts[1]] = logs[name]
            elif kind == b"L":
                _, index, seq, digest, entry_kind, actor, cid, number, ids = parts
                members = [] if ids == b"-" else ids.split(b",")
                row = (digest, entry_kind, actor, cid, number, members)
                names[index].add(int(seq), row, os.path.basename(path))
            elif kind == b"T":
                log = names[parts[1]]
                log.first = max(log.first, int(parts[2]))
            elif kind == b"F":
                log = names[parts[1]]
                log.complete = True
                log.read_head = max(log.read_head, int(parts[2]))
    for log in logs.values():
        log.close()
    return logs
