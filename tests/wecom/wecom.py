"""Runs the checks of each subject on one server.

usage: wecom.py WEFT [--only SUBJECT,...] [--keep]

A subject is a module with `checks(stand)`, which gives (name, function) pairs in the order in which they run. The last
line is `N passed, M failed`.
"""

import argparse
import os
import shutil
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
from dialect import SETTINGS, Stand  # noqa: E402
from checks import Checks  # noqa: E402
import batches  # noqa: E402
import callbacks  # noqa: E402
import customer_contacts  # noqa: E402
import customer_groups  # noqa: E402
import customer_messages  # noqa: E402
import customer_regions  # noqa: E402
import customer_transfers  # noqa: E402
import customer_ways  # noqa: E402
import directory  # noqa: E402
import matrix  # noqa: E402
import media  # noqa: E402
import messages  # noqa: E402
import oauth  # noqa: E402
import tokens  # noqa: E402

SUBJECTS = {"tokens": tokens, "directory": directory, "batches": batches, "messages": messages,
            "customers": customer_contacts,
            "customer_ways": customer_ways, "customer_transfers": customer_transfers,
            "customer_groups": customer_groups, "customer_messages": customer_messages,
            "customer_regions": customer_regions, "media": media, "oauth": oauth, "callbacks": callbacks,
            "matrix": matrix}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("weft")
    parser.add_argument("--only", default=",".join(SUBJECTS))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    scratch = tempfile.mkdtemp(prefix="weft-wecom-")
    os.chmod(scratch, 0o755)
    checks, stand = Checks(), None
    try:
        stand = Stand(options.weft, scratch, SETTINGS | {"webhooks": {"allowed_networks": ["127.0.0.0/8"]}})
        for subject in options.only.split(","):
            for name, body in SUBJECTS[subject].checks(stand):
                checks.run(f"{subject}: {name}", body)
    except Exception:  # pylint: disable=broad-except
        checks.failed += 1
        traceback.print_exc(file=sys.stdout)
    finally:
        if stand:
            stand.server.cleanup()
        if not options.keep:
            shutil.rmtree(scratch, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
