"""Receives what a webhook tells, and takes only what is signed.

WEFT_WEBHOOK_SECRET=whsec_... PORT=8000 python3 webhook.py
"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["WEFT_WEBHOOK_SECRET"]


def is_from_weft(headers, body: bytes) -> bool:
    if abs(time.time() - int(headers.get("webhook-timestamp", "0"))) > 300:
        return False
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # Several, while a secret is being changed.
    return any(hmac.compare_digest(wanted, one) for one in headers.get("webhook-signature", "").split(" "))


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):  # noqa: N802 (the name that the library calls)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        good = is_from_weft(self.headers, body)
        self.send_response(204 if good else 401)
        self.end_headers()
        if good:  # the same webhook-id may come twice: pass over what you have seen
            event = json.loads(body)
            print(event["type"], json.dumps(event["data"]), flush=True)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hook)
print("listening", flush=True)
server.serve_forever()
