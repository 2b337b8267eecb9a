#!/usr/bin/env python3
"""The checker: histories and the final read-back in, counts of anomalies out.

    checker.py FOLDER [--json FILE] [--restored-from TIME] [--jobs N]

Exit code 0: no anomaly; 1: at least one; 2: the histories cannot be judged. The words are defined in README.md here.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time

from finallog import FOREVER, Broken, back_files, hist_files, load
from replay import KINDS, Findings, Replay

_shared: dict = {}


def _replay(path: str):
    replay = Replay(path, _shared["logs"], _shared["prefix"]).run()
    sends = [(s.log, replay.principal, s.cid, s.hash, s.sent_at, s.acked_at, s.seq, s.unmarked, s.refused, s.open)
             for s in replay.sends.values()]
    return replay.found, sends, replay.principal, replay.events, replay.items, replay.altered, replay.sessions


def check(folder: str, restored_from: int | None = None, jobs: int | None = None) -> dict:
    """The report as a dict. `restored_from`: the logs come from a backup begun at that time, so they need to hold
    only what was acknowledged before it, and are judged as prefixes."""
    began = time.monotonic()
    if not back_files(folder):
        raise Broken(f"{folder}: no read-back (*.back)")
    logs = load(folder)
    _shared.update(logs=logs, prefix=restored_from is not None)
    paths = hist_files(folder) + back_files(folder)
    jobs = min(jobs or os.cpu_count() or 1, len(paths))
    if jobs > 1:
        # Forked workers share the logs; big files first, so that none is left alone at the end.
        paths.sort(key=os.path.getsize, reverse=True)
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            results = pool.map(_replay, paths, chunksize=1)
    else:
        results = [_replay(path) for path in paths]
    found = Findings()
    report = {"clients": len(hist_files(folder)), "conversations": len(logs)}
    sends, people = [], set()
    for path, (findings, file_sends, principal, events, items, altered, sessions) in zip(paths, results):
        found.merge(findings)
        sends.extend(file_sends)
        people.add(principal)
        add(report, "deliveries", events)
        add(report, "read_back" if path.endswith(".back") else "paged", items)
        add(report, "altered", altered)
        add(report, "sessions", sessions)
    by_name = {log.name: log for log in logs.values()}
    check_logs(logs, found)
    claimed = check_sends(sends, by_name, found, report, restored_from)
    check_unclaimed(logs, claimed, people, found)
    check_real_time(sends, by_name, found)
    wanted = {name for name, *_, refused, still_open in sends if still_open or not refused}
    unread = sorted(name for name in wanted if name not in by_name or not by_name[name].complete)
    report |= {kind: found.counts.pop(kind, 0) for kind in KINDS}
    report |= found.counts
    report["unread"] = unread
    report["examples"] = found.examples
    report["checked_in_s"] = round(time.monotonic() - began, 2)
    report["held"] = not unread and all(report[kind] == 0 for kind in KINDS)
    return report


def add(report: dict, key: str, count: int) -> None:
    report[key] = report.get(key, 0) + count


def check_logs(logs: dict, found: Findings) -> None:
    """Holes, double rows, numbering: what the read-back alone shows."""
    for log in logs.values():
        head = max(log.read_head, log.head)
        holes = head - log.first + 1 - log.count(log.first, head)
        if holes:
            found.add("gap", f"{log.name}: {holes} of {log.first}..{head} are no entries", holes)
        for (actor, cid), seqs in log.places.items():
            if len(seqs) > 1:
                found.add("duplicate", f"{log.name}: {cid.decode()} stands at {seqs}", len(seqs) - 1)
        for text in log.variants:
            found.add("divergent", text)
        number = 0 if log.first == 1 else None  # how many messages are gone is known by the first that is left
        for seq in log.seqs:
            _, kind, _, _, stated, _ = log.rows[seq]
            if kind == b"message" and stated != b"-":
                number = int(stated) if number is None else number + 1
                if int(stated) != number:
                    found.add("gap", f"{log.name} seq {seq}: message_no {int(stated)}, expected {number}")
                    number = int(stated)


def check_sends(sends, by_name, found, report, restored_from) -> set:
    """Every send against the log. Returns the (log, actor, cid) that somebody sent."""
    claimed = set()
    for key in ("acked", "unknown", "unknown_stored", "refused", "unmarked", "trimmed"):
        report[key] = 0
    report["sends"] = len(sends)
    for name, actor, cid, digest, _, acked_at, seq, unmarked, refused, still_open in sends:
        claimed.add((name, actor, cid))
        log = by_name.get(name)
        places = log.places.get((actor, cid), []) if log else []
        text = f"{name}: {cid.decode()}"
        if acked_at != FOREVER:
            report["acked"] += 1
            report["unmarked"] += max(0, unmarked - 1)
            if places:
                if seq not in places:
                    found.add("divergent", f"{text} acknowledged at {seq}, stands at {places}")
            elif log and seq < log.first:
                report["trimmed"] += 1
            elif restored_from is None or acked_at < restored_from:
                found.add("lost", f"{text} acknowledged at {seq} is nowhere in the log")
        elif refused and not still_open:
            report["refused"] += 1
            if places:
                found.add("phantom", f"{text} was refused ({refused.decode()}) and stands at {places}")
        else:
            report["unknown"] += 1
            report["unknown_stored"] += bool(places)
        for place in places:
            if log.hashes.get(place) != digest:
                found.add("divergent", f"{text} at {place} is not what was sent")
    return claimed


def check_unclaimed(logs, claimed, people, found) -> None:
    for log in logs.values():
        for (actor, cid), seqs in log.places.items():
            if actor in people and (log.name, actor, cid) not in claimed:
                found.add("phantom", f"{log.name} seq {seqs[0]}: {cid.decode()} was never sent")


def check_real_time(sends, by_name, found) -> None:
    """An entry sent only after another one had been acknowledged must come after it."""
    times: dict[str, dict] = {}
    for name, actor, cid, _, sent_at, acked_at, _, _, _, _ in sends:
        log = by_name.get(name)
        for place in log.places.get((actor, cid), [])[:1] if log else []:
            times.setdefault(name, {})[place] = (sent_at, acked_at)
    for name, rows in times.items():
        latest, latest_seq = 0, 0
        for seq in sorted(rows):
            sent_at, acked_at = rows[seq]
            if acked_at < latest:
                found.add("inversion", f"{name}: seq {latest_seq} was first sent after seq {seq} was acknowledged")
            if sent_at > latest:
                latest, latest_seq = sent_at, seq


def main() -> int:
    parser = argparse.ArgumentParser(description="Judges histories against the final read-back.")
    parser.add_argument("folder")
    parser.add_argument("--json", metavar="FILE", help="write the whole report there")
    parser.add_argument("--restored-from", type=int, metavar="TIME",
                        help="the server was restored from a backup begun at TIME (microseconds, monotonic)")
    parser.add_argument("--jobs", type=int)
    args = parser.parse_args()
    try:
        report = check(args.folder, args.restored_from, args.jobs)
    except Broken as error:
        print(f"checker: {error}", file=sys.stderr)
        return 2
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=2)
    for kind in KINDS:
        for text in report["examples"].get(kind, []):
            print(f"  {kind}: {text}")
    shown = ("sends", "acked", "unknown", *KINDS, "deliveries", "read_back", "checked_in_s")
    print("  ".join(f"{key} {report.get(key, 0)}" for key in shown))
    if report["unread"]:
        print(f"not judged: {len(report['unread'])} conversations were never read to their end", file=sys.stderr)
        return 2
    return 0 if report["held"] else 1


if __name__ == "__main__":
    sys.exit(main())
