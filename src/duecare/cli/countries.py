"""`duecare countries`: every country on a map with a table, and countries side by side."""

from __future__ import annotations

import datetime
import json

import click

from duecare.cli.country import written
from duecare.cli.options import Day, capabilities_from, countries_at_hand
from duecare.errors import InputError
from duecare.places import country_code


@click.group("countries", invoke_without_command=True)
@click.option("-o", "--output", metavar="FILE", help="Write the map and the table here, as one HTML file.")
@click.option(
    "--items", metavar="CAPABILITY,...", help="What the items can do: which dimensions are core follows from it."
)
@click.option("--known-at", type=Day(), help="Count nothing published after this day; by default today.")
@click.option("--no-loaded", is_flag=True, help="Leave the loaded country data aside: the starter only.")
@click.pass_context
def command(
    ctx: click.Context, output: str | None, items: str | None, known_at: datetime.date | None, no_loaded: bool
) -> None:
    """Write every country on a world map with a table that sorts, as one file; or set countries side by side."""
    if ctx.invoked_subcommand is not None:
        return
    if output is None:
        raise InputError("the map is a page of its own", hint="say where to write it: duecare countries -o map.html")
    from duecare.papers.countries_html import countries_html, world_sentence

    capabilities, day = capabilities_from(items), known_at or datetime.date.today()
    data = countries_at_hand(starter=no_loaded)
    written(countries_html(data, day, capabilities), output, world_sentence(data, day, capabilities))


@command.command("compare")
@click.argument("names", nargs=-1, required=True, metavar="COUNTRY COUNTRY...")
@click.option("--since", type=click.IntRange(1990, 2100), metavar="YEAR", help="The first year of the lines.")
@click.option(
    "--items", metavar="CAPABILITY,...", help="What the items can do: which dimensions are core follows from it."
)
@click.option("--known-at", type=Day(), help="Count nothing published after this day; by default today.")
@click.option("--format", "form", type=click.Choice(["text", "html", "json"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here instead of to the terminal.")
def compare(
    names: tuple[str, ...],
    since: int | None,
    items: str | None,
    known_at: datetime.date | None,
    form: str,
    output: str | None,
) -> None:
    """Set countries side by side: bands with intervals, and lines over the years within one dataset version."""
    from duecare.countries.page import country_page

    codes = list(dict.fromkeys(country_code(name) for name in names))
    if len(codes) < 2:
        raise InputError("one country is nothing to compare", hint="give two or more, as TR HU")
    day, data, capabilities = known_at or datetime.date.today(), countries_at_hand(), capabilities_from(items)
    pages = [country_page(code, day, data, capabilities) for code in codes]
    from duecare.papers.countries import compared_html, compared_sentence, compared_text

    if form == "json":
        from duecare.countries.report import country_document

        documents = [country_document(page) for page in pages]
        for line in (row["line"] for one in documents for row in one["practice"].values() if row and "line" in row):
            line["years"] = [year for year in line["years"] if since is None or year[0] >= since]
        text = json.dumps(documents, ensure_ascii=False, indent=2) + "\n"
    elif form == "html":
        text = compared_html(pages, since)
    else:
        text = compared_text(pages, since, to_file=output is not None)
    written(text, output, compared_sentence(pages))
