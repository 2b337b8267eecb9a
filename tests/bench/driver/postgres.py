"""The reference PostgreSQL: Debian's, default settings, in the scratch directory."""
import pathlib
import re
import signal
import time

from . import machine

ONE_ROW = """\\set conversation random(1, 500)
INSERT INTO bench_rows (conversation, body) VALUES (:conversation, '{body}');
"""


def binaries():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise machine.BenchError("PostgreSQL is not installed: apt-get install postgresql-15")
    return found[-1].parent


class ReferencePostgres:
    def __init__(self, scratch):
        self.bin = binaries()
        self.home = scratch / "reference-postgres"
        self.home.mkdir(exist_ok=True)
        machine.give_to_service_user(self.home)
        self.data = self.home / "data"
        if not (self.data / "PG_VERSION").exists():
            machine.run(machine.as_service_user([self.bin / "initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8",
                                                 "--locale=C.UTF-8"]), cwd="/")
        # TCP on loopback for ejabberd, which speaks nothing else; everybody else uses the socket.
        self.port = machine.free_port()
        command = machine.as_service_user([self.bin / "postgres", "-D", self.data, "-k", self.home, "-p", str(self.port),
                                           "-c", "listen_addresses=127.0.0.1"])
        self.process = machine.Process("postgres", machine.on_core(machine.SERVER_CORE, command), scratch / "reference-postgres.log", cwd="/")
        self.wait_until_up()

    def wait_until_up(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                self.sql("SELECT 1")
                return
            except machine.BenchError:
                time.sleep(0.1)
        raise machine.BenchError(f"the reference PostgreSQL does not start\n{self.process.tail()}")

    @property
    def pid(self):
        return self.process.pid

    def conninfo(self, database="postgres"):
        return f"host={self.home} port={self.port} user=postgres dbname={database}"

    def sql(self, text, database="postgres"):
        return machine.run(["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-c", text, self.conninfo(database)])

    def file(self, path, database):
        machine.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", path, self.conninfo(database)])

    def prepare_one_row(self, scratch):
        """The table and the script of the pgbench reference: one row of a 300-byte message for each transaction."""
        self.sql("DROP TABLE IF EXISTS bench_rows; CREATE TABLE bench_rows (id bigserial PRIMARY KEY, conversation int NOT NULL, "
                 "body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())")
        script = scratch / "one_row.sql"
        script.write_text(ONE_ROW.format(body="x" * 300))
        return script

    def pgbench(self, script, clients, seconds):
        """Transactions a second and average latency in ms; PostgreSQL on the server's core, pgbench on the client's."""
        output = machine.run(machine.on_core(machine.CLIENT_CORE, [
            self.bin / "pgbench", "-n", "-M", "prepared", "-c", clients, "-j", 1, "-T", seconds, "-f", script, self.conninfo()]))
        tps = re.search(r"^tps = ([0-9.]+)", output, re.M)
        latency = re.search(r"^latency average = ([0-9.]+) ms", output, re.M)
        return {"transactions_per_second": float(tps[1]), "latency_average_ms": float(latency[1])}

    def stop(self):
        self.process.stop(signal.SIGINT)
