"""Everything a company may forbid, switched on: as many words as fit, the detectors, and rules of groups."""
import http.client
import random
import time

from . import machine

RULES, WORDS = 100, 300   # what a company may have
LATIN = "abcdefghijklmnopqrstuvwxyz"


def words(count, seed=7):
    """Distinct words as lists of them have: two to four Chinese characters, or five to twelve letters; no text of a bench has one."""
    pick = random.Random(seed)
    found = {}
    while len(found) < count:
        if pick.random() < 0.7:
            text = "".join(chr(pick.randrange(0x4E00, 0x9FA0)) for _ in range(pick.randint(2, 4)))
        else:
            text = "".join(pick.choice(LATIN) for _ in range(pick.randint(5, 12)))
        found[text] = {"text": text, "match": pick.choices(("contains", "whole", "spaced"), (8, 1, 1))[0]}
    return list(found.values())


def activate(weft):
    """Returns when the last of them is in force."""
    listed = words(RULES * WORDS)
    machine.note(f"forbidding {len(listed)} words in {RULES} rules")
    for number in range(RULES):
        weft.owner.call("POST", "/api/v1/word-rules", {
            "name": f"bench {number}", "action": "block", "words": listed[number * WORDS:(number + 1) * WORDS],
            "detect": ["phone", "email"] if number == 0 else []})
    probe = weft.direct(weft.members[0], weft.members[1])
    deadline = time.monotonic() + 120
    attempt = 0
    while not refused(weft, probe, listed[-1]["text"], attempt):
        attempt += 1
        if time.monotonic() > deadline:
            raise machine.BenchError("the words are not in force after two minutes")
        time.sleep(0.1)


def refused(weft, conversation, text, attempt):
    body = {"client_id": f"probe-{attempt}", "kind": "text", "body": {"text": text}}
    try:
        weft.owner.call("POST", f"/api/v1/conversations/{conversation}/messages", body)
    except machine.BenchError as error:
        return "content_blocked" in str(error)
    except http.client.HTTPException:
        return False
    return False


def govern(weft, owner, group, somebody):
    """The rules of a group, as far as its members may still write."""
    rest = weft.rest(owner)
    rest.call("PUT", f"/api/v1/groups/{group}/rules", {"invite": "admins", "rename": "admins", "mention_all": "admins", "confirm_invites": True})
    rest.call("PUT", f"/api/v1/groups/{group}/notice", {"text": "Be kind to each other."})
    rest.call("PUT", f"/api/v1/groups/{group}/members/mute", {"members": [somebody], "muted": True})
    rest.call("PUT", f"/api/v1/groups/{group}/words", {"words": words(WORDS, seed=8), "action": "block"})
