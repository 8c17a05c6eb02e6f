"""From coded deals to transactions: one readable table from the codebook of documented cases to Duecare's facts.

The codebook (`codebook.json` beside the cases) is an analyst's coding of what could be known before a deal. Each code
states one fact about one subject; nothing else of a case is read. What Duecare can find out itself (the country as of
the deal's year, treaties, bans, listed parties, what the item can do from its own words) it finds out.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from duecare.transaction import Transaction, parse_transaction

# code -> (fact, subject). Values pass through as they are, but for RENAMED. `unknown` states nothing.
FACTS: dict[str, tuple[str, str]] = {
    "end_user.kind": ("party.kind", "end_user"),
    "end_user.government_tie": ("party.government_tie", "end_user"),
    "agency.abuse_record": ("party.abuse_record", "end_user"),
    "party.listed": ("party.listed", "end_user"),
    "deal.stated_end_use": ("transaction.stated_end_use", "transaction"),
    "deal.re_export_suspected": ("transaction.re_export_suspected", "transaction"),
    "deal.procurement_irregular": ("transaction.procurement_irregular", "transaction"),
    "licence.refused": ("transaction.licence_refused_before", "transaction"),
    "licence.route_elsewhere": ("transaction.licence_route_chosen", "transaction"),
    "intermediary.present": ("transaction.intermediary_present", "transaction"),
    "intermediary.opaque_or_third_country": ("party.opaque", "intermediary"),
    "item.supplier_operation": ("item.services#remote_operation", "item"),
    "item.training": ("item.services#training", "item"),
    "item.customisation": ("item.services#customisation", "item"),
    "item.updates": ("item.services#updates", "item"),
    "item.known_error_or_bias": ("item.known_error_or_bias", "item"),
    "item.misuse_precedent": ("item.misuse_precedent", "item"),
    "item.group_targeting_configuration": ("use.group_targeting", "use"),
    "item.capability_beyond_stated_use": ("use.beyond_stated_use", "use"),
    "end_user.unclear_or_multiple": ("use.end_user_unclear_or_multiple", "use"),
    "use.blocking_or_shutdown": ("use.blocking_or_shutdown", "use"),
    "use.against_protest_press_opposition": ("use.against_protected_people", "use"),
    "use.closed_or_consenting_group": ("use.closed_or_consenting_group", "use"),
    "country.rights_record": ("country.practice_band", "country"),
    "country.armed_conflict": ("country.armed_conflict", "country"),
    "country.coup_or_contested_election": ("country.coup_or_contested_election", "country"),
    "country.ongoing_crackdown": ("country.ongoing_crackdown", "country"),
    "country.minority_persecution": ("country.minority_persecution", "country"),
    "country.internet_shutdowns": ("country.internet_shutdowns", "country"),
    "country.arms_embargo": ("country.arms_embargo", "country"),
    "country.surveillance_law_overbroad": ("country.law_overbroad", "country"),
    "country.no_judicial_authorisation": ("country.no_judicial_authorisation", "country"),
    "country.no_independent_oversight": ("country.no_independent_oversight", "country"),
    "safeguard.use_limits": ("transaction.safeguard_use_limits", "transaction"),
    "safeguard.audit": ("transaction.safeguard_audit", "transaction"),
    "safeguard.suspend_right": ("transaction.safeguard_suspend_right", "transaction"),
    "safeguard.rights_training": ("transaction.safeguard_rights_training", "transaction"),
    "safeguard.data_limits": ("transaction.safeguard_data_limits", "transaction"),
    "safeguard.independent_oversight": ("transaction.safeguard_independent_oversight", "transaction"),
    "safeguard.publication": ("transaction.safeguard_publication", "transaction"),
}

RENAMED: dict[tuple[str, str], str] = {
    ("end_user.kind", "public_health"): "health",
    ("end_user.kind", "transport_toll"): "transport",
}

# Judgements of the analyst: a reading of several sources, which settles what a single index says.
JUDGED = frozenset({"country.rights_record"})

# An expected warning sign of the cases is served by any finding of these concerns.
SIGNS: dict[str, tuple[str, ...]] = {
    "RF01": (
        "group-targeting",
        "bulk-collection",
        "error-or-bias",
        "covert-private-monitoring",
        "covert-for-security-body",
    ),
    "RF02": ("beyond-stated-use", "kyc-buyer"),
    "RF03": ("end-user-record", "security-unit"),
    "RF04": (
        "country-record",
        "armed-conflict",
        "crackdown",
        "contested-power",
        "persecution",
        "shutdowns",
        "digital-repression",
    ),
    "RF05": ("overbroad-law", "laws-of-concern", "civic-space-laws", "no-authorisation", "law-practice-gap"),
    "RF06": ("no-oversight", "no-authorisation"),
    "RF07": ("close-to-government",),
    "RF08": ("unclear-end-user",),
    "RF09": ("opaque-intermediary", "re-export"),
    "RF10": ("irregular-procurement", "licence-route", "kyc-payment", "kyc-delivery"),
    "RF11": ("misuse-precedent",),
    "RF12": ("listed-party", "listed-owner", "embargo", "interception-ban", "licence-refused", "sanctioned-country"),
    "RF13": ("against-protected-people", "group-targeting"),
    "RF14": ("misuse-precedent",),
    "RF15": ("blocking",),
    "RF16": ("operational-involvement",),
}

ADVICE = {"proceed": 0, "proceed_with_conditions": 1, "hold": 2, "escalate": 2, "do_not_proceed": 3}
OUTCOMES = {"proceed": 0, "proceed_with_mitigations": 1, "escalate": 2, "decline": 3}


def to_transaction(deal: Mapping[str, Any]) -> Transaction:
    """One coded deal as a transaction; only `id`, `year`, `item_text` and `facts` are read."""
    codes = deal["facts"]
    used = [code for code in codes["end_user.country"] if code not in ("unknown", "multiple")]
    sent = [code for code in codes["destination.country"] if code not in ("unknown", "multiple") and code not in used]
    places = [{"id": f"use-{code.lower()}", "country": code, "roles": ["use", "destination"]} for code in used]
    places += [{"id": f"to-{code.lower()}", "country": code, "roles": ["destination"]} for code in sent]
    if not used:
        places.insert(0, {"id": "place-unknown", "roles": ["use"]})
    stated: dict[str, dict[str, Any]] = {
        kind: {} for kind in ("transaction", "item", "end_user", "intermediary", "country", "use")
    }
    for code, (fact, subject) in FACTS.items():
        value = codes[code]
        if value != "unknown":
            kind = "judgement" if code in JUDGED else "independent"
            stated[subject][fact.split(".", 1)[1]] = {
                "value": RENAMED.get((code, value), value),
                "source": {"title": "analyst's coding", "kind": kind},
            }
    user = {"id": "user", "roles": ["end_user"], "facts": stated["end_user"]}
    if used:
        user["country"] = used[0]
    parties = [user]
    if codes["intermediary.present"] == "yes" or codes["intermediary.opaque_or_third_country"] == "yes":
        parties.append({"id": "between", "roles": ["distributor"], "facts": stated["intermediary"]})
    for place in places:
        if "use" in place["roles"]:
            place["facts"] = dict(stated["country"])
    uses = [
        {"id": place["id"], "item": "item", "end_user": "user", "place": place["id"], "facts": dict(stated["use"])}
        for place in places
        if "use" in place["roles"]
    ]
    return parse_transaction(
        {
            "schema": "duecare.transaction/1",
            "id": deal["id"],
            "title": f"{deal['id']}, {deal['year']}",
            "date": datetime.date(int(deal["year"]), 12, 31),
            "items": [{"id": "item", "description": deal["item_text"], "facts": stated["item"]}],
            "parties": parties,
            "places": places,
            "uses": uses,
            "facts": stated["transaction"],
        }
    )
