"""Every path of docs/wecom-paths.txt with every kind of token: what is told, and that nothing changes. On a server of its own,
with a second company beside the first."""

import hashlib
import json
import os
import subprocess

from dialect import App, HANDLE, PASSWORD, Caller, Stand
from ledger import Ledger, Untouched
from requests_of_matrix import ANYBODY, MARK, Ask, Place, asked

PATHS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "wecom-paths.txt")
RIVAL = "rival"


class Rival(App):
    """An app of another company, with the rights of its administrator."""

    def __init__(self, stand: Stand):  # pylint: disable=super-init-not-called
        done = subprocess.run(stand.server.command("init", "--company", "Rival", "--handle", RIVAL, "--owner", "raider", "--name",
                                                   "Raider", "--password-stdin"),
                              input=PASSWORD + "\n", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        session = Caller(stand)("session.create", company=RIVAL, user="raider", password=PASSWORD, device="matrix")
        boss = Caller(stand, session["token"])
        self.stand = stand
        made = boss("app.create", name="Raid", range={"everybody": True})
        self.agentid, self.id, self.secret = made["app"]["app"], made["app"]["id"], made["secret"]
        boss("role.assign", role="admin", member=self.id, company=True)
        self.token = self.ok("gettoken", {"corpid": RIVAL, "corpsecret": self.secret}, token=False)["access_token"]


def shown(wrong: dict[str, dict]) -> str:
    return "\n" + "\n".join(f"{path}: {told['errcode']} {told['errmsg'][:160]}" for path, told in wrong.items())


class Matrix:
    def __init__(self, beside: Stand):
        scratch = os.path.join(beside.scratch, "matrix")
        os.makedirs(scratch)
        self.stand = Stand(beside.server.binary, scratch)

    def furnish(self) -> None:
        self.place = Place(self.stand)
        self.ledger = Ledger(self.stand, HANDLE)
        with open(PATHS, encoding="ascii") as lines:
            self.listed = set(lines.read().split())
        self.asked = {path: ask for path, ask in asked(self.place).items() if path in self.listed}

    def close(self) -> None:
        self.stand.server.cleanup()

    def tell(self, app: App, path: str, ask: Ask, token: str | None) -> dict:
        """The answer as JSON, whatever it is: HTTP 200, and an errcode."""
        query = ask.query | ({} if token is None else {"access_token": token})
        status, headers, answer = app.raw(ask.method, path, query, ask.bytes(), ask.headers())
        assert status == 200, (path, status, answer[:300])
        if not headers["content-type"].startswith("application/json"):
            return {"errcode": 0, "errmsg": "ok", "bytes": answer.decode("latin-1")}
        told = json.loads(answer)
        assert type(told["errcode"]) is int and type(told["errmsg"]) is str, (path, told)
        return told

    # --- what is there
    def every_path_has_a_good_request(self):
        assert self.listed == set(self.asked), sorted(self.listed - set(self.asked))

    # --- tokens that are none
    def bad_tokens(self) -> dict[str, tuple[str | None, int]]:
        stand, boss = self.stand, self.stand.boss
        expired = App(stand, "Expired", roles=("admin",))
        self.end(expired.token)
        revoked = App(stand, "Revoked", roles=("admin",))
        boss("app.rotate_secret", app=revoked.agentid)
        disabled = App(stand, "Disabled", roles=("admin",))
        boss("app.disable", app=disabled.agentid)
        deleted = App(stand, "Deleted", roles=("admin",))
        boss("app.delete", app=deleted.agentid)
        key = boss("app_key.create", app=self.place.app.agentid, name="old")["token"]
        self.end(key)
        taken = boss("app_key.create", app=self.place.app.agentid, name="taken back")
        boss("app_key.revoke", app=self.place.app.agentid, key=taken["key"]["key"])
        return {"none": (None, 41001), "empty": ("", 41001), "junk": ("junk", 40014), "of 10,000 letters": ("x" * 10000, 40014),
                "expired": (expired.token, 42001), "of a secret that was changed": (revoked.token, 40014),
                "of an app that is disabled": (disabled.token, 40014), "of an app that is gone": (deleted.token, 40014),
                "a key that is over": (key, 42001), "a key that was taken back": (taken["token"], 40014),
                "of a member": (boss.token, 48002), "of a customer": (self.place.customer_token, 48002)}

    def end(self, token: str) -> None:
        digest = hashlib.sha256(token.encode()).hexdigest()
        self.stand.server.sql(f"UPDATE sessions SET expires_at = now() - interval '1 minute' WHERE token_hash = '\\x{digest}'")

    def refuses(self, token: str | None, number: int) -> None:
        with Untouched(self.ledger):
            wrong = {}
            for path, ask in self.asked.items():
                if path not in ANYBODY:
                    told = self.tell(self.place.app, path, ask, token)
                    if told["errcode"] != number or "from ip: " not in told["errmsg"]:
                        wrong[path] = told
            assert not wrong, shown(wrong)

    def paths_without_a_token_want_their_keys(self):
        with Untouched(self.ledger):
            for path, ask in self.asked.items():
                if path in ANYBODY:
                    for name, (value, number) in ask.wrong.items():
                        spoilt = Ask(ask.query | {name: value}, ask.body, form=ask.form)
                        told = self.tell(self.place.app, path, spoilt, None)
                        assert told["errcode"] == number, (path, name, told)

    # --- tokens that are good, of who may not
    def an_app_without_a_role_does_nothing_for_which_one_is_needed(self):
        bare = App(self.stand, "Bare")
        with Untouched(self.ledger):
            wrong = {}
            for path, ask in self.asked.items():
                if path not in ANYBODY and not ask.open:
                    told = self.tell(bare, path, ask, bare.token)
                    if told["errcode"] != 48002:
                        wrong[path] = told
            assert not wrong, shown(wrong)

    def an_app_that_nobody_sees_reads_nobody(self):
        blind = App(self.stand, "Blind", everybody=False)
        with Untouched(self.ledger):
            for path, ask in self.asked.items():
                if path not in ANYBODY and not ask.shared:
                    told = self.tell(blind, path, ask, blind.token)
                    assert MARK not in json.dumps(told, ensure_ascii=False), (path, told)

    def another_app_has_nothing_of_what_is_this_ones(self):
        other = App(self.stand, "Other", roles=("admin",))
        with Untouched(self.ledger):
            wrong = {}
            for path, ask in self.asked.items():
                if ask.owned:
                    told = self.tell(other, path, ask, other.token)
                    if told["errcode"] == 0:
                        wrong[path] = told
            assert not wrong, shown(wrong)

    def another_company_reads_and_changes_nothing(self):
        rival = Rival(self.stand)
        with Untouched(self.ledger):
            for path, ask in self.asked.items():
                if path not in ANYBODY:
                    told = self.tell(rival, path, ask, rival.token)
                    assert MARK not in json.dumps(told, ensure_ascii=False), (path, told)

    # --- and the same requests of who may
    def the_same_requests_go_well_with_a_good_token(self):
        wrong = {}
        for path, ask in self.asked.items():
            told = self.tell(self.place.app, path, ask, None if path in ANYBODY else self.place.app.token)
            if told["errcode"] != ask.good:
                wrong[path] = told
        assert not wrong, shown(wrong)


def checks(stand: Stand):
    matrix = Matrix(stand)
    try:
        matrix.furnish()
        yield "every path has a good request", matrix.every_path_has_a_good_request
        for name, (token, number) in matrix.bad_tokens().items():
            yield f"a token {name} is {number}", lambda token=token, number=number: matrix.refuses(token, number)
        for check in (matrix.paths_without_a_token_want_their_keys,
                      matrix.an_app_without_a_role_does_nothing_for_which_one_is_needed,
                      matrix.an_app_that_nobody_sees_reads_nobody, matrix.another_app_has_nothing_of_what_is_this_ones,
                      matrix.another_company_reads_and_changes_nothing, matrix.the_same_requests_go_well_with_a_good_token):
            yield check.__name__.replace("_", " "), check
    finally:
        matrix.close()
