"""What a company has in the database, as one digest for each table: whether a request has changed anything."""

from dialect import Stand

# Who was seen when, what was refused, and how often somebody tried: written for requests that change nothing.
NOTED = ("sessions", "audit_log", "audit_heads")


class Ledger:
    def __init__(self, stand: Stand, handle: str):
        self.sql = stand.server.sql
        self.company = self.sql(f"SELECT id FROM companies WHERE handle = '{handle}'")
        tables = self.sql("SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                          "WHERE a.attname = 'corp_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
                          "AND c.relnamespace = 'public'::regnamespace").split()
        self.tables = [name for name in tables if name not in NOTED]
        assert len(self.tables) > 20, tables

    def pages(self) -> dict[str, str]:
        """Count and digest of the rows of each table."""
        parts = [f"SELECT '{name} ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') "
                 f"FROM {name} t WHERE corp_id = '{self.company}'" for name in self.tables]
        return dict(line.split(" ", 1) for line in self.sql(" UNION ALL ".join(parts)).splitlines())


class Untouched:
    """Inside of it nothing of the company may change."""

    def __init__(self, ledger: Ledger):
        self.ledger = ledger

    def __enter__(self):
        self.before = self.ledger.pages()

    def __exit__(self, kind, *_):
        if kind is None:
            after = self.ledger.pages()
            changed = [name for name in self.before if self.before[name] != after[name]]
            assert not changed, f"changed: {[(name, self.before[name], after[name]) for name in changed]}"
