"""The server under measurement: `weft serve` with its private PostgreSQL, and a company big enough for every goal."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import pwd
import time

from . import machine

TOP = pathlib.Path(__file__).resolve().parents[3]
MEMBERS_FILE = TOP / "config/demo/members.csv"
DEMO_PASSWORD = "weft-demo"
SIGN_INS_AT_ONCE = 8

# Everything as shipped, except that one session may send as fast as it can.
CONFIG = """[limits]
requests_per_second = 0
"""


class Rest:
    """One kept-alive connection; answers as Python objects, refusals as BenchError."""

    def __init__(self, port, token=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Content-Type": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def call(self, method, path, body=None):
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise machine.BenchError(f"{method} {path}: {answer.status} {text.decode(errors='replace')[:400]}")
        return json.loads(text) if text else None


class Weft:
    def __init__(self, programs, scratch):
        self.scratch = scratch
        self.port = machine.free_port()
        self.data = scratch / "weft-data"
        self.prepare_data()
        config = scratch / "weft.toml"
        config.write_text(CONFIG)
        config.chmod(0o644)
        command = [programs / "weft", "serve", "--config", config, "--data", self.data, "--host", "127.0.0.1", "--port", self.port,
                   "--demo", MEMBERS_FILE]
        self.process = machine.Process("weft", command, scratch / "weft.log")
        machine.wait_for_port(self.port, self.process, 180)
        self.wait_until_ready()
        self.tokens_file = scratch / "weft-tokens.json"
        self.tokens = json.loads(self.tokens_file.read_text()) if self.tokens_file.exists() else {}
        self.owner = self.rest(self.owner_userid())
        self.members = self.all_members()

    def prepare_data(self):
        """Started by root, the server becomes the system user `weft`, who must own its data."""
        self.data.mkdir(exist_ok=True)
        self.data.chmod(0o700)
        if os.geteuid() == 0:
            try:
                user = pwd.getpwnam("weft")
            except KeyError:
                machine.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "weft"])
                user = pwd.getpwnam("weft")
            os.chown(self.data, user.pw_uid, user.pw_gid)

    def wait_until_ready(self):
        deadline = time.monotonic() + 120
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise machine.BenchError(f"weft does not become ready\n{self.process.tail()}")
            time.sleep(0.1)

    def owner_userid(self):
        """The demo company's owner is the one the members file says."""
        for line in MEMBERS_FILE.read_text(encoding="utf-8").splitlines()[1:]:
            if line.rsplit(",", 1)[-1] == "owner":
                return line.split(",", 1)[0]
        raise machine.BenchError(f"{MEMBERS_FILE} names no owner")

    def sign_in(self, userid):
        if userid not in self.tokens:
            answer = Rest(self.port).call("POST", "/api/v1/sessions", {"user": userid, "password": DEMO_PASSWORD, "device": "bench"})
            self.tokens[userid] = answer["token"]
        return self.tokens[userid]

    def anonymous(self):
        return Rest(self.port)

    def rest(self, userid):
        return Rest(self.port, self.sign_in(userid))

    def all_members(self):
        """The userids of the company's active members, the owner first."""
        found, cursor = [], None
        while True:
            page = self.owner.call("GET", "/api/v1/members?limit=200" + (f"&cursor={cursor}" if cursor else ""))
            found += [item["userid"] for item in page["items"] if item["status"] == "active"]
            cursor = page["next_cursor"]
            if not cursor:
                break
        owner = self.owner_userid()
        return [owner] + sorted(userid for userid in found if userid != owner)

    def sign_in_all(self, members):
        """One password sign-in each (about 20 ms of CPU); kept in the scratch directory for the next run."""
        missing = [userid for userid in members if userid not in self.tokens]
        if missing:
            machine.note(f"signing in {len(missing)} members with their passwords")
            machine.pin_tree(self.roots(), {machine.SERVER_CORE, machine.CLIENT_CORE})
            with concurrent.futures.ThreadPoolExecutor(SIGN_INS_AT_ONCE) as pool:
                list(pool.map(self.sign_in, missing))
            self.tokens_file.write_text(json.dumps(self.tokens))
        return [self.tokens[userid] for userid in members]

    def token_file(self, name, members):
        path = self.scratch / f"{name}.tokens"
        path.write_text("\n".join(self.sign_in_all(members)) + "\n")
        return path

    def conversation_file(self, name, conversations):
        path = self.scratch / f"{name}.conversations"
        path.write_text("\n".join(conversations) + "\n")
        return path

    def group(self, owner, name, members):
        """A new group of `owner` and `members`; returns its id."""
        others = [userid for userid in members if userid != owner]
        return self.rest(owner).call("POST", "/api/v1/groups", {"name": name, "members": others})["id"]

    def direct(self, a, b):
        return self.rest(a).call("POST", "/api/v1/conversations/direct", {"peer": b})["id"]

    def roots(self):
        """The server and its PostgreSQL, wherever that hangs in the process tree."""
        roots = [self.process.pid]
        pid_file = self.data / "postgres/postmaster.pid"
        if pid_file.exists():
            postmaster = int(pid_file.read_text().split()[0])
            if postmaster not in machine.tree(self.process.pid):
                roots.append(postmaster)
        return roots

    def conninfo(self):
        """A connection to the private PostgreSQL, to read its log position."""
        socket = next((path for path in self.data.rglob(".s.PGSQL.*") if path.suffix != ".lock"), None)
        if socket is None:
            raise machine.BenchError(f"no PostgreSQL socket under {self.data}")
        return f"host={socket.parent} port={socket.suffix[1:]} user=weft_owner dbname=weft"

    def pin(self):
        machine.pin_tree(self.roots(), {machine.SERVER_CORE})

    def subject(self, name="weft", **more):
        fields = {"name": name, "dialect": "weft", "port": self.port, "pids": ":".join(map(str, self.roots())), **more}
        return ",".join(f"{key}={value}" for key, value in fields.items())

    def stop(self):
        if self.tokens:
            self.tokens_file.write_text(json.dumps(self.tokens))
        self.process.stop()
