"""Real processes: the server under test, and a PostgreSQL of our own for scenarios that must control it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

POSTGRES_BIN = "/usr/lib/postgresql/15/bin"


class Failed(Exception):
    """The run itself could not be done (the server does not start, a command fails): no verdict on a guarantee."""


def wait_for(condition, seconds: float, what: str, every: float = 0.02):
    """Waits until condition() gives something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise Failed(f"{what}: not within {seconds:g} s")
        time.sleep(every)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def descendants(pid: int) -> list[int]:
    """`pid` and everything below it, children last."""
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                parents.setdefault(int(fields[1]), []).append(int(name))
            except (OSError, IndexError):
                pass
    tree, at = [pid], 0
    while at < len(tree):
        tree += parents.get(tree[at], [])
        at += 1
    return tree


def signal_all(pids: list[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def resident_mb(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def system_user() -> str | None:
    """Whom the server becomes when root starts it; nobody else needs to change."""
    return "weft" if os.geteuid() == 0 else None


def give_away(path: str) -> None:
    """Root's scratch folders belong to the system user."""
    user = system_user()
    if user:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def as_user(command: list[str]) -> list[str]:
    user = system_user()
    if not user:
        return command
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--", *command]


def toml(config: dict) -> str:
    lines = []
    for section, values in config.items():
        lines.append(f"[{section}]")
        for key, value in values.items():
            text = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else value
            lines.append(f"{key} = {text}")
    return "\n".join(lines) + "\n"


class Server:
    """One `weft serve`. Survives being killed: `start` again goes on with the same data and port."""

    def __init__(self, binary: str, folder: str, config: dict | None = None, env: dict | None = None):
        self.binary, self.folder = binary, folder
        self.data = os.path.join(folder, "data")
        self.config = {section: dict(values) for section, values in (config or {}).items()}
        self.env = dict(env or {})
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.starts = 0
        os.makedirs(folder, exist_ok=True)
        give_away(folder)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def config_path(self) -> str:
        return os.path.join(self.folder, "weft.toml")

    def write_config(self) -> None:
        with open(self.config_path, "w", encoding="utf-8") as file:
            file.write(toml(self.config))

    def command(self, *words: str) -> list[str]:
        return [self.binary, *words, "--config", self.config_path, "--data", self.data]

    def launch(self) -> None:
        """Starts the process without waiting for it."""
        self.write_config()
        self.starts += 1
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                self.command("serve") + ["--port", str(self.port), "--host", "127.0.0.1"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=os.environ | self.env, start_new_session=True)

    @property
    def log_path(self) -> str:
        return os.path.join(self.folder, "server.log")

    def start(self, seconds: float = 90) -> float:
        """Returns the seconds until it was ready."""
        began = time.monotonic()
        self.launch()
        self.wait_ready(seconds)
        return time.monotonic() - began

    def wait_ready(self, seconds: float = 90) -> None:
        def look():
            if self.process.poll() is not None:
                raise Failed(f"the server ended with {self.process.returncode}: {self.last_words()}")
            return self.ready()
        wait_for(look, seconds, "the server is ready")

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def metrics(self) -> dict[str, float]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        values = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                values[name] = float(value)
        return values

    def last_words(self, lines: int = 4) -> str:
        try:
            with open(self.log_path, encoding="utf-8", errors="replace") as file:
                return " | ".join(line.strip() for line in file.readlines()[-lines:])
        except OSError:
            return ""

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """kill -9 of the server alone; its PostgreSQL lives on."""
        self.process.kill()
        self.process.wait()

    def terminate(self, seconds: float = 30) -> tuple[int, float]:
        """SIGTERM; the exit code and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"the server did not end within {seconds:g} s of SIGTERM") from None
        return code, time.monotonic() - began

    # --- its private PostgreSQL ---------------------------------------------------------------------------------
    @property
    def cluster(self) -> str:
        return os.path.join(self.data, "postgres")

    def postmaster(self) -> int:
        """Process id of the private PostgreSQL, 0 when there is none."""
        try:
            with open(os.path.join(self.cluster, "postmaster.pid"), encoding="ascii") as file:
                pid = int(file.readline())
            return pid if alive(pid) else 0
        except (OSError, ValueError):
            return 0

    def sql(self, statement: str) -> str:
        """Runs a statement as superuser of the private PostgreSQL: for breaking things on purpose."""
        done = subprocess.run(as_user([f"{POSTGRES_BIN}/psql", "-h", os.path.join(self.data, "postgres-socket"),
                                       "-U", "postgres", "-d", "weft", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c",
                                       statement]),
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd="/", check=False)
        if done.returncode:
            raise Failed(f"psql: {done.stderr.strip()[-300:]}")
        return done.stdout.strip()

    def kill_postgres(self) -> bool:
        """kill -9 of the postmaster and all its processes at once: what was only in shared memory is gone."""
        pid = self.postmaster()
        if not pid:
            return False
        tree = descendants(pid)
        signal_all([pid], signal.SIGSTOP)  # it must not notice the death of its children and clean up
        signal_all(tree[1:] + [pid], signal.SIGKILL)
        wait_for(lambda: not any(alive(each) for each in tree), 10, "PostgreSQL is dead")
        return True

    def cleanup(self) -> None:
        """Ends what is left of this server and its PostgreSQL."""
        if self.running():
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        pid = self.postmaster()
        if pid:
            tree = descendants(pid)
            signal_all(tree, signal.SIGCONT)
            signal_all([pid], signal.SIGQUIT)
            wait_for(lambda: not alive(pid), 20, "PostgreSQL ends")


class Postgres:
    """A PostgreSQL of the harness, for scenarios in which it goes away for a while. Unix socket only."""

    def __init__(self, folder: str):
        self.folder = folder
        self.cluster = os.path.join(folder, "cluster")
        self.sockets = os.path.join(folder, "s")
        os.makedirs(self.sockets, exist_ok=True)
        give_away(folder)
        give_away(self.sockets)

    def run(self, *command: str) -> str:
        done = subprocess.run(as_user(list(command)), capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env=os.environ | {"HOME": self.folder}, cwd=self.folder, check=False)
        if done.returncode:
            raise Failed(f"{os.path.basename(command[0])}: {done.stderr.strip()[-300:]}")
        return done.stdout

    def create(self) -> None:
        self.run(f"{POSTGRES_BIN}/initdb", "-D", self.cluster, "-U", "weft", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8", "--no-sync")
        self.start()
        self.run(f"{POSTGRES_BIN}/createdb", "-h", self.sockets, "-U", "weft", "weft")

    def start(self) -> None:
        self.run(f"{POSTGRES_BIN}/pg_ctl", "-D", self.cluster, "-w", "-t", "60", "-l",
                 os.path.join(self.folder, "log"), "-o",
                 f"-k {self.sockets} -c listen_addresses= -c max_connections=60", "start")

    def stop(self, mode: str = "fast") -> None:
        self.run(f"{POSTGRES_BIN}/pg_ctl", "-D", self.cluster, "-w", "-t", "60", "-m", mode, "stop")

    def pid(self) -> int:
        with open(os.path.join(self.cluster, "postmaster.pid"), encoding="ascii") as file:
            return int(file.readline())

    def freeze(self) -> list[int]:
        tree = descendants(self.pid())
        signal_all(tree, signal.SIGSTOP)
        return tree

    @staticmethod
    def thaw(tree: list[int]) -> None:
        signal_all(tree, signal.SIGCONT)

    def terminate_backends(self) -> int:
        text = self.sql("select count(pg_terminate_backend(pid)) from pg_stat_activity "
                        "where datname = 'weft' and pid <> pg_backend_pid()")
        return int(text)

    def sql(self, statement: str) -> str:
        return self.run(f"{POSTGRES_BIN}/psql", "-h", self.sockets, "-U", "weft", "-d", "weft", "-XAtc",
                        statement).strip()

    @property
    def url(self) -> str:
        return f"host={self.sockets} user=weft dbname=weft"

    def cleanup(self) -> None:
        try:
            pid = self.pid()
        except OSError:
            return
        if alive(pid):
            signal_all(descendants(pid), signal.SIGCONT)
            signal_all([pid], signal.SIGQUIT)
            wait_for(lambda: not alive(pid), 20, "PostgreSQL ends")


def copy_tree(source: str, target: str) -> None:
    """A copy of a stopped server's data, with owners and times."""
    if os.path.exists(target):
        shutil.rmtree(target)
    subprocess.run(["cp", "-a", "--reflink=auto", source, target], check=True)
