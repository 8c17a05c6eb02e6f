"""Reviews to render, judged by the engine from facts given here: a heavy deal, a harmless one, one on hold."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pytest
from portfolio_page import folder, found, page, tables

from duecare.facts import Value
from duecare.guidance import Guidance, load_guidance
from duecare.review.engine import decide
from duecare.review.evidence import Assertion, Gap
from duecare.review.judge import Gathered, Subject, Use
from duecare.review.policy import load_policy
from duecare.review.result import Review
from duecare.transaction import Source

__all__ = ["folder", "found", "page", "tables"]
"""Fixtures of another module, which pytest finds here."""

KNOWN_AT = datetime.date(2026, 11, 24)
POLICE = "شرطة المدينة"


def gathered(
    title: str, labels: Mapping[str, str], facts: Mapping[tuple[str, str], Value | None], *, use: bool = True
) -> Gathered:
    """One item, one end user and one place with the facts given; subject ids are `kind:id`."""
    deal = Subject("transaction:deal", "transaction", title)
    kinds = ("item", "party", "country")
    item, user, place = (next(name for name in labels if name.startswith(kind)) for kind in kinds)
    rest = tuple(
        Subject(name, name.split(":")[0], label, place if name.startswith("party") else None)
        for name, label in labels.items()
    )
    joined = Subject("use:main", "use", " · ".join(labels[name] for name in (item, user, place)))
    source = Source("end-use <statement>", "document", datetime.date(2026, 3, 1))
    stated = tuple(
        Assertion(subject, fact, value, source, "transaction file") for (subject, fact), value in facts.items()
    )
    gaps = (Gap("list_not_loaded", user, "not screened against the full lists", "party.listed"),)
    uses = (Use("use:main", item, user, place),)
    return Gathered("deal", title, (deal, *rest, joined), uses, stated, gaps, KNOWN_AT, KNOWN_AT)


@pytest.fixture(scope="session")
def guidance() -> Guidance:
    return load_guidance()


@pytest.fixture(scope="session")
def heavy(guidance: Guidance) -> Review:
    """Face search for a city police with a record where repression is common; names that are hostile to markup."""
    facts: dict[tuple[str, str], Value | None] = {
        ("item:cameras", "item.capability"): frozenset({"facial_recognition", "video_surveillance"}),
        ("item:cameras", "item.matching"): "one_to_many",
        ("item:cameras", "item.reach"): "bulk",
        ("item:cameras", "item.collection"): "none",
        ("item:cameras", "item.misuse_precedent"): "same_line",
        ("party:police", "party.role"): frozenset({"end_user"}),
        ("party:police", "party.kind"): "police",
        ("party:police", "party.government_tie"): "government",
        ("party:police", "party.abuse_record"): "official",
        ("party:agent", "party.role"): frozenset({"distributor"}),
        ("party:agent", "party.kind"): "private_company",
        ("party:agent", "party.listed"): True,
        ("party:agent", "party.list_effect"): "blocked",
        ("country:BY", "country.practice_band"): "severe",
        ("country:BY", "country.ongoing_crackdown"): True,
        ("transaction:deal", "transaction.subject_to_ear"): True,
        ("transaction:deal", "transaction.gate"): "contract",
        ("transaction:deal", "transaction.stated_end_use"): "public_order",
        ("transaction:deal", "transaction.safeguard_use_limits"): True,
        ("use:main", "use.against_protected_people"): True,
    }
    labels = {
        "item:cameras": "<script>alert(1)</script> cameras & search",
        "party:police": POLICE,
        "party:agent": "Agent \x1b[31m\u202eLtd [bold]x[/bold]\x00",
        "country:BY": "Belarus",
    }
    found = gathered("City cameras <b>for</b> a police", labels, facts)
    resolution = {
        "finding": "HOUSE/fit/against-protected-people@use:main", "reason": "Court order", "evidence": "file 7",
        "by": "A. Analyst", "second": "B. Counsel",
        "date": datetime.date(2026, 5, 1), "until": datetime.date(2027, 5, 1),
    }  # fmt: skip
    return decide(found, guidance, load_policy(), transaction_hash="0" * 64, resolutions=[resolution])


@pytest.fixture(scope="session")
def harmless(guidance: Guidance) -> Review:
    """Thermal cameras for a fire brigade in a country with a good record."""
    facts: dict[tuple[str, str], Value | None] = {
        ("item:cameras", "item.capability"): frozenset({"thermal_imaging"}),
        ("item:cameras", "item.identifies_people"): False,
        ("item:cameras", "item.matching"): "none",
        ("item:cameras", "item.collection"): "none",
        ("item:cameras", "item.reach"): "targeted",
        ("item:cameras", "item.misuse_precedent"): "none_known",
        ("party:fire", "party.role"): frozenset({"end_user", "purchaser"}),
        ("party:fire", "party.kind"): "fire_rescue",
        ("party:fire", "party.government_tie"): "government",
        ("party:fire", "party.abuse_record"): "none_known",
        ("party:fire", "party.listed"): False,
        ("country:NO", "country.practice_band"): "good",
        ("transaction:deal", "transaction.subject_to_ear"): False,
        ("transaction:deal", "transaction.stated_end_use"): "emergency_rescue",
    }
    labels = {"item:cameras": "Thermal cameras", "party:fire": "Fire brigade", "country:NO": "Norway"}
    return decide(gathered("Thermal cameras for a fire brigade", labels, facts), guidance, load_policy())


@pytest.fixture(scope="session")
def on_hold(guidance: Guidance) -> Review:
    """An interception system for somebody, somewhere."""
    facts: dict[tuple[str, str], Value | None] = {
        ("item:probe", "item.capability"): frozenset({"mass_interception"}),
        ("transaction:deal", "transaction.procurement_irregular"): True,
    }
    labels = {
        "item:probe": "Probe",
        "party:undeclared-end-user": "end user not declared",
        "country:undeclared-place": "place not declared",
    }
    return decide(gathered("Interception for nobody named", labels, facts), guidance, load_policy())
