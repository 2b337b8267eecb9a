"""The arithmetic of the bench report: which way a ratio goes, and when a goal counts as held."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from driver.report import Bar, goal, part, table  # noqa: E402


class Part(unittest.TestCase):
    def test_costs_compare_weft_to_the_reference(self):
        entry = part("cpu", "us", [3.0, 3.3, 3.6], [3.0, 3.0, 3.0], Bar("<=", 1.5), Bar("<=", 1.05))
        self.assertEqual((entry["ratio"], entry["weft"], entry["reference"]), (1.1, 3.3, 3.0))
        self.assertEqual((entry["held"], entry["aim_held"]), (True, False))
        self.assertEqual((entry["repeats"], entry["spread"]), (3, [1.0, 1.2]))

    def test_work_for_cost_is_the_inverse(self):
        entry = part("deliveries per CPU second", "us", [3.0], [30.0], Bar(">=", 6), Bar(">=", 11), inverse=True)
        self.assertEqual((entry["ratio"], entry["held"], entry["aim_held"]), (10.0, True, False))


class Goal(unittest.TestCase):
    def test_is_held_when_all_parts_are(self):
        good = part("a", "us", [1.0], [1.0], Bar("<=", 1.5), Bar("<=", 1.1))
        bad = part("b", "us", [2.0], [1.0], Bar("<=", 1.5), Bar("<=", 1.1))
        self.assertTrue(goal([good])["held"])
        self.assertFalse(goal([good, bad])["held"])
        self.assertEqual(len(goal([good, bad])["parts"]), 2)

    def test_table_shows_what_was_left_out(self):
        text = table({"P4": {"skipped": "no ejabberd"}, "P1": goal([part("cpu", "us", [1.0], [1.0], Bar("<=", 1.5), Bar("<=", 1.1))])})
        self.assertIn("skipped: no ejabberd", text)
        self.assertIn("aim", text)


if __name__ == "__main__":
    unittest.main()
