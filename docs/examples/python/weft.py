"""A call over REST, with nothing but the standard library."""

import json
import os
import urllib.error
import urllib.request

ORIGIN = os.environ["WEFT_ORIGIN"]


class Problem(Exception):
    """A refusal: `code`, `detail`, `field` ... as the server gave them."""

    def __init__(self, given: dict):
        super().__init__(given["detail"])
        self.given = given


def call(method: str, path: str, fields: dict | None = None, token: str | None = None) -> dict:
    headers = {"Content-Type": "application/json"} if fields is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps(fields).encode() if fields is not None else None
    request = urllib.request.Request(ORIGIN + path, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        raise Problem(json.load(refusal)) from None
