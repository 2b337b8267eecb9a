"""Turns rounds into the JSON entry of a goal."""
import statistics


def median(rounds, key):
    return statistics.median(round_[key] for round_ in rounds)


def significant(value, digits=4):
    return float(f"{value:.{digits}g}")


class Bar:
    """A bound on a ratio: `<= 1.5` or `>= 0.9`."""

    def __init__(self, sign, value):
        self.sign, self.value = sign, value

    def holds(self, ratio):
        return ratio <= self.value if self.sign == "<=" else ratio >= self.value

    def __str__(self):
        return f"{self.sign} {self.value:g}"


def part(what, unit, weft, reference, must, aim, inverse=False):
    """One ratio of a goal. `weft` and `reference` are lists of one figure a round, in the order measured. `inverse`: the figures
    are costs but the goal speaks of work per cost (deliveries per CPU second), so the ratio is reference / weft."""
    over, under = (reference, weft) if inverse else (weft, reference)
    ratio = statistics.median(over) / statistics.median(under)
    each = [a / b for a, b in zip(over, under)]
    return {
        "what": what,
        "unit": unit,
        "ratio": significant(ratio),
        "weft": significant(statistics.median(weft)),
        "reference": significant(statistics.median(reference)),
        "repeats": len(each),
        "spread": [significant(min(each)), significant(max(each))],
        "must": str(must),
        "aim": str(aim),
        "held": must.holds(ratio),
        "aim_held": aim.holds(ratio),
    }


def goal(parts, **extra):
    """The entry of a goal: the first part's figures in front; with several parts it is held when all are."""
    entry = dict(parts[0])
    if len(parts) > 1:
        entry["held"] = all(each["held"] for each in parts)
        entry["aim_held"] = all(each["aim_held"] for each in parts)
        entry["parts"] = parts
    entry.update(extra)
    return entry


def figures(rounds, key):
    return [round_[key] for round_ in rounds]


def medians(rounds):
    """Every figure of the rounds, as medians: the detail behind the ratio."""
    return {key: significant(median(rounds, key)) for key in rounds[0] if isinstance(rounds[0][key], (int, float))}


def table(results):
    """A short table for people."""
    lines = [f"{'goal':5} {'ratio':>8}  {'must':>8} {'aim':>8}  held   weft / reference"]
    for name, entry in results.items():
        if "ratio" not in entry:
            lines.append(f"{name:5} " + "; ".join(f"{key}: {value}" for key, value in entry.items()))
            continue
        for each in entry.get("parts", [entry]):
            held = "aim" if each["aim_held"] else "must" if each["held"] else "NO"
            lines.append(f"{name:5} {each['ratio']:8.3g}  {each['must']:>8} {each['aim']:>8}  {held:5}  "
                         f"{each['weft']:g} / {each['reference']:g} {each['unit']} ({each['what']})")
    return "\n".join(lines)
