#!/usr/bin/env python3
"""How fast files come in and go out over loopback, and what a MiB costs the server in processor time.

usage: tests/bench/files.py WEFT [--mib N] [--rounds N] [--streams N]

Starts WEFT (a built `weft`, release for figures) on a scratch directory with the demo company, uploads a file of N MiB in parts
(create, put, complete), downloads it whole, and prints the median of the rounds. Every part is synced to the disk before
it is acknowledged; the SHA-256 is computed at the end. Processor time is that of the server and its PostgreSQL together.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20


def processor_s(group):
    """User and system time of all processes of a session, their ended children included."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            fields = open(f"/proc/{name}/stat", encoding="ascii", errors="replace").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == group or int(name) == group:  # a child of the server, or the server
            total += sum(int(field) for field in fields[11:15])
    return total / TICK


class Client:
    def __init__(self, port, token=None):
        self.http = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body)
        self.http.request(method, path, data, {**self.headers, "Content-Type": "application/json"})
        answer = self.http.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{method} {path}: {answer.status} {text.decode()}")
        return json.loads(text)

    def upload(self, data):
        upload = self.ask("POST", "/api/v1/uploads", {"name": "bench.bin", "size": len(data)})
        at, part = 0, upload["part_bytes"]
        while at < len(data):
            self.http.request("PUT", f"/api/v1/uploads/{upload['id']}/bytes?offset={at}", data[at:at + part], self.headers)
            answer = self.http.getresponse()
            at = json.loads(answer.read())["received"]
        return self.ask("POST", f"/api/v1/uploads/{upload['id']}/complete", {})["id"]

    def download(self, file):
        self.http.request("GET", f"/api/v1/files/{file}/content", headers=self.headers)
        answer = self.http.getresponse()
        size, block = 0, bytearray(MIB)
        while got := answer.readinto(block):
            size += got
        return size


def timed(pid, mib, streams, work):
    """MiB a second and milliseconds of processor a MiB, of `streams` threads that do `work(i)`."""
    before, began = processor_s(pid), time.monotonic()
    threads = [threading.Thread(target=work, args=(i,)) for i in range(streams)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    return mib * streams / took, (processor_s(pid) - before) * 1000 / (mib * streams)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("weft")
    options.add_argument("--mib", type=int, default=64)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--streams", type=int, default=1)
    args = options.parse_args()
    data = tempfile.mkdtemp(prefix="weft-bench-files-")
    os.chmod(data, 0o711)
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    server = subprocess.Popen(
        [os.path.abspath(args.weft), "serve", "--demo", f"{top}/config/demo/members.csv", "--data", f"{data}/d", "--port", "0",
         "--config", "/dev/null"], stdout=subprocess.PIPE, text=True, cwd=data)
    try:
        port, users = None, []
        for line in server.stdout:
            port = port or (re.search(r"listens on http://127.0.0.1:(\d+)", line) or [None, None])[1]
            users += re.findall(r"chat --as (\S+)", line)
            if port and users:
                break
        threading.Thread(target=server.stdout.read, daemon=True).start()
        owner = open(f"{top}/config/demo/members.csv", encoding="utf-8").read().splitlines()[1].split(",")[0]
        token = Client(int(port)).ask("POST", "/api/v1/sessions", {"user": owner, "password": "weft-demo", "device": "bench"})["token"]
        clients = [Client(int(port), token) for _ in range(args.streams)]
        clients[0].ask("PATCH", "/api/v1/settings/files", {"file_kb": 1 << 20})
        ups, downs, files = [], [], [None] * args.streams
        for round_number in range(args.rounds):
            bodies = [os.urandom(args.mib * MIB) for _ in range(args.streams)]

            def up(i):
                files[i] = clients[i].upload(bodies[i])

            def down(i):
                assert clients[i].download(files[i]) == args.mib * MIB

            ups.append(timed(server.pid, args.mib, args.streams, up))
            downs.append(timed(server.pid, args.mib, args.streams, down))
        for name, figures in (("upload", ups), ("download", downs)):
            speed, cost = (statistics.median(column) for column in zip(*figures))
            print(f"{name}: {speed:.0f} MiB/s, {cost:.2f} ms of processor a MiB"
                  f" (median of {args.rounds}, {args.mib} MiB, {args.streams} at a time)")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
