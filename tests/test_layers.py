"""Imports go one way only, from the top of the house down, and stand at the top of their file."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]

# From the ground up: a name may import the names of the rows before its own, never its neighbours.
LAYERS: Final = (
    ("boot",),
    ("celery", "errors", "filetypes", "logs", "money", "requests", "times"),
    ("look", "tenancy"),
    ("audit", "outbox"),
    ("partners",),
    ("accounts",),
    ("api",),
    ("catalogue", "terms", "orderbook"),
    ("clients",),
    ("ordering",),
    ("platforms",),
    ("numbering",),
    ("registry", "desk"),
    ("emergency", "support"),
    ("rules",),
    ("ledger",),
    ("billing",),
    ("portal",),
    ("backoffice", "demo"),
    ("health", "urls"),
    ("settings",),
    ("wsgi",),
)
# Modules of an app that belong to the row of the back office.
PACKAGES: Final = ("extranet", "support", "emergency", "billing")
# Departments on two floors: the back office is an app of its own below the front office.
BACK_OFFICES: Final = frozenset({"support.desk", "emergency.registry", "billing.ledger", "billing.rules"})
FACES: Final = frozenset(
    {"admin", "staff_beside", "staff_blanking", "staff_desk_views", "staff_judging", "staff_people", "staff_views"}
)
ROW: Final = {name: number for number, row in enumerate(LAYERS) for name in row}


def imports_of(source: str) -> Iterator[tuple[int, str, bool]]:
    """Yield line, module and whether it stands inside a function, for each import of `source`."""
    waiting: list[tuple[ast.AST, bool]] = [(ast.parse(source), False)]
    while waiting:
        node, is_inside = waiting.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, is_inside
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{'.' * node.level}{node.module or ''}.{alias.name}", is_inside
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        waiting.extend((child, is_inside or is_function) for child in ast.iter_child_nodes(node))


def name_of(module: str) -> str | None:
    """Return the name in `LAYERS` that `module` belongs to; None for what is not ours.

    An app's pages for staff are faces of the operator's side: they stand on the house's own admin.
    """
    parts = module.split(".")
    if parts[0] not in PACKAGES or parts == ["extranet"]:
        return None
    if parts[0] == "extranet" or ".".join(parts[:2]) in BACK_OFFICES:
        app, rest = parts[1], parts[2:]
    else:
        app, rest = parts[0], parts[1:]
    return "backoffice" if FACES & set(rest[:1]) else app


def faults_of(name: str, source: str, *, where: str = "here") -> list[str]:
    """Return a sentence for each import in a file of `name` that the house does not allow."""
    if name not in ROW:
        return [f"{where}: {name} has no row in LAYERS of tests/test_layers.py, give it one"]
    faults = []
    for line, module, is_inside in imports_of(source):
        target = name_of(module)
        if is_inside:
            faults.append(f"{where}:{line}: {module} is imported inside a function")
        if module.startswith("."):
            faults.append(f"{where}:{line}: {module} is a relative import")
        if target not in (None, name) and ROW.get(str(target), len(LAYERS)) >= ROW[name]:
            faults.append(f"{where}:{line}: {name} may not import {target}")
    return faults


def files() -> Iterator[tuple[str, Path]]:
    """Yield name in `LAYERS` and path of every module of the product."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            inner = path.relative_to(ROOT).with_suffix("").parts
            if inner != ("extranet", "__init__"):
                yield str(name_of(".".join(inner))), path


def test_every_import_points_down() -> None:
    faults = [
        fault
        for name, path in files()
        for fault in faults_of(name, path.read_text(encoding="utf-8"), where=str(path.relative_to(ROOT)))
    ]
    assert not faults, "\n".join(faults)


def test_tests_import_at_the_top_of_their_files() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{line}: {module}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line, module, is_inside in imports_of(path.read_text(encoding="utf-8"))
        if is_inside
    ]
    assert not faults, "\n".join(faults)


def test_apps_form_no_cycle() -> None:
    edges: dict[str, set[str]] = {}
    for name, path in files():
        for _line, module, _is_inside in imports_of(path.read_text(encoding="utf-8")):
            target = name_of(module)
            if target and target != name:
                edges.setdefault(name, set()).add(target)
    assert edges["ordering"] >= {"clients", "terms"}
    TopologicalSorter(edges).prepare()


def test_a_cycle_would_be_seen() -> None:
    edges: Mapping[str, set[str]] = {"clients": {"ordering"}, "ordering": {"clients"}}
    with pytest.raises(CycleError):
        TopologicalSorter(edges).prepare()


@pytest.mark.parametrize(
    ("name", "source", "fault"),
    [
        ("clients", "from extranet.portal import views", "clients may not import portal"),
        ("clients", "from extranet import ordering", "clients may not import ordering"),
        ("clients", "import extranet.ordering.models", "clients may not import ordering"),
        ("terms", "from extranet.catalogue.models import Product", "terms may not import catalogue"),
        ("outbox", "if True:\n    from extranet.audit import services", "outbox may not import audit"),
        ("terms", "from extranet.terms.admin import VersionAdmin", "terms may not import backoffice"),
        ("money", "from extranet.clients import models", "money may not import clients"),
        ("clients", "from extranet.tickets import models", "clients may not import tickets"),
        ("tickets", "", "tickets has no row"),
        ("ordering", "def f():\n    from extranet.clients import models", "imported inside a function"),
        (
            "ordering",
            "class C:\n    f = lambda: __import__('x')\n    def g(self):\n        import json",
            "inside",
        ),
        ("ordering", "from . import models", "relative import"),
    ],
)
def test_a_wrong_import_would_be_seen(name: str, source: str, fault: str) -> None:
    assert fault in "\n".join(faults_of(name, source))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("clients", "from extranet.terms.models import Acceptance\nfrom extranet.clients import models"),
        ("ordering", "from __future__ import annotations\nimport json\nfrom django.db import models"),
        (
            "portal",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from extranet.errors import Refusal",
        ),
    ],
)
def test_a_right_import_is_left_alone(name: str, source: str) -> None:
    assert faults_of(name, source) == []
