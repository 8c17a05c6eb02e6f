"""What states said of a treaty: reservations, declarations, objections, and derogations under Article 4 of the ICCPR.

The sections of the UN Treaty Collection hold, for each state, its name and then its text; markup inside is escaped
(`&lt;right&gt;4 November 2016&lt;/right&gt;`). A text may hold several statements, each under a heading of its own
("Reservations:", "Declaration:") or under a day. Which articles a statement names is read from its words; where it
speaks of another instrument ("article 18 of the Argentine National Constitution") the article is not counted, as far as
that shows.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from duecare.countries.sources.named_country import country_named, no_country
from duecare.countries.sources.record import Correction, TreatyStatement
from duecare.countries.sources.xml_table import Element, local, named, without_numbers

Kind = Literal["reservation", "declaration", "objection", "derogation"]

_SECTIONS: Final = ("declarations", "objections", "declarationsunderarticle", "notifications")
_STATES: Final = frozenset({"participant", "country", "state", "entity"})
_WRITTEN: Final = {"congo": "CG"}
_MARK: Final = re.compile(r"<superscript>.*?</superscript>", re.S | re.I)
_LINE_END: Final = re.compile(r"<(?:br|/p|/right|right|/title|title|p)\b[^>]*>", re.I)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_NAMES: Final = (
    r"(?:interpretative |general )?(?:reservations?|declarations?|understandings?|statements?|objections?)"
    r"(?: and (?:interpretative )?(?:reservations?|declarations?|understandings?))?"
)
#: "Reservations:", "Declaration made upon ratification:", or such a word alone on its line.
_LABEL: Final = re.compile(
    rf"(?P<label>{_NAMES})(?:\s*:|\s+(?:made|upon|in respect|concerning|regarding|to|on|with)\b[^.:]{{0,120}}:|$)\s*",
    re.I,
)
_DAY: Final = re.compile(r"\(?(?P<day>\d{1,2} [A-Z][a-z]+ \d{4})\)?:?")
_RESERVES: Final = re.compile(r"\breserv(?:es?|ed|ation|ations|ing)\b", re.I)
_ENDS: Final = re.compile(
    r"^\W*(?:termination|lifting|end)\b|\b(?:state of (?:emergency|siege|exception|alert)|derogations?|measures?)"
    r"(?: [\w,-]+){0,12}? (?:was|were|is|are|has been|have been|had been) (?:terminated|lifted|ended|revoked)\b",
    re.I,
)
_PROLONGS: Final = re.compile(r"\b(?:extend|extension|prolong|prorog|renew)", re.I)
_SINCE: Final = re.compile(r"\b(?:as from|as of|with effect from|effective|on|from) (\d{1,2} [A-Z][a-z]+ \d{4})")
_NUMBER: Final = r"\d{1,2}(?!\d)(?:\s*\(\s*(?:\d{1,2}|[a-z])\s*\))*"
_LIST: Final = rf"{_NUMBER}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+|\s*&\s*){_NUMBER})*"
#: "paragraph 6 of article 14".
_PARAGRAPHS: Final = re.compile(
    rf"\bparagraphs?\s+(?P<paragraphs>{_LIST})\s+of\s+(?:the said\s+)?article\s+(?P<article>\d{{1,2}})\b", re.I
)
#: "articles 19, 21 and 22", "article 4 (3)", "article 14, paragraphs 3 (d) and 5".
_ARTICLES: Final = re.compile(
    rf"\b(?:articles?|arts?\.)\s+(?P<articles>{_LIST})"
    rf"(?:,?\s+paragraphs?\s+(?P<paragraphs>{_LIST})(?!\s+of\s+(?:the said\s+)?article))?",
    re.I,
)
#: What stands behind an article of another instrument, before any other article is named.
_ELSEWHERE: Final = (
    r"\s*,?\s*(?:of|in)\s+(?:(?!article)[^.;]){0,70}?\b(?:constitution|charter|code|act|law|decree|vienna convention"
    r"|european convention|american convention"
)
_COVENANTS: Final = {"iccpr": "civil and political", "icescr": "economic, social"}


@dataclass(frozen=True, slots=True)
class _Block:
    """What one state said in one section: the lines of its text."""

    country: str
    lines: tuple[str, ...]


def plain(text: str) -> str:
    """Text without the markup that is escaped in it, and without footnote marks.

    >>> plain("Algeria<superscript>13</superscript>"), plain("<i>Reservation:</i>")
    ('Algeria', 'Reservation:')
    """
    without = _TAG.sub("", _LINE_END.sub("\n", _MARK.sub("", text)))
    return html.unescape(without).replace("\xa0", " ")


def articles_in(text: str, treaty: str = "iccpr") -> tuple[str, ...]:
    """The articles that a text names, each once, in its order; a paragraph in brackets behind its article.

    Args:
        text: What a state said.
        treaty: Of which; the articles of the other Covenant are not counted.

    >>> articles_in("articles 19, 21 and 22, article 4 (3), paragraph 6 of article 14, article 18 of the Constitution")
    ('19', '21', '22', '4(3)', '14(6)')
    """
    others = [words for key, words in _COVENANTS.items() if not treaty.endswith(key)]
    elsewhere = re.compile("|".join((_ELSEWHERE, *others)) + r")\b", re.I)
    found: list[tuple[int, str]] = []
    taken: set[int] = set()
    for match in _PARAGRAPHS.finditer(text):
        taken.add(match.start("article"))
        if not elsewhere.match(text, match.end()):
            found += [(match.start(), match["article"] + one) for one in _in_brackets(match["paragraphs"])]
    for match in _ARTICLES.finditer(text):
        if match.start("articles") in taken or elsewhere.match(text, match.end()):
            continue
        articles = [re.sub(r"\s+", "", one) for one in re.findall(_NUMBER, match["articles"])]
        if match["paragraphs"]:  # they belong to the last article
            articles[-1:] = [articles[-1] + one for one in _in_brackets(match["paragraphs"])]
        found += [(match.start(), one) for one in articles]
    return tuple(dict.fromkeys(article for _, article in sorted(found, key=lambda one: one[0])))


def _in_brackets(paragraphs: str) -> list[str]:
    """Paragraphs as they stand behind an article: `3 (d) and 5` as `(3)(d)`, `(5)`."""
    numbers = (re.sub(r"\s+", "", one) for one in re.findall(_NUMBER, paragraphs))
    return [re.sub(r"^(\d+)", r"(\1)", one) for one in numbers]


def statements(root: Element, treaty: str, path: Path) -> tuple[list[TreatyStatement], list[Correction]]:
    """Every statement in the sections of a treaty, and a correction for each section that is not read.

    Statements of one state, kind and day are one record, for the record has no other name.

    Raises:
        InputError: a state that speaks is not known.
    """
    found: dict[str, TreatyStatement] = {}
    corrections: list[Correction] = []
    for section in named(root, *_SECTIONS):
        if any(local(above) in _SECTIONS for above in section.iterancestors()):
            continue
        blocks = list(_blocks(section, path, corrections))
        states = any(local(element) in _STATES for element in section.iter())
        if not states and "".join(section.itertext()).strip():
            reason = "no state is marked in this section, so who says what cannot be told; it was not read"
            corrections.append(Correction(f"{path.name}:{section.sourceline}", str(section.tag), None, reason))
        for block in blocks:
            for kind, day, text in _said(block, local(section), treaty):
                articles = articles_in(text, treaty)
                one = TreatyStatement(block.country, treaty, kind, articles, day, text, _ended(kind, day, text))
                if earlier := found.get(one.id):
                    one = _joined(earlier, one)
                found[one.id] = one
    return [found[key] for key in sorted(found)], corrections


def _blocks(section: Element, path: Path, corrections: list[Correction]) -> Iterator[_Block]:
    """The texts of a section by the state that stands before them; what stands before the first is its heading."""
    country = ""
    lines: list[str] = []
    for element in section.iterdescendants():
        if local(element) in _STATES:
            if country:
                yield _Block(country, tuple(lines))
            name = without_numbers(" ".join(plain("".join(element.itertext())).split()).rstrip(":, "))[0]
            country, lines = "", []
            if (reason := no_country(name)) is not None:
                corrections.append(Correction(f"{path.name}:{element.sourceline}", name, None, reason))
            else:
                country = country_named(name, path, element.sourceline, _WRITTEN)
        elif not any(local(above) in _STATES for above in element.iterancestors()):
            lines += plain(element.text or "").splitlines()
        lines += plain(element.tail or "").splitlines()
    if country:
        yield _Block(country, tuple(lines))


def _said(block: _Block, section: str, treaty: str) -> Iterator[tuple[Kind, datetime.date | None, str]]:
    """The statements of a block: a heading or a day begins the next."""
    heading: Kind | None = None
    day: datetime.date | None = None
    lines: list[str] = []
    for raw in block.lines:
        line = " ".join(raw.split())
        label = _LABEL.match(line)
        dated = _DAY.fullmatch(line)
        if (label or dated) and lines:
            yield _kind(section, heading, "\n".join(lines), treaty), day, "\n".join(lines)
            lines = []
        if label:
            heading = "reservation" if "reservation" in label["label"].casefold() else "declaration"
            line = line[label.end() :]
        elif dated:
            day = _date(dated["day"])
            line = ""
        if line:
            lines.append(line)
    if lines:
        yield _kind(section, heading, "\n".join(lines), treaty), day, "\n".join(lines)


def _kind(section: str, heading: Kind | None, text: str, treaty: str) -> Kind:
    if section == "objections":
        return "objection"
    if section == "notifications" and treaty == "iccpr":
        return "derogation"  # ICCPR Article 4 (3); this treaty has no other notifications in that section
    if section == "declarations":
        return heading or ("reservation" if _RESERVES.search(text) else "declaration")
    return "declaration"


def _ended(kind: Kind, day: datetime.date | None, text: str) -> datetime.date | None:
    """The day on which a derogation ended, if that is what the notification tells and it prolongs nothing.

    Which earlier notification it ends is for a person to say: a state may derogate in several regions at once.
    """
    if kind != "derogation" or not _ENDS.search(text) or _PROLONGS.search(text):
        return None
    since = _SINCE.search(text)
    return (_date(since[1]) if since else None) or day


def _joined(earlier: TreatyStatement, later: TreatyStatement) -> TreatyStatement:
    return TreatyStatement(
        earlier.country,
        earlier.treaty,
        earlier.kind,
        tuple(dict.fromkeys((*earlier.articles, *later.articles))),
        earlier.day,
        f"{earlier.text}\n\n{later.text}",
        later.ended if earlier.ended and later.ended else None,
    )


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text, "%d %B %Y").date()
    except ValueError:
        return None
