"""`duecare guidance`: the instruments, to read, check, compare and test."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from duecare.guidance import Guidance, load_guidance


@click.group("guidance")
def command() -> None:
    """List, show, check, compare and test the instruments."""


@command.command("list")
@click.option("--house", multiple=True, metavar="DIR", help="Also the house's own instruments.")
def list_(house: tuple[str, ...]) -> None:
    """List the instruments: id, force, how many red flags and entries, title."""
    guidance = load_guidance(*house)
    for instrument in guidance.instruments.values():
        rows = [entry for entry in guidance.entries.values() if entry.instrument == instrument.id]
        flags = sum(entry.type == "red_flag" for entry in rows)
        stops = sum(entry.type == "legal_stop" for entry in rows)
        counts = f"{len(rows):4} entries {flags:3} red flags {stops:2} legal stops"
        click.echo(f"{instrument.id:14} {instrument.force:9} {counts}  {instrument.title}")


@command.command("show")
@click.argument("name", metavar="ID")
@click.option("--house", multiple=True, metavar="DIR", help="Also the house's own instruments.")
def show(name: str, house: tuple[str, ...]) -> None:
    """Show an instrument or one of its entries: text, condition, citation with its confidence mark, tests."""
    from duecare.papers.entry import entry_text

    click.echo(entry_text(load_guidance(*house), name), nl=False)


@command.command("lint")
@click.argument("folder", required=False, metavar="[DIR]")
def lint_(folder: str | None) -> None:
    """Check instruments and clauses: those shipped, or a folder of the house's own. Exit 1 if anything is wrong."""
    from duecare.facts import vocabulary
    from duecare.guidance.clauses.lint import lint_clauses, lint_shipped
    from duecare.guidance.lint import lint
    from duecare.guidance.load import LIBRARY, SHIPPED
    from duecare.guidance.source import instrument_folders

    where = Path(folder) if folder else SHIPPED
    libraries = instrument_folders(where, LIBRARY)
    clauses_alone = bool(libraries) and not instrument_folders(where)
    problems = [] if clauses_alone else lint(where, vocabulary(), load_guidance().concerns, locked=folder is None)
    house = [] if folder is None or clauses_alone or problems else [folder]
    problems += lint_clauses(where, load_guidance(*house)) if libraries else []
    problems += lint_shipped(load_guidance()) if folder is None else []
    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}.", err=True)
        sys.exit(1)
    click.echo("No problems.")


@command.command("coverage")
@click.option("--open", "unserved", is_flag=True, help="Only what is not served yet.")
def coverage_(unserved: bool) -> None:
    """Print every consideration and characteristic of both State texts beside what serves it."""
    from duecare.guidance.compare import coverage

    rows = coverage(load_guidance())
    for row in rows:
        if unserved and row.how != "not_yet":
            continue
        how = "not yet" if row.how == "not_yet" else row.how
        click.echo(f"{row.id:28} {how:10} {row.text}")
        if row.by:
            click.echo(f"{'':28} {'':10} by {row.by}")
    counts = {how: sum(row.how == how for row in rows) for how in ("automatic", "question", "workflow", "not_yet")}
    said = ", ".join(f"{number} {'not yet' if how == 'not_yet' else how}" for how, number in counts.items())
    click.echo(f"{len(rows)} rows: {said}.")


@command.command("diff")
@click.argument("then", metavar="A")
@click.argument("now", metavar="B")
def diff_(then: str, now: str) -> None:
    """Compare two instruments, by id or by folder: what was added, removed and changed."""
    from duecare.guidance.compare import diff, entries_of

    changes = diff(entries_of(then), entries_of(now))
    for change in changes:
        click.echo(f"{change.kind:8} {change.id}")
        for field, before, after in change.fields:
            if before:
                click.echo(f"         {field} then: {before}")
            if after:
                click.echo(f"         {field} now:  {after}")
    click.echo(f"{len(changes)} differences.")


@command.command("test")
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--deals", metavar="DIR", help="Transactions to review again; by default the examples that are shipped.")
def test(folder: str | None, deals: str | None) -> None:
    """Run every flag's own tests, and say which example transactions move. Exit 1 if a test fails.

    Without a folder: the shipped instruments as their YAML stands now, against the instruments as last compiled.
    With a folder: the shipped instruments with the house's own, against the shipped ones alone.
    """
    from duecare.cli.retest import moved_deals, run_tests
    from duecare.transaction.shipped import shipped_examples

    guidance = load_guidance(*([folder] if folder else []))
    failures, ran = run_tests(guidance)
    for failure in failures:
        click.echo(failure)
    click.echo(f"{ran} tests of {len(_ruled(guidance))} conditions: {len(failures)} failed.")
    where = Path(deals) if deals else shipped_examples()
    moved, reviewed = moved_deals(guidance, where, shipped_only=bool(folder))
    for line in moved:
        click.echo(line)
    click.echo(f"{reviewed} example transactions reviewed: {len(moved)} moved.")
    if failures:
        sys.exit(1)


def _ruled(guidance: Guidance) -> list[str]:
    return [rule.id for rule in (*guidance.flags, *guidance.stops, *guidance.severities)]
