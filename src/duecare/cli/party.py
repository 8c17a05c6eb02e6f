"""`duecare party`: what kind of body this is, how close to the government, and on which words that rests."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import click

from duecare.errors import InputError
from duecare.papers.bodies import KINDS, TIES

if TYPE_CHECKING:
    from duecare.papers.sheet import Sheet
    from duecare.parties.government import BodyReading, Owner

_OWNER = re.compile(
    r"(?P<name>.+)=(?:(?P<unknown>\?)|(?P<least>\d+(?:\.\d+)?)(?:-(?P<most>\d+(?:\.\d+)?))?\s*%?)", re.DOTALL
)


@click.command("party")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--country", metavar="COUNTRY", help="Its state or seat, as a code or a name; settles what some words mean."
)
@click.option("--stated-kind", metavar="KIND", help="What the buyer says it is; shown beside what is inferred.")
@click.option(
    "--stated-tie", metavar="TIE", help="What the buyer says of its tie to a state; clears nothing by itself."
)
@click.option("--owner", "owners", multiple=True, metavar="NAME=SHARE",
              help="An owner: Name=51, Name=25-50, or Name=? if the share is not known. Repeatable.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    names: tuple[str, ...],
    country: str | None,
    stated_kind: str | None,
    stated_tie: str | None,
    owners: tuple[str, ...],
    form: str,
) -> None:
    """Say what kind of body each NAME names, how close to the government it stands, and on which words that rests.

    Names may be in any language and script. No name shows that there is no tie: what is not known is said, with what
    would settle it.
    """
    if len(names) > 1 and (owners or stated_kind or stated_tie):
        raise InputError("--owner, --stated-kind and --stated-tie are of one party", hint="give one name")
    from duecare.parties.government import read_body

    code = None
    if country is not None:
        from duecare.places import country_code

        code = country_code(country)
    held = [_owner(given) for given in owners]
    readings = [
        read_body(name, country=code, stated_kind=stated_kind, stated_tie=stated_tie, owners=held) for name in names
    ]
    if form == "json":
        from duecare.parties.government.report import bodies_document

        sys.stdout.write(json.dumps(bodies_document(readings), ensure_ascii=False, indent=2) + "\n")
        return
    from duecare.papers.sheet import printed

    sys.stdout.write(printed(lambda sheet: _write(readings, sheet)))


def _owner(given: str) -> Owner:
    from duecare.parties.government import Owner

    found = _OWNER.fullmatch(given)
    if found is None:
        raise InputError(f"--owner {given!r} is not a name and a share", hint="accepted: Name=51, Name=25-50, Name=?")
    if found["unknown"]:
        return Owner(found["name"].strip())
    return Owner(found["name"].strip(), float(found["least"]), float(found["most"] or found["least"]))


def _write(readings: list[BodyReading], sheet: Sheet) -> None:
    for place, reading in enumerate(readings):
        if place:
            sheet.blank()
        _reading(reading, sheet)


def _reading(reading: BodyReading, sheet: Sheet) -> None:
    from duecare.papers.wording import capital, clean, named

    name = named(reading.name)
    sheet.paragraph(name.text, "bold")
    if name.latin:
        sheet.paragraph(name.latin, "dim")
    sheet.paragraph(_headline(reading), "bold")
    if reading.words:
        sheet.heading("On these words")
        sheet.pairs((str(named(span.text)), span.meaning) for span in reading.words)
    if reading.edges:
        sheet.heading("On this evidence beside the name")
        for edge in reading.edges:
            sheet.marked("-", clean(edge.says))
    for title, sentences in (
        ("Because", reading.reasons),
        ("What speaks against it, or limits it", reading.doubts),
        ("Not known, and what would settle it", reading.open),
    ):
        if sentences:
            sheet.heading(title)
            for sentence in sentences:
                sheet.marked(sheet.marks["open"] if sentences is reading.open else "-", clean(sentence))
    if reading.stated_kind is not None or reading.stated_tie is not None:
        sheet.heading("Stated by the buyer, and kept apart")
        if reading.stated_kind is not None:
            sheet.marked("-", f"{capital(KINDS[reading.stated_kind])}.")
        if reading.stated_tie is not None:
            sheet.marked("-", f"{capital(TIES[reading.stated_tie])}.")


def _headline(reading: BodyReading) -> str:
    """The result as one sentence, each part with how sure it is.

    >>> from duecare.parties.government import read_body
    >>> _headline(read_body("Prefeitura Municipal de Curitiba"))
    'Likely a municipality or regional administration, and likely part of the government.'
    >>> _headline(read_body("Police Supplies Ltd"))
    'Likely a private company. How it stands to the government is open.'
    """
    sure = {"strong": "clearly", "likely": "likely", "weak": "perhaps", None: ""}
    kind = reading.kind and f"{sure[reading.kind_confidence].capitalize()} {KINDS[reading.kind]}"
    tie = reading.tie and f"{sure[reading.tie_confidence]} {TIES[reading.tie]}"
    if kind and tie:
        return f"{kind}, and {tie}."
    if kind:
        return f"{kind}. How it stands to the government is open."
    if tie:
        return f"{tie.capitalize()}. What sort of body it is, is open."
    return "What sort of body this is, and how it stands to the government, is open: the name does not say."
