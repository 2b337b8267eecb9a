"""A small blocking WebSocket and REST client of Weft, for scenarios of low volume. Standard library only."""

import base64
import http.client
import json
import os
import socket
import struct
import time


class Refused(Exception):
    """The server answered with an error object."""

    def __init__(self, error: dict):
        super().__init__(f"{error.get('status')} {error.get('code')}: {error.get('detail', '')}")
        self.error = error
        self.status = error.get("status")
        self.code = error.get("code")


class Gone(Exception):
    """The connection ended; `code` is that of the close frame, or 1006."""

    def __init__(self, code: int, reason: str = ""):
        super().__init__(f"closed with {code} {reason}")
        self.code = code


class Rest:
    """JSON over HTTP, one connection a call: set-up must survive restarts of the server."""

    def __init__(self, port: int, token: str | None = None, host: str = "127.0.0.1", timeout: float = 60):
        self.host, self.port, self.token, self.timeout = host, port, token, timeout

    def call(self, method: str, path: str, body=None):
        return self.send_(method, path, None if body is None else json.dumps(body), "application/json")

    def upload(self, path: str, purpose: str) -> str:
        """Sends the file at `path`; its id."""
        with open(path, "rb") as file:
            content = file.read()
        return self.send_("POST", f"/api/v1/files?name={os.path.basename(path)}&purpose={purpose}", content,
                          "application/octet-stream")["id"]

    def send_(self, method: str, path: str, body, content_type: str):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        try:
            headers = {"Content-Type": content_type}
            if self.token:
                headers["Authorization"] = "Bearer " + self.token
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status >= 400:
                try:
                    raise Refused(json.loads(text))
                except json.JSONDecodeError:
                    raise Refused({"status": answer.status, "code": "?", "detail": text[:200]}) from None
            if answer.getheader("Content-Type", "").startswith("application/json"):
                return json.loads(text)
            return text
        finally:
            connection.close()

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body if body is not None else {})


def sign_in(port: int, user: str, password: str, device: str = "faults") -> dict:
    return Rest(port).post("/api/v1/sessions", {"user": user, "password": password, "device": device})


class Client:
    """One WebSocket. `request` returns the result and keeps the events that came meanwhile in `events`."""

    def __init__(self, port: int, token: str | None, host: str = "127.0.0.1", timeout: float = 20,
                 receive_buffer: int = 0):
        self.token, self.timeout = token, timeout
        self.events: list[dict] = []
        self.data_ = b""
        self.fragments_ = b""
        self.last_id_ = 0
        self.socket_ = socket.socket()
        if receive_buffer:
            self.socket_.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket_.settimeout(timeout)
        self.socket_.connect((host, port))
        self.socket_.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.upgrade_(host, port)

    def upgrade_(self, host, port):
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket_.sendall((f"GET /ws HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
                              f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
                              "Sec-WebSocket-Protocol: weft.v1\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.data_:
            self.more_(time.monotonic() + self.timeout)
        head, self.data_ = self.data_.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise Gone(1006, head.decode(errors="replace")[:200])

    # --- frames -------------------------------------------------------------------------------------------------
    def more_(self, deadline):
        self.socket_.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            data = self.socket_.recv(262144)
        except (ConnectionError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise Gone(1006, str(error)) from None
        if not data:
            raise Gone(1006)
        self.data_ += data

    def send_frame(self, opcode: int, payload: bytes):
        mask = os.urandom(4)
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
        key = mask * (size // 4 + 1)
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(key[:size], "big")).to_bytes(size, "big")
        try:
            self.socket_.sendall(head + mask + masked)
        except OSError as error:
            raise Gone(1006, str(error)) from None

    def frame_(self, deadline):
        """The next (opcode, fin, payload)."""
        while True:
            data = self.data_
            if len(data) >= 2:
                size, at = data[1] & 0x7F, 2
                if size == 126 and len(data) >= 4:
                    size, at = struct.unpack_from("!H", data, 2)[0], 4
                elif size == 127 and len(data) >= 10:
                    size, at = struct.unpack_from("!Q", data, 2)[0], 10
                elif size >= 126:
                    at = 1 << 62
                if len(data) >= at + size:
                    self.data_ = data[at + size:]
                    return data[0] & 15, bool(data[0] & 0x80), data[at:at + size]
            self.more_(deadline)

    def objects_(self, deadline):
        """The JSON objects of the next text message."""
        while True:
            opcode, fin, payload = self.frame_(deadline)
            if opcode == 9:
                self.send_frame(10, payload)
            elif opcode == 8:
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
                self.socket_.close()
                raise Gone(code, payload[2:].decode(errors="replace"))
            elif opcode in (0, 1):
                self.fragments_ += payload
                if fin:
                    text, self.fragments_ = self.fragments_, b""
                    return [json.loads(line) for line in text.split(b"\n") if line]

    # --- weft.v1 ------------------------------------------------------------------------------------------------
    def send(self, op: str, arguments: dict, **extra) -> int:
        self.last_id_ += 1
        request = {"id": self.last_id_, "op": op, "in": arguments} | extra
        self.send_frame(1, json.dumps(request).encode())
        return self.last_id_

    def request(self, op: str, arguments: dict | None = None, **extra) -> dict:
        return self.wait_answer(self.send(op, arguments or {}, **extra))

    def wait_answer(self, wanted: int) -> dict:
        """The result of that request; answers to others that come meanwhile are dropped."""
        deadline = time.monotonic() + self.timeout
        answer = None
        while answer is None:
            for item in self.objects_(deadline):
                if item.get("id") == wanted:
                    answer = item
                elif "ev" in item:
                    self.events.append(item)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["ok"]

    def hello(self, cursors: dict | None = None, epoch: str | None = None, **more) -> dict:
        arguments = {"device": "faults"} | more
        if self.token:
            arguments["token"] = self.token
        if cursors is not None:
            arguments["cursors"] = cursors
        if epoch:
            arguments["epoch"] = epoch
        return self.request("hello", arguments)

    def wait_event(self, wanted, timeout: float | None = None) -> dict:
        """The first event for which `wanted(event)` holds, taken out of `events`; earlier ones stay there."""
        deadline = time.monotonic() + (timeout or self.timeout)
        looked = 0
        while True:
            for at in range(looked, len(self.events)):
                if wanted(self.events[at]):
                    return self.events.pop(at)
            looked = len(self.events)
            self.events.extend(item for item in self.objects_(deadline) if "ev" in item)

    def drain(self) -> list[dict]:
        """All events that have arrived, without waiting for more."""
        try:
            while True:
                self.events.extend(item for item in self.objects_(time.monotonic()) if "ev" in item)
        except TimeoutError:
            pass
        events, self.events = self.events, []
        return events

    def entries(self, conversation: str, after: int = 0) -> tuple[list[dict], int]:
        """Everything readable behind `after`, and the head."""
        items: list[dict] = []
        while True:
            page = self.request("entry.list", {"conversation": conversation, "after": after, "limit": 200})
            items += page["items"]
            if page["covers"]["to"] <= after or page["covers"]["to"] >= page["head_seq"]:
                return items, page["head_seq"]
            after = page["covers"]["to"]

    def close(self):
        try:
            self.send_frame(8, struct.pack("!H", 1000))
        except Gone:
            pass
        self.socket_.close()
