"""Processes of a bench run: started on a chosen core, stopped by id, all of them ended when the run ends."""
import contextlib
import grp
import os
import pathlib
import pwd
import queue
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

SERVER_CORE = 0
CLIENT_CORE = 1


class BenchError(Exception):
    """Something the reader of the output has to know; printed without a trace."""


def note(text):
    """Progress, on standard error: standard output holds the JSON alone."""
    import sys
    print(f"bench: {text}", file=sys.stderr, flush=True)


def on_core(core, command):
    return ["taskset", "-c", str(core), *command]


def run(command, **options):
    """Runs a command to its end and returns its standard output; a failure names the command and what it said."""
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if result.returncode != 0:
        raise BenchError(f"{' '.join(map(str, command))}: exit {result.returncode}\n{result.stderr.strip()[-2000:]}")
    return result.stdout


def as_service_user(command):
    """PostgreSQL refuses to run as root: then it runs as the system user that Debian's package made."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


def give_to_service_user(path):
    if os.geteuid() == 0:
        os.chown(path, pwd.getpwnam("postgres").pw_uid, grp.getgrnam("postgres").gr_gid)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise BenchError(f"{process.name} ended with {process.returncode}\n{process.tail()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise BenchError(f"{process.name} does not listen on port {port}\n{process.tail()}")


def tree(root):
    """`root` and its descendants."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                stat = pathlib.Path("/proc", entry, "stat").read_text()
                children.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def pin_tree(roots, cores):
    """Moves every thread of the process trees to these cores; what they start later follows."""
    for root in roots:
        for pid in tree(root):
            with contextlib.suppress(OSError):
                for task in os.listdir(f"/proc/{pid}/task"):
                    with contextlib.suppress(OSError):
                        os.sched_setaffinity(int(task), cores)


class Process(subprocess.Popen):
    """A server in the background with its output in a file."""

    def __init__(self, name, command, log, **options):
        self.name = name
        self.log = pathlib.Path(log)
        with open(log, "wb") as output:
            super().__init__([str(part) for part in command], stdout=output, stderr=subprocess.STDOUT,
                             stdin=subprocess.DEVNULL, start_new_session=True, **options)

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def stop(self, how=signal.SIGTERM, seconds=30):
        if self.poll() is None:
            self.send_signal(how)
            try:
                self.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                self.wait()


class Scratch:
    """A directory for everything a run writes; removed at the end unless it was named by the caller."""

    def __init__(self, named=None):
        self.kept = named is not None
        self.path = pathlib.Path(named).resolve() if named else pathlib.Path(tempfile.mkdtemp(prefix="weft-bench-"))
        self.path.mkdir(parents=True, exist_ok=True)
        # Servers that give up root must be able to walk to their own directories.
        self.path.chmod(0o755)

    def __truediv__(self, name):
        return self.path / name

    def remove(self):
        if not self.kept:
            shutil.rmtree(self.path, ignore_errors=True)


class GatedClient:
    """The load client with `--gate 1`: runs a round when told, so that rounds of something else fit in between."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(part) for part in on_core(CLIENT_CORE, command)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # A thread reads, because what a pipe object has buffered is invisible to select().
        self.lines = queue.Queue()
        threading.Thread(target=self.read_lines, daemon=True).start()
        self.expect_ready()

    def read_lines(self):
        for text in self.process.stdout:
            self.lines.put(text.strip())
        self.lines.put("")

    def line(self, seconds=180):
        try:
            text = self.lines.get(timeout=seconds)
        except queue.Empty:
            text = ""
        if not text:
            self.process.kill()
            raise BenchError(f"load client: {self.process.stderr.read().strip() or 'no answer'}")
        return text

    def expect_ready(self):
        if self.line() != "ready":
            raise BenchError("load client: not ready")

    def round(self):
        """One round's figures as JSON text."""
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        figures = self.line()
        self.expect_ready()
        return figures

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
