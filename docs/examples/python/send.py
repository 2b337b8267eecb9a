"""Signs in and writes to a colleague.

WEFT_ORIGIN=https://chat.example.com WEFT_USER=alice WEFT_PASSWORD=... python3 send.py bob 'hello Bob'
"""

import os
import sys
import uuid

from weft import call

to, text = sys.argv[1:]
token = call("POST", "/api/v1/sessions", {"user": os.environ["WEFT_USER"], "password": os.environ["WEFT_PASSWORD"],
                                          "device": "send.py"})["token"]
chat = call("POST", "/api/v1/conversations/direct", {"peer": to}, token)["id"]
# The client_id makes it safe to send the same again when no answer came: it is written once.
sent = call("POST", f"/api/v1/conversations/{chat}/messages",
            {"client_id": str(uuid.uuid4()), "kind": "text", "body": {"text": text}}, token)
print(f"message {sent['seq']} of {chat}")
