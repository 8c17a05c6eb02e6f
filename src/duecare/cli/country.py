"""`duecare country`: what is practised, laid down and on record of a country."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

import click

from duecare.cli.options import Day, capabilities_from, countries_at_hand
from duecare.places import country_code


@click.command("country")
@click.argument("name", metavar="COUNTRY")
@click.option(
    "--items", metavar="CAPABILITY,...", help="What the items can do: which dimensions are core follows from it."
)
@click.option("--known-at", type=Day(), help="Count nothing published after this day; by default today.")
@click.option("--full", is_flag=True, help="Text: every indicator and every question of the law checklist.")
@click.option("--format", "form", type=click.Choice(["text", "html", "json"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here instead of to the terminal.")
@click.option("--no-loaded", is_flag=True, help="Leave the loaded country data aside: the starter only.")
def command(
    name: str,
    items: str | None,
    known_at: datetime.date | None,
    full: bool,
    form: str,
    output: str | None,
    no_loaded: bool,
) -> None:
    """Show a COUNTRY or region: practice in five dimensions with intervals and trend, legal triggers, treaties, the law
    against the ICCPR, agencies on record, and what is not known.

    COUNTRY is a code or a name in any of seven languages.
    """
    from duecare.countries.page import country_page

    code = country_code(name)
    page = country_page(
        code, known_at or datetime.date.today(), countries_at_hand(starter=no_loaded), capabilities_from(items)
    )
    if form == "json":
        from duecare.countries.report import country_document

        text = json.dumps(country_document(page), ensure_ascii=False, indent=2) + "\n"
    elif form == "html":
        from duecare.papers.country_html import country_html

        text = country_html(page)
    else:
        from duecare.papers.country import country_text

        text = country_text(page, full=full, to_file=output is not None)
    written(text, output, page.sentence)


def written(text: str, output: str | None, said: str) -> None:
    """Text to the terminal, or to a file that is whole or not there."""
    if output is None:
        sys.stdout.write(text)
        return
    from duecare.transaction import write_atomically

    write_atomically(Path(output), text)
    click.echo(f"{said}\n  written to {output}", err=True)
