"""The small peers: the bare reference servers and npm ws."""
import shutil

from . import machine


class Bare:
    """The bare epoll server. `postgres`: commit first; `coalesce`: gather what is waiting."""

    def __init__(self, programs, scratch, postgres=None, coalesce=False):
        self.port = machine.free_port()
        self.postgres = postgres
        command = [programs / "weft-bench-bare", "--port", self.port, "--coalesce", int(coalesce)]
        if postgres:
            command += ["--postgres", postgres.conninfo()]
        self.process = machine.Process("weft-bench-bare", machine.on_core(machine.SERVER_CORE, map(str, command)), scratch / "bare.log")
        machine.wait_for_port(self.port, self.process)

    def subject(self, name="reference"):
        pids = [self.process.pid] + ([self.postgres.pid] if self.postgres else [])
        return f"name={name},dialect=echo,port={self.port},pids={':'.join(map(str, pids))}"

    def stop(self):
        self.process.stop()


class NpmWs:
    """npm ws at the pinned version, installed into the scratch directory."""

    def __init__(self, source, scratch):
        if not shutil.which("node") or not shutil.which("npm"):
            raise machine.BenchError("node and npm are not installed: scripts/setup bench")
        home = scratch / "npm-ws"
        if not (home / "node_modules/ws").exists():
            shutil.copytree(source, home, dirs_exist_ok=True)
            machine.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=home)
        self.port = machine.free_port()
        command = machine.on_core(machine.SERVER_CORE, ["node", home / "server.js", self.port])
        self.process = machine.Process("npm ws", command, scratch / "npm-ws.log")
        machine.wait_for_port(self.port, self.process)

    def subject(self):
        return f"name=reference,dialect=echo,port={self.port},pids={self.process.pid}"

    def stop(self):
        self.process.stop()
