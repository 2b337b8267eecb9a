"""Who is disabled or leaves is gone from every thread at once; what is left behind goes on and is listed."""

import threading
import time

from stand import Caller, Client, Gone, Refused, wait_for

SOCKETS = 24  # over four I/O threads
WITHIN = 1.0  # second


class Line:
    """An open WebSocket and when it ended."""

    def __init__(self, port: int, token: str):
        self.client = Client(port, token, timeout=60)
        self.client.hello()
        self.ended = 0.0
        self.code = 0
        self.thread = threading.Thread(target=self.listen)
        self.thread.start()

    def listen(self):
        try:
            self.client.wait_event(lambda event: False, 60)
        except Gone as gone:
            self.code = gone.code
        except TimeoutError:
            return
        self.ended = time.monotonic()


def gone_within_a_second(stand, user: str, password: str, act):
    """Opens sockets in as many sessions, lets `act` end them, and looks at the last one to go."""
    callers = [stand.signed_in(user, password) for _ in range(SOCKETS)]
    lines = [Line(stand.port, caller.token) for caller in callers]
    began = time.monotonic()
    act()
    for line in lines:
        line.thread.join()
    assert all(line.ended for line in lines), "a socket stays open"
    last = max(line.ended for line in lines) - began
    stand.say(step=f"{user}: sessions and sockets gone", sockets=SOCKETS, seconds=round(last, 3),
              codes=sorted({line.code for line in lines}))
    assert last <= WITHIN, f"{last:.3f} s until the last socket was gone"
    for caller in callers:
        assert caller.refused("me.get") == 401
    try:
        stand.signed_in(user, password)
        raise AssertionError("signed in again")
    except Refused as refusal:
        assert refusal.status in (401, 403), refusal


def disabled_at_once(stand):
    user, password = "p00471", "correct horse battery"
    gone_within_a_second(stand, user, password, lambda: stand.boss("member.set_status", member=user, status="disabled"))
    stand.boss("member.set_status", member=user, status="active")
    assert stand.signed_in(user, password)("me.get")["principal"]["userid"] == user


def off_boarded_at_once(stand):
    user, password, boss = "p00123", "correct horse battery", stand.boss
    leaver = stand.activated(user, password)
    heir, friend = stand.activated("p00124", password), stand.activated("p00125", password)
    ids = {name: boss("member.get", member=name)["principal"]["id"] for name in ("p00124", "p00125", "p00126")}
    owned = leaver("group.create", name="大项目", members=["p00126", "p00124", "p00125"])["id"]
    joined = heir("group.create", name="别人的", members=[user, "p00125"])["id"]
    chat = leaver("conversation.open_direct", peer="p00125")["id"]
    leaver("message.send", conversation=chat, client_id="one", kind="text", body={"text": "bye"})
    role = boss("role.create", name="档案", permissions=["members_manage"])["id"]
    boss("role.assign", role=role, member=user, company=True)
    boss("role.assign", role="owner", member=user, company=True)
    code = leaver("invitation.create", departments=[1])["code"]

    gone_within_a_second(stand, user, password, lambda: boss("member.offboard", member=user, reason="新工作"))
    wait_for(lambda: boss("offboarding.get", member=user)["finished_at"], 30, "the groups are left")
    left = boss("offboarding.get", member=user)
    assert (left["groups"], left["groups_owned"], left["conversations"]) == (2, 1, 1), left
    assert left["reason"] == "新工作" and left["departments"][0]["main"], left
    assert not boss.all("role.assignments", member=user), "roles end with the person"
    assert sorted(item["name"] for item in left["roles"]) == ["Owner", "档案"], left
    assert left["invitations"] == 1 and Caller(stand).refused("invitation.look", code=code) == 404, left
    groups = {item["conversation"]: item for item in boss.all("offboarding.groups", member=user)}
    assert set(groups) == {owned, joined}, groups
    assert groups[owned]["owned"] and groups[owned]["heir"] in ids.values(), groups
    assert not groups[joined]["owned"] and groups[joined]["heir"] is None, groups
    assert friend("conversation.get", conversation=owned)["conversation"]["owner"] == groups[owned]["heir"]
    chats = boss.all("offboarding.conversations", member=user)
    assert [(item["conversation"], item["peer"], item["message_count"]) for item in chats] == [
        (chat, ids["p00125"], 1)], chats


def the_last_owner_stays(stand):
    boss = stand.boss
    assert boss.refused("member.offboard", member="boss") == 409
    second = stand.activated("p00130")
    boss("role.assign", role="owner", member="p00130", company=True)
    second("member.offboard", member="boss")
    assert second.refused("member.offboard", member="p00130") == 409
    assert second.refused("member.set_role", member="p00130", role="member") == 409
    assert boss.refused("me.get") == 401
    stand.boss = second
