"""Reading an ownership graph, whatever form it has, and a file that says who is listed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.names import normalise
from duecare.parties.ownership.bods import is_statement, read_statements
from duecare.parties.ownership.ftm import is_entity, read_entities
from duecare.parties.ownership.graph import Graph, Party, Seed
from duecare.parties.ownership.table import day, listing_keys, read_table
from duecare.transaction.files import decode, read_limited

MAX_BYTES: Final = 500_000_000
_ACCEPTED: Final = "accepted: CSV with owner, owned and share; BODS as JSON; FollowTheMoney as JSON lines"

Screen = Callable[[Sequence[Party]], Iterable[Seed]]
"""What screening gives: for parties, the entries of lists that they match; `certain` False until somebody decides."""


def read_graph(path: str | Path) -> Graph:
    """Read a graph from a file: CSV, BODS (0.2 to 0.4) or FollowTheMoney, told apart by what is in it.

    Raises:
        InputError: it cannot be read, or is none of these; says where and what is accepted.
    """
    data = read_limited(path, MAX_BYTES, "ownership graph")
    shown = str(path)
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise InputError("is a workbook or archive", path=shown, hint="save the sheet as CSV")
    begin = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begin:
        raise InputError("is empty", path=shown, hint=_ACCEPTED)
    if begin[:1] not in (b"[", b"{"):
        return read_table(data, shown)
    text = decode(data, shown)
    rows = list(_objects(text, shown))
    if not rows:
        raise InputError("holds no statement or entity", path=shown, hint=_ACCEPTED)
    if is_statement(rows[0][1]):
        return read_statements([row for _, row in rows], shown)
    if is_entity(rows[0][1]):
        return read_entities(rows, shown)
    raise InputError("is JSON of another kind", path=shown, hint=_ACCEPTED)


def _objects(text: str, path: str) -> Iterator[tuple[int, Any]]:
    """Values of one JSON document (an array, or an object with an array), or one a line, with their lines."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("["):
        whole = _json(stripped, path, None)
        yield from enumerate(whole, start=1)
        return
    for line, row in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if row.strip():
            try:
                yield line, _json(row, path, line)
            except InputError:
                if line == 1 or row.strip() == "{":
                    whole = _json(stripped, path, None)  # one object over several lines
                    yield 1, whole
                    return
                raise


def _json(text: str, path: str, line: int | None) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise InputError(f"is no JSON: {problem.msg}", path=path, line=line or problem.lineno) from None
    except RecursionError:
        raise InputError("is nested too deeply", path=path, line=line) from None
    except ValueError as problem:
        raise InputError(f"is no JSON that can be read: {problem}", path=path, line=line) from None


def read_listed(path: str | Path, graph: Graph) -> tuple[tuple[Seed, ...], tuple[str, ...]]:
    """Read who is listed: CSV with the columns `party` (an id or name of the graph) and `listed` (regimes or lists).

    Optional columns: programme, from, to, match (`possible` for a match that nobody has decided), note. A name counts
    for every party that has it, up to legal form, case and script.

    Returns:
        The entries, and the names that are not in the graph.

    Raises:
        InputError: not such a table; names the line.
    """
    shown = str(path)
    text = decode(read_limited(path, MAX_BYTES, "list of listed parties"), shown)
    if "\0" in text:
        raise InputError("holds a NUL character; it is no text", path=shown)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count))
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as problem:
        raise InputError(f"is no table that can be read: {problem}", path=shown, line=reader.line_num) from None
    head = [" ".join(name.casefold().split()) for name in rows[0][1]] if rows else []
    who = next((name for name in ("party", "id", "name", "entity", "owner") if name in head), None)
    if who is None or "listed" not in head:
        raise InputError(
            "has no columns 'party' and 'listed'" if rows else "is empty",
            path=shown,
            hint="accepted: CSV with the columns party, listed and, where known, programme, from, to, match, note",
        )
    named = _by_name(graph)
    seeds: list[Seed] = []
    absent: list[str] = []
    for line, row in rows[1:]:
        cells = {name: row[at].strip() if at < len(row) else "" for at, name in enumerate(head)}
        try:
            found = _seeds(cells, who, graph, named)
        except InputError as problem:
            raise InputError(problem.message, path=shown, line=line, hint=problem.hint) from None
        seeds += found
        if not found:
            absent.append(cells[who])
    return tuple(seeds), tuple(dict.fromkeys(absent))


def _by_name(graph: Graph) -> Mapping[str, list[str]]:
    named: dict[str, list[str]] = {}
    for party in graph.parties:
        for key in {normalise(party.name), normalise(party.id)} - {""}:
            named.setdefault(key, []).append(party.id)
    return named


def _seeds(cells: Mapping[str, str], who: str, graph: Graph, named: Mapping[str, list[str]]) -> list[Seed]:
    party, keys = cells[who], listing_keys(cells["listed"])
    if not party or not keys:
        raise InputError("party is empty" if not party else "listed is empty")
    match = cells.get("match", "").casefold()
    if match not in ("", "certain", "possible"):
        raise InputError(f"match is {match[:40]!r}", hint="accepted: certain, possible or nothing")
    programmes = tuple(
        one.strip()
        for key in ("programme", "programmes", "program")
        for one in cells.get(key, "").split(";")
        if one.strip()
    )
    starts, ends = day(cells.get("from", ""), "from"), day(cells.get("to", ""), "to", last=True)
    parties = [party] if party in graph.index else named.get(normalise(party), [])
    return [
        Seed(one, key, match != "possible", programmes, starts, ends, cells.get("note", ""))
        for one in parties
        for key in keys
    ]


def seeds_by_screening(graph: Graph, screen: Screen) -> tuple[Seed, ...]:
    """Who is listed according to screening, for parties of the graph."""
    return tuple(seed for seed in screen(graph.parties) if seed.party in graph.index)
