"""Words for what a transaction of a book is about, and for how it comes out."""

from __future__ import annotations

from duecare.papers.wording import capital, clean, counted, fact_words, level_words, named
from duecare.places import name as place_name
from duecare.portfolio.result.standing import Standing
from duecare.review.advise import ADVICE_WORDS

_ABOUT = {
    "transaction": "the deal",
    "place": "the place of use",
    "transit": "the country of transit",
}
"""Where the name of a slot is no noun; the others are roles of parties and kinds of subjects."""


def about_words(about: str) -> str:
    """What a finding or a fact of a book is about.

    >>> about_words("end_user"), about_words("freight_forwarder"), about_words("seat of purchaser")
    ('the end user', 'the freight forwarder', 'the seat of the purchaser')
    """
    if about.startswith("seat of "):
        return f"the seat of {about_words(about.removeprefix('seat of '))}"
    return _ABOUT.get(about, f"the {about.replace('_', ' ')}")


def fact_of_words(fact: str, about: str) -> str:
    """A fact of a subject.

    >>> fact_of_words("party.abuse_record", "end_user"), fact_of_words("item.capability#spyware", "item")
    ('abuse record of the end user', 'capability spyware of the item')
    """
    return f"{fact_words(fact).partition(': ')[2]} of {about_words(about)}"


def whose_words(transaction: str, item: str, end_user: str, country: str) -> str:
    """A transaction with its item, its end user and its place of use, as far as they are known.

    >>> whose_words("T1", "Camera", "شرطة", "EG"), whose_words("T2", "", "", "")
    ('T1: Camera, شرطة (shrth), Egypt', 'T2')
    """
    said = [str(named(name)) for name in (item, end_user) if name]
    said += [clean(place_name(country))] if country else []
    return f"{clean(transaction)}: {', '.join(said)}" if said else clean(transaction)


def standing_words(standing: Standing) -> str:
    """Level, advice and legal stops in one line.

    >>> standing_words(Standing("low", "high", "", "escalate", 1, 2))
    'Low on what is known, could be high; escalate; 1 legal stop stands, 2 may'
    >>> standing_words(Standing("low", "high", "item", "hold", 0, 0))
    'Open: cannot be rated yet'
    """
    said = [capital(level_words(standing.known, standing.possible, hold=bool(standing.hold)))]
    if not standing.hold:
        said.append(ADVICE_WORDS[standing.advice].casefold())
    if standing.stops:
        verb = "stands" if standing.stops == 1 else "stand"
        more = f", {standing.stops_possible} may" if standing.stops_possible else ""
        said.append(f"{counted(standing.stops, 'legal stop')} {verb}{more}")
    elif standing.stops_possible:
        said.append(f"{counted(standing.stops_possible, 'legal stop')} may stand")
    return "; ".join(said)
