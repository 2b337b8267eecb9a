"""Runs the checks one after the other on one server.

usage: company.py WEFT [--people N] [--departments N] [--keep]

The last line is `N passed, M failed`.
"""

import argparse
import os
import shutil
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
from checks import Checks  # noqa: E402
from stand import Stand  # noqa: E402
import departure  # noqa: E402
import importing  # noqa: E402
import joining  # noqa: E402
from group import Group  # noqa: E402
from region import Region  # noqa: E402


def run_all(stand: Stand, checks: Checks, options) -> None:
    company = checks.run("a company comes out of an office suite",
                         lambda: importing.bring_the_company(stand, options.people, options.departments))
    if not company:
        return
    _, rows, workbook = company
    checks.run("the same table again changes nothing",
               lambda: importing.again_changes_nothing(stand, options.people, workbook))
    checks.run("the export opens in the office suite", lambda: importing.opens_in_the_office_suite(stand, rows))
    checks.run("what is wrong is told row by row", lambda: importing.wrong_tables_are_told(stand))
    checks.run("the template is filled in", lambda: importing.the_template_is_filled_in(stand))
    checks.run("imported people sign in", lambda: importing.people_sign_in(stand))
    region = checks.run("a region gets an administrator", lambda: Region(stand))
    for step in region.steps() if region else []:
        checks.run("the administrator of a region " + step.__name__.replace("_", " "), step)
    checks.run("a link leads into the company", lambda: joining.by_the_link(stand))
    checks.run("a link with approval leads there too", lambda: joining.with_approval(stand))
    group = checks.run("a group of 2,000 is made", lambda: Group(stand, options.people))
    for step in group.steps() if group else []:
        checks.run("a group of 2,000 " + step.__name__.replace("_", " "), step)
    checks.run("who is disabled is gone at once", lambda: departure.disabled_at_once(stand))
    checks.run("who is off-boarded is gone at once", lambda: departure.off_boarded_at_once(stand))
    checks.run("the last owner stays", lambda: departure.the_last_owner_stays(stand))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("weft")
    parser.add_argument("--people", type=int, default=10000)
    parser.add_argument("--departments", type=int, default=500)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    scratch = tempfile.mkdtemp(prefix="weft-company-")
    os.chmod(scratch, 0o755)
    checks, stand = Checks(), None
    try:
        stand = Stand(options.weft, scratch)
        run_all(stand, checks, options)
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
