"""Endpoints of webhooks that behave badly, each in a way of its own, and one that behaves well.

Each request is kept: when it came, of which delivery it is, whether its signature is good, and what it was answered. The
signature is checked with nothing but the standard library, as any receiver could.
"""

import base64
import hashlib
import hmac
import json
import random
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WAYS = ("good", "fails", "flaky", "hangs", "redirects", "drips", "floods", "slow", "busy", "gone")


def signature(secret: str, headers, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class Seen:
    """One request."""

    def __init__(self, headers, body: bytes, secret: str):
        self.at = time.time()
        self.id = headers.get("webhook-id", "")
        given = headers.get("webhook-signature", "").split(" ")
        self.signed = bool(secret) and any(hmac.compare_digest(signature(secret, headers, body), one) for one in given)
        event = json.loads(body)
        self.type, self.data = event["type"], event["data"]
        self.happened = event["timestamp"]
        self.status = 0  # as answered; 0: not at all


class Receiver:
    """`ways`: the last part of the address says how it behaves."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.seen: dict[str, list[Seen]] = {way: [] for way in WAYS}
        self.secrets: dict[str, str] = {}
        self.ended = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):  # noqa: N802 (the name that the library calls)
                receiver.take(self)

            def log_message(self, *_):
                pass

        class Endpoint(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

            def handle_error(self, request, client_address):
                pass  # who sent has gone

        self.http = Endpoint(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def url(self, way: str) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}/{way}"

    def close(self) -> None:
        self.ended.set()
        self.http.shutdown()
        self.http.server_close()

    def take(self, request: BaseHTTPRequestHandler) -> None:
        way = request.path.removeprefix("/")
        body = request.rfile.read(int(request.headers.get("content-length", 0)))
        seen = Seen(request.headers, body, self.secrets.get(way, ""))
        with self.lock:
            self.seen[way].append(seen)
            earlier = sum(one.id == seen.id for one in self.seen[way])
        request.close_connection = True
        getattr(self, way)(request, seen, earlier)

    @staticmethod
    def answer(request, seen: Seen, status: int, headers: dict | None = None) -> None:
        seen.status = status
        request.send_response(status)
        for name, value in ({"Content-Length": "0"} | (headers or {})).items():
            request.send_header(name, value)
        request.end_headers()

    def good(self, request, seen, _):
        self.answer(request, seen, 200)

    def fails(self, request, seen, _):
        self.answer(request, seen, 500)

    def flaky(self, request, seen, _):
        self.answer(request, seen, 500 if self.random.random() < 0.3 else 204)

    def hangs(self, *_):
        self.ended.wait(30)

    def redirects(self, request, seen, _):
        self.answer(request, seen, 302, {"Location": self.url("good")})

    def drips(self, request, *_):
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
            request.wfile.write(bytes([byte]))
            if self.ended.wait(0.1):
                return

    def floods(self, request, seen, _):
        self.answer(request, seen, 200, {"Content-Length": str(1 << 40)})
        request.connection.settimeout(2)
        try:
            while not self.ended.is_set():
                request.wfile.write(b"x" * (1 << 16))
        except (OSError, socket.timeout):
            pass

    def slow(self, request, seen, _):
        self.ended.wait(0.5)
        self.answer(request, seen, 200)

    def busy(self, request, seen, earlier):
        if earlier == 1 and self.random.random() < 0.05:
            self.answer(request, seen, 429, {"Retry-After": "1"})
        else:
            self.answer(request, seen, 200)

    def gone(self, request, seen, _):
        self.answer(request, seen, 410)
