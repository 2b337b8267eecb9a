"""The checks of G10 see what they are there for."""

import unittest

from receiver import Seen, signature
from scenarios.webhooks import disordered

SECRET = "whsec_" + "QUJD" * 8


def request(number: int, seq: int, status: int, conversation: str = "c") -> Seen:
    body = ('{"type":"message.created","timestamp":"2026-01-01T00:00:00.000Z","data":{"conversation":"%s","seq":%d}}' %
            (conversation, seq)).encode()
    headers = {"webhook-id": f"d{number}", "webhook-timestamp": "1", "webhook-signature": "v1,wrong"}
    headers["webhook-signature"] += " " + signature(SECRET, headers, body)
    seen = Seen(headers, body, SECRET)
    seen.status = status
    return seen


class Fake:
    def __init__(self, *seen: Seen):
        self.seen = {"way": list(seen)}


class Order(unittest.TestCase):
    def wrong(self, *seen: Seen, rows: dict | None = None) -> int:
        return disordered(Fake(*seen), "way", rows or {})

    def test_holds_when_each_was_taken_before_the_next(self):
        self.assertEqual(self.wrong(request(1, 1, 500), request(1, 1, 200), request(2, 2, 200)), 0)

    def test_is_broken_by_overtaking(self):
        self.assertEqual(self.wrong(request(1, 1, 500), request(2, 2, 200)), 1)

    def test_ends_after_four_failures(self):
        self.assertEqual(self.wrong(*[request(1, 1, 500)] * 4, request(2, 2, 200), request(1, 1, 500)), 0)
        self.assertEqual(self.wrong(*[request(1, 1, 500)] * 3, request(2, 2, 200)), 1)

    def test_allows_a_request_that_a_kill_lost(self):
        seen = [request(1, 1, 500)] * 3 + [request(2, 2, 200)]
        self.assertEqual(self.wrong(*seen, rows={"d1": ("failed", 4)}), 0)
        self.assertEqual(self.wrong(*seen, rows={"d1": ("delivered", 3)}), 1)
        later = [request(1, 1, 500), request(2, 2, 200)] + [request(1, 1, 500)] * 3
        self.assertEqual(self.wrong(*later, rows={"d1": ("failed", 4)}), 1)

    def test_is_one_of_each_conversation(self):
        self.assertEqual(self.wrong(request(1, 1, 500), request(2, 2, 200, "other")), 0)


class Signatures(unittest.TestCase):
    def test_are_looked_at(self):
        self.assertTrue(request(1, 1, 200).signed)
        body = b'{"type":"t","timestamp":"","data":{}}'
        headers = {"webhook-id": "d", "webhook-timestamp": "1", "webhook-signature": "v1,wrong"}
        self.assertFalse(Seen(headers, body, SECRET).signed)
        headers["webhook-signature"] = signature(SECRET, headers, body + b" ")
        self.assertFalse(Seen(headers, body, SECRET).signed)


if __name__ == "__main__":
    unittest.main()
