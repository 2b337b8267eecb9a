"""Runs checks one after the other, tells how each went, and counts."""

import sys
import time
import traceback


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def run(self, name: str, body) -> object:
        began = time.monotonic()
        try:
            result = body()
        except Exception:  # pylint: disable=broad-except
            self.failed += 1
            print(f"  FAILED {name}")
            traceback.print_exc(file=sys.stdout)
            return None
        self.passed += 1
        print(f"  ok     {name}, {time.monotonic() - began:.1f} s", flush=True)
        return result
