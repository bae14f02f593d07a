"""From every clause of the terms to the code that keeps it.

`python -m tests.terms.clauses` writes docs/clauses.md.

A docstring names its clauses on a line `Terms: bt.11d, bt.11j`; a template with `{% clause "bt.11d" %}`.
A docstring in a `views.py` names a page, one under `tests/` a test, any other a rule.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("extranet", "support", "emergency", "billing")
PAGE = ROOT / "docs" / "clauses.md"
TERMS_LINE = re.compile(r"^[ \t]*Terms:[ \t]*(.+)$", re.MULTILINE)
CLAUSE = re.compile(r"\b[a-z]+\.\d+[a-z]?(?![\w.])")
CLAUSE_TAG = re.compile(r"""\{%\s*clause\s+["']([^"']+)["']""")

KINDS = ("rule", "page", "test")
LINE_END = "\n"

Node = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Citation:
    """One place that names clauses. `name` is dotted for code, a path for a template or a test."""

    kind: str
    name: str
    where: str
    clauses: tuple[str, ...]


def known_clauses() -> dict[str, str]:
    """Return the title of every clause, in the order of the terms."""
    tables = tomllib.loads((ROOT / "tests" / "clauses.toml").read_text(encoding="utf-8"))
    return {f"{part}.{label}": title for part, titles in tables.items() for label, title in titles.items()}


def clauses_in(docstring: str) -> tuple[str, ...]:
    """Return the clauses that the `Terms:` lines name; what follows a quote, colon or bracket is prose."""
    lines = [re.split(r"[\"«:(]", line)[0] for line in TERMS_LINE.findall(docstring)]
    return tuple(clause for line in lines for clause in CLAUSE.findall(line))


def citations() -> list[Citation]:
    """Return every place in code, templates and tests that names clauses."""
    found: list[Citation] = []
    for folder in (*PACKAGES, "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                found += _in_module(path)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        cited = tuple(CLAUSE_TAG.findall(path.read_text(encoding="utf-8")))
        if cited:
            name = path.relative_to(ROOT / "templates").as_posix()
            found.append(Citation("page", name, f"templates/{name}", cited))
    return found


def _in_module(path: Path) -> Iterator[Citation]:
    relative = path.relative_to(ROOT)
    module = ".".join(relative.with_suffix("").parts)
    kind = "test" if relative.parts[0] == "tests" else "page" if path.stem == "views" else "rule"
    for node, name in _documented(ast.parse(path.read_text(encoding="utf-8")), ""):
        cited = clauses_in(ast.get_docstring(node) or "")
        if cited:
            line = getattr(node, "lineno", 1)
            shown = relative.as_posix() if kind == "test" else f"{module}.{name}".rstrip(".")
            yield Citation(kind, shown, f"{relative.as_posix()}:{line}", cited)


def _documented(node: Node, name: str) -> Iterator[tuple[Node, str]]:
    yield node, name
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _documented(child, f"{name}.{child.name}".lstrip("."))


def page() -> str:
    """Return docs/clauses.md as it should be."""
    cited = citations()
    rows = [_row(clause, title, cited) for clause, title in known_clauses().items()]
    kept = sum("**open**" not in row for row in rows)
    return f"""# Clauses of the terms

Written by `python -m tests.terms.clauses` from `tests/clauses.toml` and the `Terms:` lines of the code.
Clause → rule → page → test. {kept} of {len(rows)} clauses have a rule and a test; the rest is **open**.

| clause | about | rule | page | test |
|---|---|---|---|---|
{LINE_END.join(rows)}
"""


def _row(clause: str, title: str, cited: list[Citation]) -> str:
    cells = {kind: sorted({c.name for c in cited if c.kind == kind and clause in c.clauses}) for kind in KINDS}
    shown = [
        "<br>".join(f"`{name}`" for name in names) or ("" if kind == "page" else "**open**")
        for kind, names in cells.items()
    ]
    return f"| `{clause}` | {title} | {' | '.join(shown)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
