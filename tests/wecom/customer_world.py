"""Employees who serve customers, the customers who come to them, and apps that are told of it."""

import base64
import json
import re
import subprocess
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from dialect import PASSWORD, App, Caller, Stand
from server import wait_for

ROLES = ("admin",)


class Listener:
    """What one app is told, as signed JSON."""

    def __init__(self):
        self.told: list[dict] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802 (the name that the library calls)
                event = json.loads(self.rfile.read(int(self.headers["content-length"])))
                answer = b""
                if event["type"] == "app.challenge":
                    answer = json.dumps({"challenge": event["data"]["challenge"]}).encode()
                else:
                    listener.told.append(event)
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}/"

    def wait(self, kind: str, holds=lambda data: True) -> dict:
        """The data of the newest event of this kind for which that holds; waits for it."""
        def found():
            return next((event["data"] for event in reversed(self.told)
                         if event["type"] == kind and holds(event["data"])), None)
        return wait_for(found, 60, f"the app is told {kind}", 0.02)


class SealedListener:
    """What another app is told as WeCom's sealed XML: its elements by name."""

    def __init__(self):
        self.key = base64.b64encode(bytes(range(32))).decode().rstrip("=")
        self.told: list[dict] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802 (the name that the library calls)
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
                self.say(listener.opened(query["echostr"][0]))

            def do_POST(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                sealed = re.search(r"<Encrypt><!\[CDATA\[(.*?)\]\]></Encrypt>", body).group(1)
                listener.told.append(dict(re.findall(r"<(\w+)>(?:<!\[CDATA\[)?([^<\]]*)(?:\]\]>)?</\1>",
                                                     listener.opened(sealed).decode())))
                self.say(b"")

            def say(self, answer: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/"

    def opened(self, sealed: str) -> bytes:
        """16 random bytes, the length, the message, who it is for; padded to 32."""
        key = base64.b64decode(self.key + "=")
        plain = subprocess.run(["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", key[:16].hex()],
                               input=base64.b64decode(sealed), capture_output=True, check=True).stdout
        length = int.from_bytes(plain[16:20], "big")
        return plain[20:20 + length]

    def wait(self, change: str, customer: str) -> dict:
        def found():
            return next((told for told in self.told
                         if told.get("ChangeType") == change and told.get("ExternalUserID") == customer), None)
        return wait_for(found, 60, f"the app is told {change}", 0.02)


class World:
    """Made once for all subjects of customers."""

    made: dict = {}

    @classmethod
    def of(cls, stand: Stand) -> "World":
        if stand.port not in cls.made:
            cls.made[stand.port] = cls(stand)
        return cls.made[stand.port]

    def __init__(self, stand: Stand):
        self.stand, self.boss, self.nobody = stand, stand.boss, Caller(stand)
        self.ids: dict[str, str] = {}
        for user, name in (("zhang.san", "张三"), ("li.si", "李四"), ("wang.wu", "王五"), ("idle", "Nobody yet")):
            self.member(user, name)
        self.people = {user: stand.signed_in(user) for user in self.ids}
        self.app = App(stand, "CRM", roles=ROLES)
        self.plain = App(stand, "Without a role")
        self.listener = Listener()
        self.boss("app.set_callback", app=self.app.agentid, style="json", url=self.listener.url(),
                  secret="whsec_" + "A" * 40,
                  events=["change_external_contact", "change_external_chat", "change_external_tag"])
        self.ways = {user: self.way(user) for user in self.ids}

    def member(self, user: str, name: str) -> str:
        """Somebody who may serve customers; has a password and can sign in."""
        self.ids[user] = self.boss("member.create", userid=user, name=name, password=PASSWORD)["id"]
        self.boss("member.verify", member=user)
        return self.ids[user]

    def way(self, user: str, **fields) -> str:
        """The code of a new way to somebody."""
        made = self.boss("contact_way.create", employees=[user], **fields)
        return made["path"].removeprefix("/c/")

    def comes(self, user: str, name: str, code: str | None = None, visitor: str | None = None, **fields) -> dict:
        """A customer comes to somebody: {"contact","token","conversation"}."""
        fields |= {"visitor": visitor} if visitor else {}
        visit = self.nobody("visit.start", code=code or self.ways[user], name=name, **fields)
        assert visit["status"] == "open", visit
        return visit

    def customer(self, user: str, name: str, **fields) -> str:
        return self.comes(user, name, **fields)["contact"]

    def as_customer(self, visit: dict) -> Caller:
        return Caller(self.stand, visit["token"])

    def texts(self, caller: Caller, conversation: str) -> list[str]:
        """What stands in a chat, oldest first."""
        log = caller("entry.list", conversation=conversation, after=0)
        return [entry["body"].get("text", entry["body"].get("kind")) for entry in log["items"]
                if entry["kind"] == "message"]

    def picture(self, app: App | None = None) -> str:
        """A media id of a picture that the app brought."""
        png = bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180"
            "5a347d6b0000000049454e44ae426082")
        status, answer = Caller(self.stand, (app or self.app).token).raw(
            "POST", "/api/v1/app-media?filename=a.png&type=image", png, {"Content-Type": "image/png"})
        assert status == 200, answer
        return json.loads(answer)["id"]
