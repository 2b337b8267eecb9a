"""Reads C++ just well enough for the house checks: tokens with line numbers, includes, and the list of files."""

import os
import re
import subprocess
from typing import Iterator, NamedTuple

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

_TOKEN = re.compile(
    r"""
      (?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
    | (?P<raw>(?:u8|[uUL])?R"(?P<delimiter>[^\s()\\]{0,16})\(.*?\)(?P=delimiter)")
    | (?P<text>(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"|(?:u8|[uUL])?'(?:\\.|[^'\\\n])+')
    | (?P<number>\.?\d(?:'?[\w.]|[eEpP][+-])*)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<directive>^[ \t]*\#(?:\\\n|//[^\n]*|/\*.*?\*/|[^\n])*)
    | (?P<mark>->|::|\[\[|\]\]|[^\s\w])
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


class Token(NamedTuple):
    kind: str  # comment, raw, text, number, word, directive, mark
    text: str
    line: int


def tokens(source: str) -> Iterator[Token]:
    line, at = 1, 0
    for match in _TOKEN.finditer(source):
        line += source.count("\n", at, match.start())
        at = match.start()
        kind = match.lastgroup
        if kind == "delimiter":
            kind = "raw"
        yield Token(kind, match.group(0), line)


def code_tokens(source: str) -> list[Token]:
    return [token for token in tokens(source) if token.kind != "comment"]


_INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(source: str) -> Iterator[tuple[int, bool, str]]:
    """(line, quoted, path) of each #include that is not inside a comment or a string."""
    for token in tokens(source):
        if token.kind == "directive":
            match = _INCLUDE.match(token.text)
            if match:
                yield token.line, match.group(1) == '"', match.group(2)


def files(top: str = TOP, folders: tuple[str, ...] = ("src", "include", "tests")) -> list[str]:
    """Paths, relative to top, of the C++ files that git knows or would add. Without git: of those in the folders."""
    try:
        listed = subprocess.run(
            ["git", "-C", top, "-c", f"safe.directory={top}", "ls-files", "-co", "--exclude-standard", "--", *folders],
            check=True, capture_output=True, text=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = [
            os.path.relpath(os.path.join(where, name), top)
            for folder in folders
            for where, _, names in os.walk(os.path.join(top, folder))
            for name in names
        ]
    return sorted(path for path in set(listed)
                  if path.endswith((".cpp", ".hpp")) and os.path.exists(os.path.join(top, path)))


def read(path: str, top: str = TOP) -> str:
    with open(os.path.join(top, path), encoding="utf-8") as file:
        return file.read()
