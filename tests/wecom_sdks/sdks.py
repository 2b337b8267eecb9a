"""Programs written for WeCom, with SDKs nobody has touched, at work in one company; each reads what others wrote.

usage: sdks.py WEFT [--members N] [--only STORY,...] [--keep]

The stories run in their order and build on each other. The last line is `N passed, M failed`.
"""

import argparse
import os
import shutil
import sys
import tempfile
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "wecom")]

# pylint: disable=wrong-import-position
from wecom import Checks  # noqa: E402
from office import Office  # noqa: E402
import crm  # noqa: E402
import doors_story  # noqa: E402
import monitor  # noqa: E402
import pushing  # noqa: E402
import sync  # noqa: E402

STORIES = {"doors": doors_story, "sync": sync, "app": pushing, "crm": crm, "monitor": monitor}
NEEDS = {"app": ("sync",), "crm": ("sync", "app"), "monitor": ("sync",)}


def wanted(names: list[str]) -> list[str]:
    chosen = set(names)
    for name in names:
        chosen.update(NEEDS.get(name, ()))
    return [name for name in STORIES if name in chosen]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("weft")
    parser.add_argument("--members", type=int, default=200 if os.environ.get("CI") else 2000)
    parser.add_argument("--only", default=",".join(STORIES))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if options.members < 100:
        parser.error("--members must be 100 or more: some of them leave")
    scratch = tempfile.mkdtemp(prefix="weft-sdks-")
    os.chmod(scratch, 0o755)
    checks, office = Checks(), None
    try:
        office = Office(options.weft, scratch, options.members)
        for story in wanted(options.only.split(",")):
            for name, body in STORIES[story].checks(office):
                checks.run(f"{story}: {name}", body)
    except Exception:  # pylint: disable=broad-except
        checks.failed += 1
        traceback.print_exc(file=sys.stdout)
    finally:
        if office:
            office.close()
        if options.keep:
            print(f"left in {scratch}")
        else:
            shutil.rmtree(scratch, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
