"""The peer of P4 and P11: Debian's ejabberd with its accounts and archive in the reference PostgreSQL."""
import os
import pathlib
import shutil
import subprocess

from . import machine

DOMAIN = "bench.local"
PASSWORD = "bench-password"
ROOM = "hall"
SCHEMA = pathlib.Path("/usr/share/ejabberd/sql/pg.sql")
SETUP = pathlib.Path(__file__).resolve().parents[3] / "scripts/setup"
TEMPLATE = pathlib.Path(__file__).parent.parent / "peers/ejabberd/ejabberd.yml"


def installed():
    return shutil.which("erl") is not None and SCHEMA.exists()


def install():
    if installed() and list(pathlib.Path("/usr/lib").glob("*/p1_pgsql-*")) + list(pathlib.Path("/usr/lib/erlang/lib").glob("p1_pgsql-*")):
        return
    if os.geteuid() != 0:
        raise machine.BenchError("--with-ejabberd installs packages: run it as root once")
    machine.note("installing ejabberd (Debian)")
    # RUNLEVEL=1 keeps the package from starting a server of its own.
    machine.run([SETUP, "bench"], env={**os.environ, "RUNLEVEL": "1"})


class Ejabberd:
    def __init__(self, scratch, postgres, accounts):
        self.postgres = postgres
        self.port = machine.free_port()
        self.home = scratch / "ejabberd"
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()
        shutil.chown(self.home, "ejabberd", "ejabberd") if os.geteuid() == 0 else None
        self.make_database(accounts)
        config = self.home / "ejabberd.yml"
        text = TEMPLATE.read_text()
        for name, value in (("DOMAIN", DOMAIN), ("PORT", self.port), ("SQL_PORT", postgres.port)):
            text = text.replace(f"@{name}@", str(value))
        config.write_text(text)
        self.process = self.start(config, scratch)
        machine.wait_for_port(self.port, self.process, 90)

    def make_database(self, accounts):
        self.postgres.sql("DROP DATABASE IF EXISTS ejabberd")
        self.postgres.sql("CREATE DATABASE ejabberd")
        self.postgres.file(SCHEMA, "ejabberd")
        self.postgres.sql(f"INSERT INTO users (username, password) SELECT 'user' || i, '{PASSWORD}' FROM generate_series(0, {accounts - 1}) i",
                          "ejabberd")

    def start(self, config, scratch):
        libraries = subprocess.run(["dpkg-architecture", "-qDEB_HOST_MULTIARCH"], capture_output=True, text=True).stdout.strip() or "x86_64-linux-gnu"
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "ERL_LIBS": f"/usr/lib/{libraries}",
                       "EJABBERD_CONFIG_PATH": str(config), "EJABBERD_LOG_PATH": str(self.home / "ejabberd.log"),
                       "ERL_MAX_PORTS": "32000", "ERL_CRASH_DUMP_BYTES": "0"}
        # No node name: the node needs no port mapper, and nothing of it stays behind.
        command = ["erl", "-noinput", "+K", "true", "+P", "250000", "-mnesia", "dir", f'"{self.home / "spool"}"', "-s", "ejabberd"]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=ejabberd", "--regid=ejabberd", "--clear-groups", *command]
        return machine.Process("ejabberd", machine.on_core(machine.SERVER_CORE, command), scratch / "ejabberd.out", env=environment,
                               cwd=self.home)

    def subject(self):
        """The subject of the load client; PostgreSQL's processes count with it."""
        return (f"name=reference,dialect=xmpp,port={self.port},domain={DOMAIN},password={PASSWORD},room={ROOM},"
                f"pids={self.process.pid}:{self.postgres.pid}")

    def stop(self):
        self.process.stop()
