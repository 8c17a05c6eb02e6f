"""What kind of body a name names, and how close to the government it stands."""

from __future__ import annotations

from duecare.parties.government.decide import Reading, Verdict, decide
from duecare.parties.government.lexicon import find, lexicon


def read(name: str, country: str | None = None) -> Verdict:
    words = lexicon()
    tokens = words.tokens(name)
    language, found = find(tokens, words, country)
    order = words.orders.get(language or "", "of")
    return decide(Reading(tokens, found, order, country), words)
