"""How many statements PostgreSQL is asked while something is done."""

import os
import uuid

from dialect import Stand, wait_for


class Statements:
    """Inside of it every statement is logged; `count(what)` does something and tells how many there were."""

    def __init__(self, stand: Stand):
        self.sql = stand.server.sql
        self.log = os.path.join(stand.server.data, "postgres.log")

    def __enter__(self):
        self.set("ALTER SYSTEM SET log_statement = 'all'")
        return self

    def __exit__(self, *_):
        self.set("ALTER SYSTEM RESET log_statement")

    def set(self, statement: str) -> None:
        self.sql(statement)
        self.sql("SELECT pg_reload_conf()")

    def mark(self) -> int:
        """Where the log stands, once it has what was asked before."""
        name = uuid.uuid4().hex
        self.sql(f"SELECT '{name}'")

        def told() -> int | None:
            at = self.text().find(name)
            return at if at >= 0 else None
        return wait_for(told, 10, "the log has the mark", 0.02)

    def text(self) -> str:
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def count(self, what) -> int:
        before = self.mark()
        what()
        after = self.mark()
        return sum(": " in line and (" execute " in line or " statement: " in line)
                   for line in self.text()[before:after].splitlines())
