"""What kind of body a name names, and how close to the government it stands."""

from __future__ import annotations

from duecare.parties.government.decide import Reading, Verdict, decide
from duecare.parties.government.lexicon import find, lexicon
from duecare.parties.government.people import person_of


def read(name: str, country: str | None = None) -> Verdict:
    words = lexicon()
    tokens = words.tokens(name)
    language, found = find(tokens, words, country)
    person = person_of(tokens, found, words)
    if person is not None:
        sure, office, start, end = person
        out = Verdict()
        return out.say("individual", "government" if office else None, sure, f"“{tokens.typed(start, end)}” is part of a person's name or title.")
    order = words.orders.get(language or "", "of")
    return decide(Reading(tokens, found, order, country), words)
