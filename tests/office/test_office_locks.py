"""Rows are locked as PostgreSQL can lock them: it refuses to lock what an outer join may not find."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import duecare.office

SOURCES = sorted(Path(duecare.office.__file__).parent.rglob("*.py"))


def chains(tree: ast.AST) -> Iterator[dict[str, ast.Call]]:
    """The calls of each chain `a.b().c()` by name, from every call that begins one."""
    for node in ast.walk(tree):
        found: dict[str, ast.Call] = {}
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found[node.func.attr] = node
            node = node.func.value
        yield found


def test_a_lock_of_rows_that_are_joined_names_whose_it_is() -> None:
    locks = [
        (path.name, chain)
        for path in SOURCES
        for chain in chains(ast.parse(path.read_text("utf-8")))
        if {"select_for_update", "select_related"} <= chain.keys()
    ]
    assert len(locks) > 10
    for name, chain in locks:
        said = {one.arg for one in chain["select_for_update"].keywords}
        assert "of" in said, f"{name}:{chain['select_for_update'].lineno}"
