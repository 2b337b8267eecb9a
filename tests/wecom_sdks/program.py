"""A program in another language as a child process: one JSON object a line in (what to do) and out (what came of it, and
what happened meanwhile)."""

import json
import os
import queue
import subprocess
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))


class ProgramFailed(Exception):
    """The program says why."""


class Program:
    """`node FILE` with the SDKs of NODE_PATH; `do` asks for something, `told` gives what it has heard."""

    def __init__(self, file: str, log: str, environment: dict, **settings):
        self.name, self.settings = file, settings
        self.answers: queue.Queue = queue.Queue()
        self.events: list[dict] = []
        self.changed = threading.Condition()
        with open(log, "ab") as said:
            self.process = subprocess.Popen(
                ["node", "--require", os.path.join(HERE, "node", "hosts.cjs"), os.path.join(HERE, "node", file)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True, encoding="utf-8",
                env=os.environ | environment)
        threading.Thread(target=self.read, daemon=True).start()
        self.ready = self.do("begin", **settings)

    def read(self) -> None:
        for line in self.process.stdout:
            told = json.loads(line)
            if "event" in told:
                with self.changed:
                    self.events.append(told["event"])
                    self.changed.notify_all()
            else:
                self.answers.put(told)
        self.answers.put({"error": f"{self.name} has ended"})

    def do(self, what: str, **given):
        self.process.stdin.write(json.dumps({"do": what, "with": given}, ensure_ascii=False) + "\n")
        self.process.stdin.flush()
        told = self.answers.get(timeout=120)
        if "error" in told:
            raise ProgramFailed(f"{self.name} {what}: {told['error']}")
        return told["result"]

    def heard(self, seconds: float = 30, **wanted) -> dict:
        """Waits for an event with these fields, and takes it away."""
        def fits(event: dict) -> bool:
            return all(event.get(name) == value for name, value in wanted.items())
        deadline = time.monotonic() + seconds
        with self.changed:
            while True:
                found = next((event for event in self.events if fits(event)), None)
                if found is not None:
                    self.events.remove(found)
                    return found
                if not self.changed.wait(deadline - time.monotonic()) and time.monotonic() >= deadline:
                    raise AssertionError(f"{self.name} heard no {wanted} in {seconds:g} s, but {self.events}")

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
