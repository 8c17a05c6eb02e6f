"""Who gets it? Parties compared with the lists that are loaded."""

from __future__ import annotations

from duecare.parties.gather import STARTER_COVERAGE, PartyFact, gather_parties

__all__ = ["STARTER_COVERAGE", "PartyFact", "gather_parties"]
