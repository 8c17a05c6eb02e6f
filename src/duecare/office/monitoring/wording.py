"""What alerts keep in codes and ids, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duecare.office.cases.house import house_rules
from duecare.office.cases.models import Reviewed
from duecare.office.monitoring.alerts import still_open
from duecare.office.monitoring.models import Alert, PostSale
from duecare.papers.wording import level_words, listed
from duecare.parties.lists import list_title
from duecare.places import name as place_name
from duecare.review.advise import ADVICE_WORDS

SHOWN: Final = 5
"""How many of one sort are named; the rest are counted."""
_NAMES: Final = {
    "engine": "Duecare", "policy_hash": "policy", "vocabulary_hash": "vocabulary", "instruments": "instruments",
    "rules": "rules", "applies": "instruments",
}  # fmt: skip


def level_of(review: Reviewed | None) -> str:
    """The level of a review in words."""
    return "" if review is None else level_words(review.known, review.possible, hold=review.hold)


def because(alert: Alert) -> list[str]:
    """Because of what an alert was raised, a sentence each."""
    return list(_because(alert.because))


def _because(said: Mapping[str, Any]) -> Iterator[str]:
    if "event" in said:
        yield _("After the sale: %(event)s.") % {"event": PostSale.Kind(said["event"]).label}
    if "condition" in said and "withdrawn" in said:
        yield _("The paper that proves a condition was withdrawn on %(day)s. The condition is due again.") % {
            "day": said["withdrawn"]
        }
    elif "condition" in said:
        yield _("The paper that proves a condition ended on %(day)s. The condition is due again.") % {
            "day": said["ended"]
        }
    if entries := said.get("entries"):
        yield _("Entries of a list came, went or changed: %(entries)s.") % {
            "entries": _some([f"{list_title(one.partition(':')[0])}, {one}" for one in entries])
        }
    elif lists := said.get("lists"):
        yield _("Another edition of: %(lists)s.") % {"lists": _some([list_title(one) for one in lists])}
    if countries := said.get("countries"):
        yield _("Something else is known of: %(countries)s.") % {
            "countries": _some([place_name(one) for one in countries])
        }
    if rules := said.get("rules"):
        yield _("Rules or what they are weighed by changed: %(rules)s.") % {
            "rules": _some([_NAMES.get(one, one) for one in rules])
        }
    words = {
        "agencies": _("The register of agencies says something else."),
        "owners": _("Owners are added up anew: rules of ownership have days of their own."),
        "days": _("A day came from which something counts, or counts no more."),
        "lists": _("What was searched of the lists is another."),
        "first": _("It was not known what the review before rested on."),
    }
    yield from (words[one] for one in said.get("others", ()) if one in words)


def changed(alert: Alert) -> list[str]:
    """What is another, a sentence each."""
    return list(_changed(alert, alert.changed))


def _changed(alert: Alert, said: Mapping[str, Any]) -> Iterator[str]:
    if not said.keys().isdisjoint(("known", "possible", "hold")):
        yield _("Level: %(before)s; now %(after)s.") % {
            "before": level_of(alert.before).casefold(), "after": level_of(alert.after).casefold()
        }  # fmt: skip
    if "advice" in said:
        old, new = (ADVICE_WORDS.get(one, one).casefold() for one in said["advice"])
        yield _("Advice: %(before)s; now %(after)s.") % {"before": old, "after": new}
    for key, words in (
        ("stops_stand", _("Legal stops that stand now: %(rules)s.")),
        ("stops_gone", _("Legal stops that stand no more: %(rules)s.")),
        ("stops_may", _("Legal stops that may stand now: %(rules)s.")),
        ("stops_may_no_more", _("Legal stops that cannot stand any more: %(rules)s.")),
        ("raised", _("Red flags raised now: %(rules)s.")),
        ("raised_no_more", _("Red flags that are not raised any more: %(rules)s.")),
    ):
        if key in said:
            yield words % {"rules": _some([_title(one) for one in said[key]])}
    if said.get("hits"):
        yield from _matches(said["hits"], still_open(alert))


def _matches(came: int, left: int) -> Iterator[str]:
    if left < came:
        yield ngettext(
            "%(n)d possible match or owner came up.", "%(n)d possible matches or owners came up.", came
        ) % {"n": came}  # fmt: skip
    if not left:
        yield _("Nothing of that is open any more.")
    else:
        yield ngettext(
            "%(n)d possible match or owner is to be decided.",
            "%(n)d possible matches or owners are to be decided.",
            left,
        ) % {"n": left}


def _title(rule: str) -> str:
    entry = house_rules().guidance.entries.get(rule)
    title = getattr(entry, "title", "")
    return f"{title} ({rule})" if title else rule


def _some(names: list[str]) -> str:
    shown = list(dict.fromkeys(names))
    more = len(shown) - SHOWN
    return listed([*shown[:SHOWN], *([ngettext("%d more", "%d more", more) % more] if more > 0 else [])])
