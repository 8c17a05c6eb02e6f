"""The lists that Duecare knows: who publishes each, what a listing does by itself, and where that is laid down.

The effects are our own reading of the rules cited, made for telling entries apart; what a listing means for a deal is
for counsel. Where one list holds entries of different effect, an importer sets the effect of the entry; the one here is
the list's ordinary one.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from duecare.parties.lists.record import Effect


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list.

    Attributes:
        key: as in `ListEntry.list`.
        title: its name.
        publisher: who keeps it.
        regimes: the sanctions or control regimes it belongs to: ofac, bis, un, eu, uk, state, dod, dhs, fcc, other.
        effect: what an ordinary entry does.
        meaning: the same in a sentence.
        citation: the rules behind it.
    """

    key: str
    title: str
    publisher: str
    regimes: frozenset[str]
    effect: Effect
    meaning: str
    citation: str


_OFAC: Final = "US Treasury, Office of Foreign Assets Control"
_BIS: Final = "US Commerce, Bureau of Industry and Security"
_STATE: Final = "US Department of State"
_DOD: Final = "US Department of Defense (Department of War)"
_BLOCKED: Final = "Property is blocked and US persons may not deal with the party."

_ROWS: Final[tuple[tuple[str, str, str, str, Effect, str, str], ...]] = (
    ("us-ofac-sdn", "OFAC Specially Designated Nationals and Blocked Persons List", _OFAC, "ofac", "blocked",
     f"{_BLOCKED} So may entities owned 50 percent or more by such parties not be dealt with.", "31 CFR chapter V"),
    ("us-ofac-cons", "OFAC Consolidated (non-SDN) List", _OFAC, "ofac", "licence_duty",
     "Some dealings are banned; which, the programme and directive say.", "31 CFR chapter V"),
    ("us-ofac-ssi", "OFAC Sectoral Sanctions Identifications List", _OFAC, "ofac", "licence_duty",
     "New debt or equity, or work on some oil projects, is banned, as the directive named says.",
     "EO 13662; 31 CFR part 589"),
    ("us-ofac-cmic", "OFAC Non-SDN Chinese Military-Industrial Complex Companies List", _OFAC, "ofac", "review",
     "US persons may not trade its securities; a sale of goods is not banned by this listing.",
     "EO 13959 as amended by EO 14032"),
    ("us-ofac-fse", "OFAC Foreign Sanctions Evaders List", _OFAC, "ofac", "blocked",
     "Dealings by US persons or in the United States are banned; property is not blocked.", "EO 13608"),
    ("us-ofac-plc", "OFAC Palestinian Legislative Council List", _OFAC, "ofac", "licence_duty",
     "US financial institutions must reject transactions.", "31 CFR parts 594, 595 and 597"),
    ("us-ofac-capta", "OFAC List of Foreign Financial Institutions Subject to CAPTA Sanctions", _OFAC, "ofac", "review",
     "Correspondent and payable-through accounts in the United States are barred or restricted.", "31 CFR chapter V"),
    ("us-ofac-mbs", "OFAC Non-SDN Menu-Based Sanctions List", _OFAC, "ofac", "licence_duty",
     "The restrictions that the entry names apply; property is not blocked.", "EO 14024; CAATSA section 235"),
    ("us-bis-el", "BIS Entity List", _BIS, "bis", "licence_duty",
     "A licence is needed for items subject to the EAR; the entry says for which and how applications are judged.",
     "15 CFR 744.11, 744.16 and part 744 supplement 4"),
    ("us-bis-dpl", "BIS Denied Persons List", _BIS, "bis", "presumption_of_denial",
     "A denial order bars taking part in any transaction in items subject to the EAR.", "15 CFR 764.3(a)(2)"),
    ("us-bis-uvl", "BIS Unverified List", _BIS, "bis", "review",
     "Licence exceptions fall away, and a statement is needed before anything is shipped without a licence.",
     "15 CFR 744.15 and part 744 supplement 6"),
    ("us-bis-meu", "BIS Military End-User List", _BIS, "bis", "presumption_of_denial",
     "A licence is needed for the items named for military end users, and denial is presumed.",
     "15 CFR 744.21 and part 744 supplement 7"),
    ("us-state-dtc", "AECA Debarred Parties", _STATE, "state", "presumption_of_denial",
     "Barred from taking part in exports of defence articles and services.", "22 CFR 127.7"),
    ("us-state-isn", "Nonproliferation Sanctions", _STATE, "state", "licence_duty",
     "What the statute or order named provides: on procurement, assistance and licences, or blocked property.",
     "Notices in the Federal Register"),
    ("us-dod-1260h", "Chinese Military Companies (section 1260H)", _DOD, "dod", "review",
     "The Department will not buy from it; a sale to it is not banned by this listing.",
     "Pub. L. 116-283, section 1260H"),
    ("us-dod-1286", "Foreign institutions of concern for research (section 1286)", _DOD, "dod", "review",
     "Named for risks to research that the Department funds.", "Pub. L. 115-232, section 1286"),
    ("us-fcc-covered", "FCC Covered List", "US Federal Communications Commission", "fcc", "review",
     "Its equipment or services are not authorised or funded in the United States.", "47 CFR 1.50002"),
    ("us-dhs-uflpa", "UFLPA Entity List", "US Department of Homeland Security", "dhs", "review",
     "Goods are presumed to be made with forced labour and kept out of the United States.", "Pub. L. 117-78"),
    ("us-cbp-wro", "Withhold Release Orders and Findings", "US Customs and Border Protection", "dhs", "review",
     "Goods are withheld at the border for forced labour.", "19 USC 1307"),
    ("un-sc", "United Nations Security Council Consolidated List", "United Nations Security Council", "un", "blocked",
     "Member States freeze assets, and ban travel or arms as the committee's resolution says.",
     "Resolutions under Chapter VII of the UN Charter"),
    ("eu-fsf", "EU consolidated list of financial sanctions", "European Commission", "eu", "blocked",
     "Funds and economic resources are frozen and may not be made available, directly or indirectly.",
     "Regulations under Article 215 TFEU"),
    ("eu-oj", "EU restrictive measures, annexes in the Official Journal", "European Union", "eu", "blocked",
     "As the annex says: assets frozen, exports authorised only in narrow cases, ports or services closed.",
     "Regulations under Article 215 TFEU"),
    ("uk-sl", "UK Sanctions List", "UK Foreign, Commonwealth and Development Office", "uk", "blocked",
     "Assets are frozen, or the other sanctions that the entry names are imposed.",
     "Sanctions and Anti-Money Laundering Act 2018"),
    ("uk-ofsi", "OFSI Consolidated List", "UK Office of Financial Sanctions Implementation", "uk", "blocked",
     "Assets are frozen.", "Sanctions and Anti-Money Laundering Act 2018"),
    ("opensanctions", "OpenSanctions collection", "OpenSanctions", "other", "review",
     "As the topics of the entity say.", "opensanctions.org"),
    ("own", "A list of the user's own", "the user", "other", "review", "As the mapping says.",
     "the user's mapping file"),
)  # fmt: skip

LISTS: Final = MappingProxyType(
    {
        key: ListSource(key, title, publisher, frozenset({regime}), effect, meaning, citation)
        for key, title, publisher, regime, effect, meaning, citation in _ROWS
    }
)
"""Every list by its key."""


def list_title(key: str) -> str:
    """The name of a list; of one that is not known, its key."""
    return LISTS[key].title if key in LISTS else key
