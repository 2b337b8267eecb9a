"""The server under test, and callers that know its operations by name, over REST."""

import http.client
import json
import os
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "faults"))

# pylint: disable=wrong-import-position
from server import Failed, Server, wait_for  # noqa: E402
from wsclient import Client, Gone, Refused, sign_in  # noqa: E402,F401

COMPANY, HANDLE, OWNER, PASSWORD = "Acme", "acme", "boss", "correct horse battery"
SETTINGS = {"server": {"io_threads": 4},
            "limits": {"requests_per_second": 0, "devices_per_person": 100, "sign_in_failures_per_address": 1000000},
            "log": {"level": "warn"}}


class Caller:
    """Somebody who calls operations; `token` None: nobody in particular."""

    def __init__(self, stand: "Stand", token: str | None = None):
        self.stand, self.token = stand, token

    def raw(self, method: str, target: str, body: bytes | None, headers: dict) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.stand.port, timeout=120)
        try:
            if self.token:
                headers = headers | {"Authorization": "Bearer " + self.token}
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def __call__(self, operation: str, **fields):
        """The result of an operation; Refused with its problem."""
        method, path = self.stand.operations[operation]
        for name in [name for name in fields if "{" + name + "}" in path]:
            path = path.replace("{" + name + "}", urllib.parse.quote(str(fields.pop(name)), safe=""))
        body, headers = None, {}
        if method in ("GET", "DELETE"):
            flat = {name: str(value).lower() if isinstance(value, bool) else value for name, value in fields.items()}
            path += "?" + urllib.parse.urlencode(flat) if flat else ""
        else:
            body, headers = json.dumps(fields).encode(), {"Content-Type": "application/json"}
        status, answer = self.raw(method, path, body, headers)
        if status >= 400:
            raise Refused(json.loads(answer))
        return json.loads(answer)

    def all(self, operation: str, **fields) -> list:
        """The items of all pages."""
        items, cursor = [], None
        while True:
            page = self(operation, limit=100, **fields, **({"cursor": cursor} if cursor else {}))
            items += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return items

    def refused(self, operation: str, **fields) -> int:
        """The status of an operation that must not be carried out; 200 when it was."""
        try:
            self(operation, **fields)
            return 200
        except Refused as refusal:
            return refusal.status

    def upload(self, path: str, purpose: str = "import") -> str:
        """The id of the file."""
        with open(path, "rb") as file:
            content = file.read()
        query = urllib.parse.urlencode({"name": os.path.basename(path), "purpose": purpose})
        status, answer = self.raw("POST", "/api/v1/files?" + query, content,
                                  {"Content-Type": "application/octet-stream"})
        if status != 200:
            raise Refused(json.loads(answer))
        return json.loads(answer)["id"]

    def download(self, file: str, path: str) -> str:
        status, answer = self.raw("GET", f"/api/v1/files/{file}/content", None, {})
        if status != 200:
            raise Refused(json.loads(answer))
        with open(path, "wb") as out:
            out.write(answer)
        return path

    def job(self, job: str, seconds: float = 600) -> dict:
        """Waits for the end of a job; with how often its progress was another than before."""
        seen: set[int] = set()

        def ended():
            view = self("job.get", job=job)
            seen.add(view["done"])
            return view if view["status"] in ("done", "failed") else None
        view = wait_for(ended, seconds, f"job {job} ends", 0.05)
        return view | {"steps_seen": len(seen)}


class Stand:
    """One server with a company and its owner."""

    def __init__(self, weft: str, scratch: str, settings: dict | None = None):
        self.scratch = scratch
        self.server = Server(weft, os.path.join(scratch, "server"), settings or SETTINGS)
        self.server.write_config()
        done = subprocess.run(self.server.command("init", "--company", COMPANY, "--handle", HANDLE, "--owner", OWNER,
                                                  "--name", "Boss", "--password-stdin"),
                              input=PASSWORD + "\n", capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"weft init: {done.stderr.strip()[-300:]}")
        self.server.start()
        self.port = self.server.port
        self.operations = self.read_operations()
        self.boss = self.signed_in(OWNER)

    def read_operations(self) -> dict[str, tuple[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/openapi.json")
        paths = json.loads(connection.getresponse().read())["paths"]
        connection.close()
        return {operation["operationId"]: (method.upper(), path)
                for path, methods in paths.items() for method, operation in methods.items()}

    def signed_in(self, user: str, password: str = PASSWORD) -> Caller:
        return Caller(self, sign_in(self.port, user, password, "end to end")["token"])

    def activated(self, user: str, password: str = PASSWORD) -> Caller:
        """The first sign-in of an imported person: a code sets the password."""
        made = self.boss("activation.create", member=user)
        code = made["code"]
        assert made["link"] == "/activate/" + code, made
        Caller(self)("activation.use", code=code, password=password)
        return self.signed_in(user, password)

    def peak_mib(self) -> int:
        with open(f"/proc/{self.server.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM:"))

    def say(self, **figures) -> None:
        print("  " + json.dumps(figures), flush=True)


def timed(what):
    """The result of what(), and the seconds it took."""
    began = time.monotonic()
    result = what()
    return result, time.monotonic() - began
