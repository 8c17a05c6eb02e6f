"""Who gets it? Parties compared with the lists, their owners added up, their ties to a government read."""

from __future__ import annotations

from duecare.parties.bodies import Stated
from duecare.parties.gather import gather_parties
from duecare.parties.knowledge import Holding, Knowledge, PartyFact, PartyGap
from duecare.parties.starter import STARTER_COVERAGE

__all__ = ["STARTER_COVERAGE", "Holding", "Knowledge", "PartyFact", "PartyGap", "Stated", "gather_parties"]
