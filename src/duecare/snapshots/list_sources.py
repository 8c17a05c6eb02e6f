"""The sources of sanctions and export-control lists.

Addresses were not tried when this was written: they are recollected, or read in public programs that use them. See
docs/reference/data-sources.md. `DUECARE_URL_<KEY>` or `--url` puts others in their place.
"""

from __future__ import annotations

from typing import Final

from duecare.snapshots.source import Source, SourceFile

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

LIST_SOURCES: Final = (
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
