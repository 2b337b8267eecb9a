"""The history format: what one client saw, one line per fact, written while it happens.

Fields are separated by one space and never contain one. Times are microseconds of CLOCK_MONOTONIC, which all
processes of one machine share. A hash names the content of an entry (see `entry_hash`); the checker compares hashes
and never computes one. Conversations are short numbers within a file, introduced by a `c` line.

  v 1 CLIENT PRINCIPAL          first line: format, name of the client, its principal id
  c IDX CONVERSATION            IDX stands for this conversation from here on
  t TIME                        the lines that follow happened at TIME or later (receipts carry no time of their own)
  S TIME IDX CID HASH           a send is issued; HASH is what the entry must be when it is stored (repeats: resends)
  A TIME IDX CID SEQ DUP        it was acknowledged at SEQ; DUP 1 when the answer said `duplicate`
  R TIME IDX CID CODE           it was refused for good (a 4xx answer other than 429)
  U TIME IDX CID WHY            its outcome is not known (connection gone, 429, 5xx); a later S repeats it
  V TIME IDX CID                the same CID is issued with another body
  W TIME IDX CID CODE           the answer to that: an error code, or `ok`
  O TIME EPOCH                  a session begins: `hello` was answered
  k IDX SEQ                     the cursor named in that hello: the client holds everything visible up to SEQ
  H IDX HEAD LIMITED            hello listed this conversation: its head, and 1 when the client must page
  E IDX SEQ HASH                an `entry` event arrived
  Z IDX HEAD                    a `resync` event arrived
  P IDX FROM TO                 an `entry.list` answer covering FROM..TO; its items follow
  I IDX SEQ HASH                one item of it
  G TIME                        the client forgot everything (the epoch changed); comes before the H lines
  g IDX                         the client forgot this conversation (hello said `reset`); before its H line
  X TIME WHY                    the session ended
  b IDX SEQ                     the client does not want anything up to SEQ (a start in the middle of a log)
  Q TIME                        the client is at rest and says it holds everything visible to it

A read-back file (same first lines, name ends in .back) holds the final log as this member reads it:

  P, I                          as above
  L IDX SEQ HASH KIND ACTOR CID NO IDS
                                an entry in full, once for every (conversation, seq, hash) seen; CID, NO and IDS are
                                `-` where absent, IDS are the comma separated members the entry names
  F IDX HEAD                    this conversation was read to its end; HEAD is what the server called its head
  N IDX CODE                    reading was refused with CODE
"""

import os
import time

FORMAT = 1
_OFFSET, _PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, 0xFFFFFFFFFFFFFFFF


def fnv1a(data: bytes, state: int = _OFFSET) -> int:
    for byte in data:
        state = ((state ^ byte) * _PRIME) & _MASK
    return state


def entry_hash(kind: str, actor: str, client_id: str | None, payload: str) -> str:
    """FNV-1a 64 of kind, actor, client_id and payload joined by 0x1f, as 16 hex digits.

    The payload is the text of a `text` message, the member ids of a membership entry joined by commas in the
    order given, and empty for every other kind. The C++ fleet computes the same.
    """
    joined = "\x1f".join((kind, actor, client_id or "-", payload))
    return f"{fnv1a(joined.encode()):016x}"


def entry_payload(entry: dict) -> str:
    body = entry.get("body") or {}
    if entry["kind"] == "message":
        return body.get("text", "")
    return ",".join(body.get("members", ()))


def hash_of(entry: dict) -> str:
    return entry_hash(entry["kind"], entry["actor"], entry.get("client_id"), entry_payload(entry))


def now_us() -> int:
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


class Writer:
    """Appends history lines of one client. Used by the Python clients and by the tests of the checker."""

    def __init__(self, folder: str, client: str, principal: str, back: bool = False):
        path = os.path.join(folder, client + (".back" if back else ".hist"))
        self.fd_ = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self.index_: dict[str, int] = {}
        self.lines_: list[str] = []
        self.line("v", FORMAT, client, principal)

    def conversation(self, conversation: str) -> int:
        index = self.index_.get(conversation)
        if index is None:
            index = self.index_[conversation] = len(self.index_)
            self.line("c", index, conversation)
        return index

    def line(self, *fields) -> None:
        self.lines_.append(" ".join(map(str, fields)) + "\n")
        if len(self.lines_) >= 256:
            self.flush()

    def flush(self) -> None:
        data = "".join(self.lines_).encode()
        self.lines_.clear()
        if data:
            os.write(self.fd_, data)

    def close(self) -> None:
        self.flush()
        os.close(self.fd_)

    # One method per fact, so that a caller cannot get the order of the fields wrong.
    def send(self, conversation, cid, digest, at=None):
        self.line("S", at or now_us(), self.conversation(conversation), cid, digest)

    def ack(self, conversation, cid, seq, duplicate=False, at=None):
        self.line("A", at or now_us(), self.conversation(conversation), cid, seq, int(duplicate))

    def refused(self, conversation, cid, code, at=None):
        self.line("R", at or now_us(), self.conversation(conversation), cid, code)

    def unknown(self, conversation, cid, why, at=None):
        self.line("U", at or now_us(), self.conversation(conversation), cid, why)

    def session(self, epoch, cursors=None, at=None):
        self.line("O", at or now_us(), epoch)
        for conversation, seq in (cursors or {}).items():
            self.line("k", self.conversation(conversation), seq)

    def listed(self, conversation, head, limited):
        self.line("H", self.conversation(conversation), head, int(limited))

    def event(self, conversation, seq, digest):
        self.line("E", self.conversation(conversation), seq, digest)

    def resync(self, conversation, head):
        self.line("Z", self.conversation(conversation), head)

    def page(self, conversation, first, last, items):
        index = self.conversation(conversation)
        self.line("P", index, first, last)
        for seq, digest in items:
            self.line("I", index, seq, digest)

    def trimmed(self, conversation, first):
        self.line("T", self.conversation(conversation), first)

    def forgot(self, conversation=None, at=None):
        if conversation is None:
            self.line("G", at or now_us())
        else:
            self.line("g", self.conversation(conversation))

    def altered(self, conversation, cid, answer, at=None):
        self.line("V", at or now_us(), self.conversation(conversation), cid)
        self.line("W", at or now_us(), self.conversation(conversation), cid, answer)

    def ended(self, why, at=None):
        self.line("X", at or now_us(), why)

    def settled(self, at=None):
        self.line("Q", at or now_us())

    def entry(self, conversation, seq, digest, kind, actor, cid=None, number=None, ids=()):
        self.line("L", self.conversation(conversation), seq, digest, kind, actor, cid or "-",
                  "-" if number is None else number, ",".join(ids) or "-")

    def finished(self, conversation, head):
        self.line("F", self.conversation(conversation), head)
