"""The outside sources that Duecare knows: who publishes them, under which licence, where, and how often they change.

Addresses were not tried when this was written: they are recollected, or read in public programs that use them. See
docs/reference/data-sources.md. `DUECARE_URL_<KEY>` or `--url` puts others in their place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, Literal

from duecare.errors import InputError

Access = Literal["open", "own_url", "licence", "file"]
"""How a source is come by: fetched by anyone; fetched from an address that its publisher gives to each user; fetched by
those who have the right to it; or only as a file that the user has."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: its name, what the importers call its format, and its address if it has a public one."""

    name: str
    format: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One outside source.

    key: its name on the command line. files: what a fetch brings, all of them or none. formats: what can be imported as
    it, beside the formats of its files. lists: the lists that a complete one holds. also: others of which it may hold
    rows; `*` is any. selects: of its files only the rows of its lists count, and others are no mistake. fewest_rows:
    with fewer it is an excerpt, or cut. cadence: how often it changes, in words. stale_after_days: older than this it
    is called stale. page: where its publisher explains it. terms: what a user has to know or accept, as a clause.
    kept_by_user: the importer is its publisher, and the day of the import that of the edition.
    """

    key: str
    title: str
    publisher: str
    licence: str
    access: Access
    files: tuple[SourceFile, ...]
    lists: tuple[str, ...]
    cadence: str
    stale_after_days: int
    page: str
    formats: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    selects: bool = False
    fewest_rows: int = 1
    most_bytes: int = 500_000_000
    terms: str | None = None
    kept_by_user: bool = False

    def __post_init__(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", self.key), self.key  # it names a folder

    @property
    def variable(self) -> str:
        """The environment variable that puts another address, or several with spaces, in place of its own."""
        return f"DUECARE_URL_{self.key.upper().replace('-', '_')}"

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every format that can be imported as this source."""
        return tuple(dict.fromkeys((*(file.format for file in self.files), *self.formats)))

    def may_hold(self, key: str) -> bool:
        """Whether rows of a list may stand in it."""
        return key in self.lists or key in self.also or "*" in self.also


_US: Final = "US Government work, public domain (17 USC 105)"
_OFAC: Final = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports"
_CSL: Final = "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json"
_OFAC_LISTS: Final = (
    "us-ofac-sdn", "us-ofac-ssi", "us-ofac-cmic", "us-ofac-capta", "us-ofac-mbs", "us-ofac-plc", "us-ofac-fse",
)  # fmt: skip
_BIS_LISTS: Final = ("us-bis-el", "us-bis-dpl", "us-bis-uvl", "us-bis-meu")
_STATE_LISTS: Final = ("us-state-dtc", "us-state-isn")
_OTHER_LISTS: Final = ("us-dod-1260h", "us-dod-1286", "us-fcc-covered", "us-dhs-uflpa", "us-cbp-wro")
_BY_FILE: Final = "has no file of a published form to fetch"

_SOURCES: Final = (
    Source(
        key="ofac",
        title="OFAC Specially Designated Nationals and Consolidated (non-SDN) Lists",
        publisher="US Treasury, Office of Foreign Assets Control",
        licence=_US,
        access="open",
        files=(
            SourceFile("SDN.XML", "ofac-xml", f"{_OFAC}/SDN.XML"),
            SourceFile("CONSOLIDATED.XML", "ofac-xml", f"{_OFAC}/CONSOLIDATED.XML"),
        ),
        formats=("ofac-advanced", "ofac-csv", "ofac-names"),
        lists=_OFAC_LISTS,
        also=("us-ofac-cons",),
        cadence="several times a week",
        stale_after_days=7,
        page="https://sanctionslist.ofac.treas.gov",
        fewest_rows=5_000,
    ),
    Source(
        key="csl",
        title="Consolidated Screening List of Commerce, State and Treasury",
        publisher="US Commerce, International Trade Administration",
        licence=_US,
        access="open",
        files=(SourceFile("consolidated.json", "csl-json", _CSL),),
        formats=("csl-csv",),
        lists=(*_OFAC_LISTS, *_BIS_LISTS, *_STATE_LISTS),
        also=("us-ofac-cons",),
        cadence="daily",
        stale_after_days=7,
        page="https://www.trade.gov/consolidated-screening-list",
        fewest_rows=5_000,
    ),
    Source(
        key="bis",
        title="BIS Entity List, Denied Persons, Unverified and Military End-User Lists, as the CSL has them",
        publisher="US Commerce, Bureau of Industry and Security",
        licence=_US,
        access="open",
        files=(SourceFile("consolidated.json", "csl-json", _CSL),),
        formats=("csl-csv", "us-json"),
        lists=_BIS_LISTS,
        cadence="a few times a month",
        stale_after_days=7,
        page="https://www.bis.gov",
        fewest_rows=1_000,
        selects=True,
    ),
    Source(
        key="dpl",
        title="BIS Denied Persons List, its own table",
        publisher="US Commerce, Bureau of Industry and Security",
        licence=_US,
        access="open",
        files=(SourceFile("dpl.txt", "bis-dpl", "https://www.bis.doc.gov/dpl/dpl.txt"),),
        lists=("us-bis-dpl",),
        cadence="a few times a month",
        stale_after_days=14,
        page="https://www.bis.gov",
        fewest_rows=300,
    ),
    Source(
        key="un",
        title="United Nations Security Council Consolidated List",
        publisher="United Nations Security Council",
        licence="UN terms of use; the entries are facts",
        access="open",
        files=(
            SourceFile("consolidated.xml", "un-xml", "https://scsanctions.un.org/resources/xml/en/consolidated.xml"),
        ),
        lists=("un-sc",),
        cadence="several times a month",
        stale_after_days=7,
        page="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
        fewest_rows=500,
    ),
    Source(
        key="eu",
        title="EU consolidated list of financial sanctions",
        publisher="European Commission",
        licence="Reuse with acknowledgement (Commission Decision 2011/833/EU)",
        access="own_url",
        files=(SourceFile("xmlFullSanctionsList_1_1.xml", "eu-xml"),),
        lists=("eu-fsf",),
        cadence="several times a month",
        stale_after_days=7,
        page="https://webgate.ec.europa.eu/fsd/fsf",
        fewest_rows=1_000,
        terms="is fetched with a token: the Commission gives each user an address of the XML file, version 1.1",
    ),
    Source(
        key="eu-oj",
        title="EU restrictive measures, annexes in the Official Journal, in a public conversion",
        publisher="European Union; converted by OpenSanctions",
        licence="EU law: reuse with acknowledgement; the conversion: CC BY-NC 4.0",
        access="file",
        files=(),
        formats=("eu-journal",),
        lists=("eu-oj",),
        cadence="several times a month",
        stale_after_days=30,
        page="https://eur-lex.europa.eu",
        fewest_rows=500,
        terms=_BY_FILE,
    ),
    Source(
        key="uk",
        title="UK Sanctions List",
        publisher="UK Foreign, Commonwealth and Development Office",
        licence="Open Government Licence v3.0",
        access="open",
        files=(
            SourceFile(
                "UK-Sanctions-List.csv", "uk-csv", "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv"
            ),
        ),
        formats=("uk-ofsi",),
        lists=("uk-sl",),
        also=("uk-ofsi",),
        cadence="several times a month",
        stale_after_days=7,
        page="https://www.gov.uk/government/publications/the-uk-sanctions-list",
        fewest_rows=1_000,
    ),
    Source(
        key="state",
        title="State Department: AECA debarred parties and nonproliferation sanctions",
        publisher="US Department of State",
        licence=_US,
        access="file",
        files=(),
        formats=("us-json", "mapped"),
        lists=_STATE_LISTS,
        cadence="a few times a year",
        stale_after_days=90,
        page="https://www.pmddtc.state.gov",
        fewest_rows=100,
        terms=f"{_BY_FILE}; csl holds both lists",
    ),
    Source(
        key="us-other",
        title="Other US lists: sections 1260H and 1286, FCC Covered List, UFLPA, withhold release orders",
        publisher="US Defense, FCC, Homeland Security",
        licence=_US,
        access="file",
        files=(),
        formats=("us-json", "mapped"),
        lists=_OTHER_LISTS,
        cadence="a few times a year",
        stale_after_days=180,
        page="https://www.federalregister.gov",
        terms=_BY_FILE,
    ),
    Source(
        key="opensanctions",
        title="OpenSanctions, consolidated sanctions",
        publisher="OpenSanctions",
        licence="CC BY-NC 4.0; a paid licence for business use",
        access="licence",
        files=(
            SourceFile(
                "entities.ftm.json", "ftm", "https://data.opensanctions.org/datasets/latest/sanctions/entities.ftm.json"
            ),
        ),
        lists=(),
        also=("*",),
        cadence="several times a day",
        stale_after_days=7,
        page="https://www.opensanctions.org/licensing/",
        most_bytes=5_000_000_000,
        terms="is free for non-commercial use only (CC BY-NC 4.0); a business needs a licence from OpenSanctions",
    ),
    Source(
        key="own",
        title="A list of your own",
        publisher="you",
        licence="yours to say",
        access="file",
        files=(),
        formats=("mapped",),
        lists=(),
        also=("*",),
        cadence="as you keep it",
        stale_after_days=365,
        page="docs/how-to/load-official-lists.md",
        terms="is a table of yours with its mapping file",
        kept_by_user=True,
    ),
)

SOURCES: Final[Mapping[str, Source]] = MappingProxyType({source.key: source for source in _SOURCES})
"""Every source by its key."""


def source_of(key: str) -> Source:
    """A source by its key.

    Raises:
        InputError: there is none; says which there are.
    """
    if key in SOURCES:
        return SOURCES[key]
    near = get_close_matches(key.casefold(), SOURCES, n=1)
    hint = f"did you mean {near[0]}? There are {', '.join(SOURCES)}" if near else f"there are {', '.join(SOURCES)}"
    raise InputError(f"no source {key!r}", hint=hint)
