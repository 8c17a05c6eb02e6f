"""Words for what is said of the transactions of a book."""

from __future__ import annotations

from duecare.papers.wording import capital, counted, level_words
from duecare.portfolio.standing import Standing
from duecare.review.advise import ADVICE_WORDS

ABOUT = {
    "transaction": "the transaction",
    "item": "the item",
    "use": "the use",
    "end_user": "the end user",
    "place": "the place of use",
    "destination": "the destination",
    "transit": "the country of transit",
}


def about_words(about: str) -> str:
    """What a finding or a fact of a book is about.

    >>> about_words("end_user"), about_words("freight_forwarder"), about_words("seat of purchaser")
    ('the end user', 'the freight forwarder', 'the seat of the purchaser')
    """
    if about.startswith("seat of "):
        return f"the seat of {about_words(about.removeprefix('seat of '))}"
    return ABOUT.get(about, f"the {about.replace('_', ' ')}")


def standing_words(standing: Standing) -> str:
    """Level, advice and legal stops in one line.

    >>> standing_words(Standing("low", "high", "", "escalate", 1, 2))
    'Low, could be high; escalate; 1 legal stop stands, 2 may'
    """
    level = level_words(standing.known, standing.possible, hold=bool(standing.hold))
    said = [capital(level)]
    if not standing.hold:
        said.append(ADVICE_WORDS[standing.advice].casefold())
    if standing.stops:
        verb = "stands" if standing.stops == 1 else "stand"
        more = f", {standing.stops_possible} may" if standing.stops_possible else ""
        said.append(f"{counted(standing.stops, 'legal stop')} {verb}{more}")
    elif standing.stops_possible:
        said.append(f"{counted(standing.stops_possible, 'legal stop')} may stand")
    return "; ".join(said)
