"""What schemathesis cannot know of this API."""

import itertools

import schemathesis

calls = itertools.count()


@schemathesis.hook
def before_call(_, case, __):
    """A key that was used before answers with a conflict, whatever else is sent: most calls get one of their own."""
    key = (case.headers or {}).get("Idempotency-Key")
    number = next(calls)
    if key and len(key) <= 128 and number % 8:
        case.headers["Idempotency-Key"] = f"{key[:64]}-{number}"
