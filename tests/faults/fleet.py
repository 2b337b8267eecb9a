"""Drives one weft_fleet process: scenario in, commands by its standard input, JSON answers back."""

import json
import os
import queue
import subprocess
import threading
import time

from server import Failed


class Fleet:
    def __init__(self, binary: str, folder: str, port: int, members: list[dict], settings: dict | None = None,
                 seed: int = 1):
        os.makedirs(folder, exist_ok=True)
        self.folder, self.size = folder, len(members)
        scenario = os.path.join(folder, "scenario.json")
        with open(scenario, "w", encoding="utf-8") as file:
            json.dump({"port": port, "folder": folder, "seed": seed, "members": members,
                       "settings": settings or {}}, file)
        self.process = subprocess.Popen([binary, scenario], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answers: queue.Queue = queue.Queue()
        threading.Thread(target=self.read_, daemon=True).start()

    def read_(self):
        for line in self.process.stdout:
            self.answers.put(json.loads(line))
        self.answers.put(None)

    def command(self, line: str, seconds: float = 30) -> dict:
        word = line.split()[0]
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except OSError:
            raise Failed("the fleet has ended") from None
        while True:
            try:
                answer = self.answers.get(timeout=seconds)
            except queue.Empty:
                raise Failed(f"the fleet does not answer `{line}`") from None
            if answer is None:
                raise Failed("the fleet has ended")
            if "error" in answer:
                raise Failed(f"the fleet: {answer['error']}")
            if answer["did"] == word:
                return answer

    def set(self, **settings) -> None:
        for name, value in settings.items():
            self.command(f"set {name} {value}")

    def status(self) -> dict:
        return self.command("status")["status"]

    def phase(self, name: str) -> dict:
        return self.command(f"phase {name}")["report"]

    def wait(self, condition, seconds: float, what: str) -> dict:
        """Polls the status until condition(status) holds; returns that status."""
        deadline = time.monotonic() + seconds
        while True:
            status = self.status()
            if condition(status):
                return status
            if time.monotonic() >= deadline:
                short = {key: status[key] for key in ("online", "sent", "acked", "unsettled", "behind", "errors",
                                                      "closes")}
                raise Failed(f"{what}: not within {seconds:g} s ({short})")
            time.sleep(0.02)

    def online(self, first: int = 0, last: int = 0, width: int = 64, seconds: float = 60) -> None:
        """Connects these members and waits until they all are there."""
        before = self.status()["online"]
        count = (last or self.size) - first
        self.command(f"online {first} {last} {width}")
        self.wait(lambda status: status["online"] >= min(before + count, self.size), seconds,
                  f"{count} clients come online")

    def offline(self, first: int = 0, last: int = 0) -> None:
        self.command(f"offline {first} {last}")

    def acked(self, more: int, seconds: float = 60) -> dict:
        """Waits for that many more acknowledgements."""
        target = self.status()["acked"] + more
        return self.wait(lambda status: status["acked"] >= target, seconds, f"{more} more acknowledgements")

    def settle(self, seconds: float = 60) -> dict:
        answer = self.command(f"settle {seconds}", seconds + 30)
        return answer["status"] | {"rest": answer["rest"]}

    def read_back(self, readers: int = 0, seconds: float = 300) -> dict:
        return self.command(f"readback {readers}", seconds)

    def close(self) -> None:
        if self.process.poll() is None:
            try:
                self.command("quit")
                self.process.wait(10)
            except (Failed, subprocess.TimeoutExpired):
                self.process.kill()
        self.process.wait()
