"""`duecare ownership`: who is caught by its owners, certainly or possibly, and why."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duecare.cli.options import Day, lists_at_hand
from duecare.errors import InputError
from duecare.transaction import write_atomically

if TYPE_CHECKING:
    from duecare.parties.ownership import Graph, Seed


@click.command("ownership")
@click.argument("graph", metavar="GRAPH")
@click.option("--regime", "regimes", default="ofac,bis,eu,uk", show_default=True, metavar="LIST",
              help="Which rules, with commas between; `state` for state ownership through layers.")  # fmt: skip
@click.option("--listed", "listed_file", metavar="FILE", help="Who is listed: CSV with the columns party and listed.")
@click.option("--entity", metavar="ID", help="Only this party, by id or name, with its owners.")
@click.option("--law-at", type=Day(), help="Rules in force on this day; by default today.")
@click.option("--known-at", type=Day(), help="Holdings and listings as they stood on this day; by default today.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here instead of to the terminal.")
@click.option("--svg", metavar="FILE", help="Also draw the graph, or of a large one the part that shows why.")
def command(
    graph: str,
    regimes: str,
    listed_file: str | None,
    entity: str | None,
    law_at: datetime.date | None,
    known_at: datetime.date | None,
    form: str,
    output: str | None,
    svg: str | None,
) -> None:
    """Say which parties are blocked or otherwise caught because of their owners, and on which path that rests.

    GRAPH is a CSV with the columns owner, owned and share, Beneficial Ownership Data Standard JSON, or FollowTheMoney
    JSON lines. Shares are exact, ranges or unknown.
    """
    today = datetime.date.today()
    names = [name.strip().casefold() for name in regimes.split(",") if name.strip()]
    if not names:
        raise InputError("--regime names none", hint="accepted: ofac, bis, eu, uk, state")
    _refuse_overwriting([path for path in (output, svg) if path], [path for path in (graph, listed_file) if path])
    from duecare.parties.ownership import ownership_of, read_graph, read_listed, regimes_named, state_shares

    regimes_named(names)
    read = read_graph(graph)
    seeds, absent = read_listed(listed_file, read) if listed_file is not None else ((), ())
    notes = [f"Listed, and not in the graph: {', '.join(absent[:20])}."] if absent else []
    compared, more = _compared(read, known_at or today)
    seeds = (*seeds, *more)
    result = ownership_of(read, seeds, law_at or today, regimes=names, known_at=known_at or today)
    parties = [party.id for party in read.parties]
    if entity is not None:
        parties = [read.parties[read.place(entity)].id]
    state = state_shares(read, result.known_at)
    if svg is not None:
        from duecare.parties.ownership.drawing import ownership_svg

        write_atomically(svg, ownership_svg(result, parties[0] if entity is not None else None, font="sans-serif"))
        click.echo(f"Drawn in {svg}.", err=True)
    if form == "text":
        from duecare.papers.ownership import ownership_text

        text = ownership_text(result, parties, state, notes, compared=compared, to_file=output is not None)
    elif form == "json":
        from duecare.parties.ownership.report import ownership_document

        text = (
            json.dumps(ownership_document(result, parties, state, [compared, *notes]), ensure_ascii=False, indent=2)
            + "\n"
        )
    else:
        from duecare.parties.ownership.report import ownership_csv

        text = ownership_csv(result, parties)
    if output is None:
        sys.stdout.write(text)
    else:
        write_atomically(output, text)
        click.echo(f"Written to {output}.", err=True)


MOST_COMPARED = 5_000
"""Parties of a graph whose names are compared with the lists loaded: more would take minutes."""


def _compared(read: Graph, day: datetime.date) -> tuple[str, tuple[Seed, ...]]:
    """Compare the names of a graph with the lists loaded; says in a sentence what was and what was not compared."""
    only = "Only what the file or --listed says of a listing counts; names were not compared with any list"
    lists = lists_at_hand()
    if lists is None or lists.starter:
        return f"{only}: none is loaded.", ()
    if len(read.parties) > MOST_COMPARED:
        return f"{only}: the graph has more than {MOST_COMPARED:,} parties.", ()
    from duecare.parties.owners import seeds_of_graph

    found = tuple(seeds_of_graph(read, lists, day))
    said = f"Names were compared with the {len(lists.loaded)} lists loaded: {len(found):,} listings match or may match."
    missing = f" {len(lists.missing)} lists are not loaded (duecare data status)." if lists.missing else ""
    return said + missing, found


def _refuse_overwriting(written: list[str], read: list[str]) -> None:
    for one in written:
        target = Path(one)
        if any(Path(other).exists() and target.exists() and target.samefile(other) for other in read):
            raise InputError("is what is read; write to another file", path=one)
    if len(written) == 2 and Path(written[0]).resolve() == Path(written[1]).resolve():
        raise InputError("is named for the text and for the picture", path=written[0])
