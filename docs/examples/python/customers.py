"""Pages through the customers whom the caller serves.

WEFT_ORIGIN=https://chat.example.com WEFT_TOKEN=... python3 customers.py
"""

import os

from weft import call


def customers(token: str, limit: int):
    cursor = None
    while True:
        page = call("POST", "/api/v1/contacts/list", {"limit": limit, "cursor": cursor}, token)
        yield from page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return


for one in customers(os.environ["WEFT_TOKEN"], int(os.environ.get("WEFT_LIMIT", "100"))):
    print(one["contact"]["name"], one["follow"]["status"])
