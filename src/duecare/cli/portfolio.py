"""`duecare portfolio`: a whole order book reviewed, shown, compared and explained."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duecare.cli.country import written
from duecare.cli.options import countries_at_hand, instruments, judged_by, lists_at_hand
from duecare.cli.portfolio_again import diff, whatif
from duecare.cli.progress import rows_progress, steps_progress
from duecare.errors import InputError
from duecare.review import load_policy
from duecare.transaction.tables import OUTPUTS as TABLES

if TYPE_CHECKING:
    from duecare.portfolio.spark.engine import Engine


@click.group("portfolio")
def command() -> None:
    """Review a whole order book, and say where the risk sits."""


command.add_command(diff)
command.add_command(whatif)


@command.command("review")
@click.argument("paths", nargs=-1, required=True, metavar="BOOK...")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the result goes, as Parquet tables.")
@click.option("--mapping", metavar="FILE", help="Which columns are which; a file, or sap, oracle, dynamics.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes work here."
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What reads the book and judges: this computer, or a cluster, which reads Parquet.",
)
@click.option("--master", metavar="URL", show_default="local[*]", help="Where Spark runs, as it writes it.")
@click.option("--agreements", metavar="FILE", help="Framework agreements, for the call-offs of the book.")
@click.option("--sell-through", metavar="FILE", help="What resellers report that they sold on, and to whom.")
@click.option("--acquired", metavar="NAME", help="The book is that of a company acquired since.")
@judged_by
def review_(
    paths: tuple[str, ...],
    output: str,
    mapping: str | None,
    workers: int,
    engine: str,
    master: str | None,
    agreements: str | None,
    sell_through: str | None,
    acquired: str | None,
    known_at: datetime.date | None,
    law_at: datetime.date | None,
    house: tuple[str, ...],
    policy_file: str | None,
    no_lists: bool,
) -> None:
    """Review every transaction of a BOOK: CSV, TSV, XLSX or Parquet, a folder of them, or a database table by URL.

    Distinct items, parties and places are looked at once; rows that cannot be read go to the rejects, with the reason.
    The same book over the same data is not reviewed twice.
    """
    from duecare.papers.portfolio import portfolio_text
    from duecare.portfolio.book.mapping import read_mapping
    from duecare.portfolio.review import review_book
    from duecare.portfolio.together.relationships import Given

    today, guidance = datetime.date.today(), instruments(house)
    lists = None if no_lists else lists_at_hand()
    country_data = countries_at_hand(starter=no_lists)
    if "://" in output:
        raise InputError("a result is a folder of this computer", path=output, hint="copy it to where it shall be kept")
    with _engine(engine, master) as chosen, steps_progress() as (say, advance):
        done = review_book(
            paths,
            Path(output),
            mapping=read_mapping(mapping),
            known_at=known_at or today,
            law_at=law_at or today,
            guidance=guidance,
            policy=load_policy(policy_file),
            lists=lists,
            country_data=country_data,
            workers=workers,
            engine=chosen,
            say=say,
            advance=advance,
            given=Given(agreements, sell_through, acquired),
        )
    if done.unchanged:
        click.echo(f"{output}: the same book over the same data; nothing was done.", err=True)
    sys.stdout.write(portfolio_text(done.folder, guidance))


@contextmanager
def _engine(name: str, master: str | None) -> Iterator[Engine | None]:
    """What reviews a book; None for this computer."""
    if name != "spark":
        if master is not None:
            raise InputError("--master says where Spark runs", hint="add --engine spark")
        yield None
        return
    from duecare.portfolio.spark.spark_engine import OnSpark
    from duecare.portfolio.spark.spark_session import spark_session

    with spark_session(master or "local[*]") as session:
        yield OnSpark(session)


@command.command("show")
@click.argument("folder", metavar="RESULT")
@click.option("-o", "--output", metavar="FILE", help="Write the dashboard here (.html), or a table (.csv, .xlsx, ...).")
@click.option("--where", metavar="CONDITION", default="", help="Only these: row.known = 'severe' AND row.owner = 'A'.")
@click.option(
    "--most", type=click.IntRange(1), default=10, show_default=True, help="With --where: how many are listed."
)
@click.option("--house", multiple=True, metavar="DIR", help="A folder of the house's own instruments; repeatable.")
def show(folder: str, output: str | None, where: str, most: int, house: tuple[str, ...]) -> None:
    """Show a RESULT: in short in the terminal, or with -o as a dashboard that needs no server.

    Levels known and possible, what to ask first over the whole book, by country, item and end user, running contracts
    to look at again, and the transactions themselves. With --where the transactions that meet a condition: as a list
    with levels and reasons, as a dashboard of their own, or as a table.
    """
    from duecare.papers.portfolio import chosen_table, chosen_text, dashboard_html, portfolio_text

    guidance, suffix = instruments(house), Path(output or "").suffix.casefold()
    if output is not None and suffix in TABLES:
        number = chosen_table(Path(folder), where, Path(output))
        click.echo(f"{number:,} transactions of {folder}.\n  written to {output}", err=True)
    elif suffix not in ("", ".html", ".htm"):
        raise InputError(f"ends in {suffix!r}", path=output, hint=f"accepted: .html, {', '.join(TABLES)}")
    elif output is not None:
        text = dashboard_html(Path(folder), guidance, where=where)
        written(text, output, f"The dashboard of {folder}.")
    else:
        said = (
            chosen_text(Path(folder), where, guidance, most=most) if where else portfolio_text(Path(folder), guidance)
        )
        sys.stdout.write(said)


@command.command("sweep")
@click.argument("folder", metavar="RESULT")
@click.option("-o", "--output", required=True, metavar="FILE", help="Write the list here, as a workbook (.xlsx).")
def sweep(folder: str, output: str) -> None:
    """List the running contracts of a RESULT that have to be looked at again, with owner, state and due date.

    They supply what the guidance is about to a government or a state-owned end user that is accused of abuse. A second
    sheet lists those that may belong there, with what is not known of them.
    """
    from duecare.papers.portfolio import sweep_xlsx
    from duecare.papers.portfolio_sweep import sweep_sentence

    if Path(output).suffix.casefold() != ".xlsx":
        raise InputError("the list is written as a workbook", path=output, hint="a name that ends in .xlsx")
    found = sweep_xlsx(Path(folder), Path(output))
    click.echo(f"{sweep_sentence(found)}\n  written to {output}", err=True)


@command.command("synthetic")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where the book goes: .parquet or .csv.")
@click.option("--rows", type=click.IntRange(1), default=100_000, show_default=True, help="How many transactions.")
@click.option("--parties", type=click.IntRange(1), default=5_000, show_default=True, help="How many customers.")
@click.option("--items", type=click.IntRange(1), default=500, show_default=True, help="How many products.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same book.")
def synthetic(output: str, rows: int, parties: int, items: int, seed: int) -> None:
    """Write a made-up order book, for trying and measuring: skewed as real books are, and most facts not known.

    None of its orders ever happened. A few hundred names are taken from the lists and the register that ship with
    Duecare.
    """
    from duecare.portfolio.made_up.synthetic import write_synthetic

    with rows_progress("Writing") as advance:
        write_synthetic(Path(output), rows=rows, parties=parties, items=items, seed=seed, progress=advance)
    click.echo(f"{rows:,} made-up transactions\n  written to {output}", err=True)
