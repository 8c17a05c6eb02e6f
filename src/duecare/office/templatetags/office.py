"""Words and marks that pages share."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from duecare.countries.agencies import Agency
from duecare.facts import vocabulary
from duecare.items import taxonomy
from duecare.office.about.known import agency_address
from duecare.office.cases.models import Case
from duecare.office.people.regions import place_title
from duecare.papers.markup import name as name_markup
from duecare.papers.memo import HEADINGS
from duecare.papers.wording import OPEN as OPEN_WORD
from duecare.papers.wording import SOURCE_KIND, Name, level_words
from duecare.places import name as place_name
from duecare.review.advise import ADVICE_WORDS

register = template.Library()
OPEN = mark_safe('<span class="status is-open"><span class="mark open"></span>open</span>')


@register.filter
def level(case: Case) -> str | SafeString:
    """The level of a case in words, or that it has none yet."""
    if not case.review_id:
        return OPEN
    return level_words(case.known, case.possible, hold=case.hold)


@register.filter
def advice(code: str) -> str:
    """An advice in words."""
    return ADVICE_WORDS.get(code, code)


@register.filter
def country(code: str) -> str | SafeString:
    """A country by its name; open where none is known."""
    return place_name(code) if code else OPEN


@register.filter
def place(key: str) -> str:
    """A region or country by its name; empty for none."""
    return place_title(key)


@register.filter
def capability(code: str) -> str:
    """A capability of the taxonomy by its title."""
    found = taxonomy().get(code)
    return found.title if found else code


@register.filter
def marked(text: str) -> str | SafeString:
    """A value as papers word it, with the mark of its own where it is open."""
    return OPEN if text == OPEN_WORD else text


@register.filter
def name(said: Name) -> SafeString:
    """A name in its own script first, romanised beside."""
    return mark_safe(name_markup(said))


@register.filter
def agency_url(agency: Agency, case: Case) -> str:
    """Where the record of an agency stands, within a case."""
    return agency_address(case, agency)


@register.filter
def or_open(value: Any) -> Any:
    """What is not known has a mark of its own."""
    return value if value not in ("", None) else OPEN


@register.filter
def person(user: Any) -> SafeString | str:
    """A person's name, its direction left to the name."""
    return format_html('<bdi dir="auto">{}</bdi>', user.label) if user else OPEN


@register.filter
def apart(name: str) -> SafeString:
    """A name within a sentence, its direction left to the name."""
    return format_html('<bdi dir="auto">{}</bdi>', name)


@register.filter
def ready(html: str) -> SafeString:
    """HTML of a section that papers have made and escaped."""
    return mark_safe(html)


@register.filter
def words(text: str) -> list[str]:
    """A text as its words, to go through them."""
    return text.split()


@register.filter
def heading(key: str) -> str:
    """The heading of a section."""
    return HEADINGS[key]


@register.filter
def part(sections: dict[str, str], key: str) -> SafeString:
    """One section of a review."""
    return mark_safe(sections.get(key, ""))


@register.filter
def normal(number: Any) -> str:
    """A decimal number without the noughts that say nothing."""
    return f"{number.normalize():f}"


@register.filter
def question(fact: str) -> str:
    """The question that asks for a fact."""
    return vocabulary()[fact].question


@register.filter
def source_kind(kind: str) -> str:
    """A kind of source in words."""
    return SOURCE_KIND[kind]
