"""`duecare screen`: a party, or a table of parties, compared with the lists that are loaded."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duecare.cli.options import Day, lists_of
from duecare.cli.progress import rows_progress
from duecare.errors import InputError
from duecare.transaction import write_atomically

if TYPE_CHECKING:
    from duecare.parties.screening import Match, Query
    from duecare.parties.screening.dispositions import Decisions, Verdict
    from duecare.parties.screening.first_pass import Terms
    from duecare.parties.screening.loaded import Lists

TABLES = (".csv", ".tsv", ".xlsx", ".parquet")


@click.command("screen")
@click.argument("what", nargs=-1, required=True, metavar="NAME...|FILE")
@click.option("--kind", metavar="KIND", help="person, company, body, vessel or aircraft; by default all are searched.")
@click.option("--country", "countries", multiple=True, metavar="XX", help="A country of the party; repeatable.")
@click.option("--born", multiple=True, metavar="DATE", help="Date of birth, as 1962, 1962-03 or 1962-03-05.")
@click.option("--gender", type=click.Choice(["male", "female"]), help="Of a person.")
@click.option("--id", "identifiers", multiple=True, metavar="TYPE:VALUE", help="A number, as lei:…, imo:…, passport:….")
@click.option("--address", "addresses", multiple=True, metavar="TEXT", help="An address; repeatable.")
@click.option("--threshold", type=click.FloatRange(0.001, 0.999), metavar="P",
              help="From this probability on; by default 0.025, 0.38 with both births known.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here; for a table .csv, .tsv, .xlsx, .jsonl or .parquet.")
@click.option("--fail-on-match", is_flag=True, help="Exit with 1 if a match is open or confirmed.")
@click.option(
    "--decisions", "decisions_file", metavar="FILE", help="The decisions; by default those in the data folder."
)
@click.option(
    "--decide", "entries", multiple=True, metavar="ENTRY", help="Record a decision about this match; repeatable."
)
@click.option("--same", "verdict", flag_value="same", help="With --decide: it is the same party.")
@click.option("--not-same", "verdict", flag_value="not_same", help="With --decide: it is another party.")
@click.option("--withdraw", "verdict", flag_value="withdrawn", help="With --decide: the last decision counts no more.")
@click.option("--by", metavar="WHO", help="With --decide: who decides.")
@click.option("--why", metavar="TEXT", help="With --decide: on what grounds.")
@click.option("--until", type=Day(), help="With --decide: the last day on which it holds.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=HEADING", help="Table: which column holds what.")
@click.option("--sheet", metavar="NAME", help="Table: which sheet of a workbook; by default the first.")
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="Table: how 3/4/1970 is meant.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Table: processes.")
@click.option("--compare", "export", metavar="FILE", help="Table: compare with the hits that another tool exported.")
@click.option(
    "--mapping", metavar="NAME|FILE", help="With --compare: descartes, dow-jones, sap-gts, or a mapping file."
)
@click.option("--exported", type=Day(), help="With --compare: the day of the export.")
def command(
    what: tuple[str, ...],
    kind: str | None,
    countries: tuple[str, ...],
    born: tuple[str, ...],
    gender: str | None,
    identifiers: tuple[str, ...],
    addresses: tuple[str, ...],
    threshold: float | None,
    form: str,
    output: str | None,
    fail_on_match: bool,
    decisions_file: str | None,
    entries: tuple[str, ...],
    verdict: Verdict | None,
    by: str | None,
    why: str | None,
    until: datetime.date | None,
    columns: tuple[str, ...],
    sheet: str | None,
    dates: str | None,
    workers: int,
    export: str | None,
    mapping: str | None,
    exported: datetime.date | None,
) -> None:
    """Find a party on the lists that are loaded, whatever its spelling, and say what speaks for and against each match.

    Several NAMEs are names of one party. A FILE is a table of parties (CSV, TSV, XLSX, Parquet) and needs -o.
    """
    table = _names_table(what)
    of_party = {"--kind": kind, "--country": countries, "--born": born, "--gender": gender, "--id": identifiers,
                "--address": addresses, "--decide": entries, "--same": verdict, "--by": by, "--why": why,
                "--until": until}  # fmt: skip
    of_table = {"--column": columns, "--sheet": sheet, "--dates": dates, "--compare": export, "--mapping": mapping,
                "--exported": exported, "--workers": workers if workers > 1 else None}  # fmt: skip
    wrong = [name for name, value in (of_party if table else of_table).items() if value]
    if wrong:
        kinds = ("a table", "one party") if table else ("one party", "a table")
        raise InputError(f"{wrong[0]} does not go with {kinds[0]}", hint=f"it is about {kinds[1]}")
    if table:
        if form != "text":
            raise InputError("--format does not go with a table", hint="-o's ending is the format")
        terms = _terms(threshold, columns, sheet, dates, workers)
        failed = _table(table, output, terms, decisions_file, export, mapping, exported)
    else:
        from duecare.parties.screening.particulars import query_from

        query = query_from(
            what, kind=kind or "unknown", countries=countries, born=born, identifiers=identifiers,
            addresses=addresses, gender=gender,
        )  # fmt: skip
        decision = _decision(entries, verdict, by, why, until)
        failed = _party(query, threshold, form, output, decisions_file, decision)
    if failed and fail_on_match:
        sys.exit(1)


# ── one party ────────────────────────────────────────────────────────────────────────────────────────────────────────

_Decided = tuple[tuple[str, ...], "Verdict", str, str, datetime.date | None]


def _decision(
    entries: tuple[str, ...], verdict: Verdict | None, by: str | None, why: str | None, until: datetime.date | None
) -> _Decided | None:
    if not entries:
        given = [name for name, value in (("--same or --not-same", verdict), ("--by", by), ("--why", why),
                                          ("--until", until)) if value]  # fmt: skip
        if given:
            raise InputError(f"{given[0]} goes with --decide", hint="--decide ENTRY, with the id shown under the match")
        return None
    if verdict is None or not by or not why:
        raise InputError(
            "--decide needs a verdict, who decides and on what grounds",
            hint="--same, --not-same or --withdraw, with --by WHO and --why TEXT",
        )
    return entries, verdict, by, why, until


def _party(
    query: Query,
    threshold: float | None,
    form: str,
    output: str | None,
    decisions_file: str | None,
    decided: _Decided | None,
) -> bool:
    """Screen one party; says whether a match is open or confirmed."""
    from duecare.parties.screening import DEFAULT_THRESHOLD
    from duecare.parties.screening.decisions_file import read_decisions

    path, today = _decisions_path(decisions_file), datetime.date.today()
    lists = _lists(today)
    decisions = lists.decisions if decisions_file is None else read_decisions(path)
    if output is not None and Path(output).suffix.casefold() in (*TABLES, ".pdf", ".docx"):
        raise InputError(f"ends in {Path(output).suffix!r}; one party's screening is text or JSON", path=output)
    matches = lists.screener.search(query, threshold)
    if decided is not None:
        _record(query, matches, decided, path, today)
        decisions = read_decisions(path)
    found = decisions.apply(query, matches, today)
    if form == "json":
        from duecare.parties.screening.report import screening_document

        document = screening_document(query, found, lists, threshold, today)
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    else:
        from duecare.papers.screening import screening_text

        shown = DEFAULT_THRESHOLD if threshold is None else threshold
        text = screening_text(query, found, lists, shown, today, to_file=output is not None)
    if output is None:
        sys.stdout.write(text)
    else:
        write_atomically(output, text)
        click.echo(f"Written to {output}.", err=True)
    return any(standing.state != "cleared" for _, standing in found)


def _record(query: Query, matches: Sequence[Match], decided: _Decided, path: Path, today: datetime.date) -> None:
    from duecare.parties.screening.decisions_file import append_decision
    from duecare.parties.screening.dispositions import decide

    entries, verdict, by, why, until = decided
    by_id = {match.entry_id: match for match in matches}
    absent = [entry for entry in entries if entry not in by_id]
    if absent:
        there = ", ".join(list(by_id)[:10]) or "none; a lower --threshold shows more"
        raise InputError(f"{absent[0]!r} is not among the matches of this party", hint=f"matches: {there}")
    made = [
        decide(query, by_id[entry], verdict, by=by, why=why, decided=today, until=until)
        for entry in dict.fromkeys(entries)
    ]
    for decision in made:
        append_decision(path, decision)
    click.echo(f"Recorded in {path}: {', '.join(decision.entry_id for decision in made)}.", err=True)


# ── a table of parties ───────────────────────────────────────────────────────────────────────────────────────────────


def _names_table(what: tuple[str, ...]) -> Path | None:
    """The table, where one is named and not a party."""
    files = [given for given in what if Path(given).suffix.casefold() in TABLES or _is_file(given)]
    if files and len(what) > 1:
        raise InputError("one table at a time is screened, and no names beside it", hint=f"seen: {', '.join(what[:4])}")
    return Path(files[0]) if files else None


def _is_file(given: str) -> bool:
    try:
        return ("/" in given or os.sep in given or "." in given) and Path(given).is_file()
    except (OSError, ValueError):  # too long for a name, or a null character in it
        return False


def _terms(
    threshold: float | None, columns: tuple[str, ...], sheet: str | None, dates: str | None, workers: int
) -> Terms:
    from duecare.parties.screening.first_pass import Terms

    chosen: dict[str, list[str]] = {}
    for given in columns:
        field, equals, heading = given.partition("=")
        if not equals or not heading.strip():
            raise InputError(f"--column is {given!r}", hint="accepted: FIELD=HEADING, as name='Business partner'")
        chosen.setdefault(field.strip(), []).append(heading)
    return Terms(threshold, chosen, sheet, None if dates is None else dates == "day-first", workers)


def _table(
    source: Path,
    output: str | None,
    terms: Terms,
    decisions_file: str | None,
    export: str | None,
    mapping: str | None,
    exported: datetime.date | None,
) -> bool:
    """Screen a table; says whether a row has a match that is open or confirmed."""
    from duecare.parties.screening.decisions_file import read_decisions
    from duecare.transaction.tables import check_output

    if output is None:
        raise InputError("a table needs -o FILE to write to", hint="accepted: .csv, .tsv, .xlsx, .jsonl, .parquet")
    if (export is None) != (mapping is None):
        raise InputError("--compare and --mapping go together", hint="--mapping descartes, or a mapping file")
    if exported is not None and export is None:
        raise InputError("--exported goes with --compare")
    target, today = Path(output), datetime.date.today()
    check_output(target, [source, *([Path(export)] if export else [])])
    decisions = None if decisions_file is None else read_decisions(Path(decisions_file))
    if export is not None and mapping is not None:
        return _comparison(source, target, terms, decisions, Path(export), mapping, exported, today)
    from duecare.papers.screening import done_text
    from duecare.parties.screening.batch import STATUSES, screen_table

    lists = _lists(today)
    with rows_progress("Screening") as advance:
        done = screen_table(source, target, lists, today, terms, decisions, advance)
    click.echo(done_text(done, lists, output), err=True)
    return any(done.statuses[status] for status in STATUSES[:2])


def _comparison(
    source: Path,
    target: Path,
    terms: Terms,
    decisions: Decisions | None,
    export: Path,
    mapping: str,
    exported: datetime.date | None,
    today: datetime.date,
) -> bool:
    from duecare.papers.screening import compared_text
    from duecare.parties.screening.comparison import compare_table
    from duecare.parties.screening.incumbent import read_export
    from duecare.parties.screening.incumbent_mapping import read_incumbent_mapping

    read = read_export(export, read_incumbent_mapping(mapping), exported)
    lists = _lists(today)
    with rows_progress("Screening") as advance:
        done = compare_table(source, read, target, lists, today, terms, decisions, advance)
    click.echo(compared_text(done, read, lists, str(target)), err=True)
    return bool(done.counts["both"] or done.counts["only ours"])


# ── the data folder ──────────────────────────────────────────────────────────────────────────────────────────────────


def _decisions_path(given: str | None) -> Path:
    from duecare.parties.screening.decisions_file import decisions_path
    from duecare.snapshots import home_from

    return Path(given) if given is not None else decisions_path(home_from(os.environ))


def _lists(today: datetime.date) -> Lists:
    from duecare.snapshots import home_from

    return lists_of(home_from(os.environ), today)
