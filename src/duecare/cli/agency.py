"""`duecare agency`: what the register holds on a police force, service or other agency."""

from __future__ import annotations

import datetime
import json

import click

from duecare.cli.country import written
from duecare.cli.options import Day, countries_at_hand
from duecare.errors import InputError
from duecare.places import country_code, parent


@click.command("agency")
@click.argument("name", metavar="NAME")
@click.option("--country", metavar="COUNTRY", help="Its country, as a code or a name.")
@click.option("--known-at", type=Day(), help="Count no evidence dated after this day; by default today.")
@click.option("--format", "form", type=click.Choice(["text", "html", "json"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here instead of to the terminal.")
def command(name: str, country: str | None, known_at: datetime.date | None, form: str, output: str | None) -> None:
    """Show what an agency is on record for: graded evidence with source, date and reply, and how it stands by that.

    NAME may be in any script. No evidence is no good record: the agency is then as its country is, never better.
    """
    if not any(letter.isalnum() for letter in name):
        raise InputError("the name has no letter", hint='duecare agency "NAME" --country SD')
    from duecare.countries.agencies import find_agency, standing
    from duecare.countries.practice import known_practice

    code = country_code(country) if country else None
    day = known_at or datetime.date.today()
    data = countries_at_hand()
    found = []
    for one in find_agency([name], code):
        practice = known_practice(parent(one.agency.country) or one.agency.country, day, data)
        found.append((one, standing(one.agency, day, practice.bands if practice else ())))
    if form == "json":
        from duecare.countries.report import agency_document

        text = json.dumps(agency_document(name, code, day, found), ensure_ascii=False, indent=2) + "\n"
    elif form == "html":
        from duecare.papers.agency_html import agency_html

        text = agency_html(name, code, day, found)
    else:
        from duecare.papers.agency import agency_text

        text = agency_text(name, code, day, found, to_file=output is not None)
    from duecare.papers.agency_words import found_words

    written(text, output, found_words(found))
