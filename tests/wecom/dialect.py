"""Clients of the WeCom dialect: an app of the company and its token."""

import http.client
import json
import os
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "company"))

# pylint: disable=wrong-import-position
from stand import HANDLE, PASSWORD, SETTINGS, Caller, Refused, Stand, wait_for  # noqa: E402,F401


class App:
    """An app of the company; `roles` are built-in roles for the whole company, `range` as app.create takes it."""

    def __init__(self, stand: Stand, name: str, roles: tuple[str, ...] = (), everybody: bool = True, **fields):
        self.stand = stand
        fields.setdefault("range", {"everybody": everybody})
        made = stand.boss("app.create", name=name, **fields)
        self.agentid, self.id, self.secret = made["app"]["app"], made["app"]["id"], made["secret"]
        for role in roles:
            stand.boss("role.assign", role=role, member=self.id, company=True)
        self.token = self.get_token()

    def get_token(self) -> str:
        return self.ok("gettoken", {"corpid": HANDLE, "corpsecret": self.secret}, token=False)["access_token"]

    def raw(self, method: str, path: str, query: dict, body: bytes | None = None,
            headers: dict | None = None) -> tuple[int, dict, bytes]:
        """Status, headers (lower case) and body of a request below /cgi-bin/."""
        connection = http.client.HTTPConnection("127.0.0.1", self.stand.port, timeout=60)
        try:
            connection.request(method, "/cgi-bin/" + path + "?" + urllib.parse.urlencode(query), body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def ask(self, path: str, query: dict | None = None, body: dict | None = None, token: bool = True) -> dict:
        """A GET, or with a body a POST as most clients send it (JSON without a Content-Type); whatever is answered."""
        query = dict(query or {})
        if token:
            query["access_token"] = self.token
        status, headers, answer = self.raw("GET" if body is None else "POST", path, query,
                                           None if body is None else json.dumps(body, ensure_ascii=False).encode())
        assert status == 200 and headers["content-type"].startswith("application/json"), (path, status, answer)
        told = json.loads(answer)
        assert type(told["errcode"]) is int and type(told["errmsg"]) is str, (path, told)
        return told

    def get(self, path: str, **query) -> dict:
        return self.ok(path, query)

    def post(self, path: str, body: dict, **query) -> dict:
        return self.ok(path, query, body)

    def ok(self, path: str, query: dict | None = None, body: dict | None = None, token: bool = True) -> dict:
        told = self.ask(path, query, body, token)
        assert told["errcode"] == 0 and told["errmsg"] == "ok", (path, told)
        return told

    def code(self, path: str, query: dict | None = None, body: dict | None = None) -> int:
        """The errcode; what is refused says why, and from where it came."""
        told = self.ask(path, query, body)
        assert told["errcode"] == 0 or "from ip: " in told["errmsg"], (path, told)
        return told["errcode"]


def shaped(told: object, shape: object, path: str = "answer") -> None:
    """Checks every documented field: a type, a value, a list with the shape of its items ([shape, ...]: one at least; []:
    none), or a dict of these. What is answered beyond them is no fault."""
    if isinstance(shape, type):
        assert type(told) is shape, f"{path} is {told!r}, not {shape.__name__}"
    elif isinstance(shape, dict):
        assert isinstance(told, dict), f"{path} is {told!r}, not an object"
        for name, inner in shape.items():
            assert name in told, f"{path} has no {name}: {told}"
            shaped(told[name], inner, f"{path}.{name}")
    elif isinstance(shape, list):
        assert isinstance(told, list), f"{path} is {told!r}, not a list"
        assert told or ... not in shape, f"{path} is empty"
        assert shape or not told, f"{path} is {told!r}, not empty"
        for place, item in enumerate(told):
            shaped(item, shape[0], f"{path}[{place}]")
    else:
        assert told == shape and type(told) is type(shape), f"{path} is {told!r}, not {shape!r}"
