"""The company in which the programs work: a server, its apps with their rights, people who sign in, and clients of each SDK."""

import base64
import os
import secrets
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "wecom"), os.path.join(HERE, "..", "company")]

# pylint: disable=wrong-import-position
from dialect import App  # noqa: E402
from doors import Authority, Front, lead_names  # noqa: E402
from program import Program  # noqa: E402
from stand import HANDLE, Caller, Stand, wait_for  # noqa: E402,F401
from wechatpy.work import WeChatClient  # noqa: E402

PREFIX = "/qyapi"
SETTINGS = {"server": {"io_threads": 2},
            "limits": {"requests_per_second": 0, "devices_per_person": 100, "sign_in_failures_per_address": 1000000,
                       "new_contacts_per_hour": 0, "new_contacts_per_day": 0},
            "webhooks": {"allowed_networks": ["127.0.0.0/8"]}, "wecom": {"prefix": PREFIX}, "log": {"level": "warn"}}


class OwnBase(WeChatClient):
    """wechatpy at another address, as docs/wecom.md says: it has no setting for where the token comes from."""

    BASE = ""

    def __init__(self, *given, **named):
        self.API_BASE_URL = self.BASE
        super().__init__(*given, **named)

    def fetch_access_token(self):
        return self._fetch_access_token(self.API_BASE_URL + "gettoken", {"corpid": self.corp_id, "corpsecret": self.secret})


class Office:
    def __init__(self, weft: str, scratch: str, members: int):
        self.scratch, self.members = scratch, members
        self.stand = Stand(weft, scratch, SETTINGS)
        self.boss = self.stand.boss
        authority = Authority(os.path.join(scratch, "tls"))
        self.front = Front(authority, self.stand.port)
        lead_names(self.front.port)
        os.environ["REQUESTS_CA_BUNDLE"] = os.environ["NODE_EXTRA_CA_CERTS"] = authority.ca
        self.programs: list[Program] = []
        self.people: dict[str, Caller] = {}
        OwnBase.BASE = f"http://127.0.0.1:{self.stand.port}/cgi-bin/"

    def close(self) -> None:
        for program in self.programs:
            program.end()
        self.front.close()
        self.stand.server.cleanup()

    def sdk(self, app: App) -> WeChatClient:
        """wechatpy as it is: it knows one host, by name."""
        return WeChatClient(HANDLE, app.secret, timeout=60)

    def sdk_with_base(self, app: App) -> WeChatClient:
        return OwnBase(HANDLE, app.secret, timeout=60)

    def node(self, file: str, **settings) -> Program:
        program = Program(file, os.path.join(self.scratch, "node.log"), {"WEFT_FRONT": str(self.front.port)}, **settings)
        self.programs.append(program)
        return program

    def node_app(self, app: App, prefix: str = "") -> Program:
        """node-easywechat with another base URL, and a callback of its own."""
        program = self.node("app.cjs", base=f"http://127.0.0.1:{self.stand.port}{prefix}/", corp=HANDLE, secret=app.secret,
                            agentid=app.agentid, token=secrets.token_hex(8), key=aes_key(),
                            cache=os.path.join(self.scratch, f"cache-{app.agentid}"))
        return program

    def person(self, user: str) -> Caller:
        """Somebody of the company signs in: the first time with the code of an administrator."""
        if user not in self.people:
            self.people[user] = self.stand.activated(user)
        return self.people[user]

    def chat(self, user: str, peer: str) -> str:
        """The conversation with this principal."""
        def found():
            return next((each["id"] for each in self.person(user).all("conversation.list")
                         if (each.get("peer") or {}).get("id") == peer), None)
        return wait_for(found, 30, f"{user} has a chat with {peer}")

    def entries(self, user: str, conversation: str, after: int = 0) -> list[dict]:
        return self.person(user)("entry.list", conversation=conversation, after=after, limit=100)["items"]

    def arrives(self, user: str, conversation: str, fits, after: int = 0) -> dict:
        """Waits for an entry."""
        return wait_for(lambda: next((entry for entry in self.entries(user, conversation, after) if fits(entry)), None), 30,
                        f"{user} gets what was written")


def aes_key() -> str:
    """43 letters and digits, as EncodingAESKey is."""
    while True:
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        if key.isalnum():
            return key
