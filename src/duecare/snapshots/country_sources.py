"""The sources of what is measured or laid down of countries: indices, treaties, export-control groups, programmes.

Addresses were not tried when this was written: they are recollected. See docs/reference/data-sources.md.
`DUECARE_URL_<KEY>` or `--url` puts others in their place; `{date}` in an address is the day a week before the fetch.
"""

from __future__ import annotations

from typing import Final

from duecare.snapshots.source import Access, Source, SourceFile

_ECFR: Final = "https://www.ecfr.gov/api/versioner/v1/full/{date}"
_MTDSG: Final = "https://treaties.un.org/doc/Publication/MTDSG/Volume%20I/Chapter%20IV"
_TREATIES: Final = (
    "IV-2", "IV-3", "IV-4", "IV-5", "IV-8", "IV-9", "IV-9-b", "IV-11", "IV-12", "IV-13", "IV-15", "IV-16",
)  # fmt: skip
_PUBLIC_DOMAIN: Final = "US Government work, public domain (17 USC 105)"


def _given(
    key: str, title: str, publisher: str, licence: str, form: str, page: str, *, days: int, rows: int, bundled: bool
) -> Source:
    """A yearly index that comes as a file. bundled: its licence lets anybody use it; else a user needs the right to."""
    access: Access = "file" if bundled else "licence"
    terms = "has no address of its file that stays" if bundled else "is imported by those who have the right to use it"
    return Source(
        key=key,
        title=title,
        publisher=publisher,
        licence=licence,
        access=access,
        files=(),
        formats=(form,),
        lists=(),
        cadence="yearly",
        stale_after_days=days,
        page=page,
        fewest_rows=rows,
        terms=terms,
        about="countries",
    )


COUNTRY_SOURCES: Final = (
    Source(
        key="vdem",
        title="V-Dem, Varieties of Democracy: country experts, with intervals",
        publisher="V-Dem Institute, University of Gothenburg",
        licence="CC BY 4.0",
        access="open",
        files=(
            SourceFile("vdem.zip", "vdem", "https://v-dem.net/media/datasets/V-Dem-CY-FullOthers-v16_csv.zip"),
        ),
        lists=(),
        cadence="yearly, in March",
        stale_after_days=430,
        page="https://v-dem.net/data/the-v-dem-dataset/",
        fewest_rows=150,
        most_bytes=2_000_000_000,
        about="countries",
    ),
    Source(
        key="treaties",
        title="UN human-rights treaties: participants, reservations, derogations",
        publisher="United Nations Treaty Collection",
        licence="UN terms of use; status and dates are facts",
        access="open",
        files=tuple(SourceFile(f"{one.lower()}.xml", "un-treaty", f"{_MTDSG}/{one}.en.xml") for one in _TREATIES),
        formats=("treaty-table",),
        lists=(),
        cadence="continuous",
        stale_after_days=180,
        page="https://treaties.un.org",
        fewest_rows=100,
        about="countries",
    ),
    Source(
        key="ear",
        title="EAR country groups and Commerce Country Chart",
        publisher="US Commerce, Bureau of Industry and Security, in the eCFR",
        licence=_PUBLIC_DOMAIN,
        access="open",
        files=(
            SourceFile(
                "part-740.xml",
                "ecfr-740",
                f"{_ECFR}/title-15.xml?part=740&appendix=Supplement+No.+1+to+Part+740",
            ),
            SourceFile(
                "part-738.xml",
                "ecfr-738",
                f"{_ECFR}/title-15.xml?part=738&appendix=Supplement+No.+1+to+Part+738",
            ),
        ),
        lists=(),
        cadence="a few times a year",
        stale_after_days=120,
        page="https://www.ecfr.gov/current/title-15/part-740",
        fewest_rows=40,
        about="countries",
    ),
    Source(
        key="itar",
        title="22 CFR 126.1: prohibited exports of defence articles",
        publisher="US Department of State, in the eCFR",
        licence=_PUBLIC_DOMAIN,
        access="open",
        files=(SourceFile("126-1.xml", "ecfr-126", f"{_ECFR}/title-22.xml?part=126&section=126.1"),),
        lists=(),
        cadence="a few times a year",
        stale_after_days=120,
        page="https://www.ecfr.gov/current/title-22/section-126.1",
        fewest_rows=10,
        about="countries",
    ),
    Source(
        key="programmes",
        title="Sanctions programmes: issuers, territories, measures",
        publisher="OpenSanctions, programme metadata",
        licence="MIT (the metadata; entity data is another matter)",
        access="open",
        files=(
            SourceFile(
                "opensanctions.zip",
                "programmes",
                "https://codeload.github.com/opensanctions/opensanctions/zip/refs/heads/main",
            ),
        ),
        lists=(),
        cadence="weekly",
        stale_after_days=60,
        page="https://www.opensanctions.org/programs/",
        fewest_rows=100,
        about="countries",
    ),
    _given(
        "freedom-house", "Freedom in the World, items and scores", "Freedom House",
        "Freedom House content permissions", "fiw", "https://freedomhouse.org/report/freedom-world",
        days=430, rows=190, bundled=False,
    ),
    _given(
        "freedom-on-the-net", "Freedom on the Net", "Freedom House", "Freedom House content permissions", "fotn",
        "https://freedomhouse.org/report/freedom-net", days=430, rows=60, bundled=False,
    ),
    _given(
        "pts", "Political Terror Scale", "Political Terror Scale project", "not stated; check with the project", "pts",
        "https://www.politicalterrorscale.org", days=430, rows=1_000, bundled=False,
    ),
    _given(
        "lhrs", "Latent human-rights scores", "Christopher Fariss and others", "CC0 recollected; check on Dataverse",
        "lhrs", "https://dataverse.harvard.edu", days=1_100, rows=1_000, bundled=False,
    ),
    _given(
        "cirights", "CIRIGHTS", "CIRIGHTS data project", "not stated; check with the project", "cirights",
        "https://cirights.com", days=1_100, rows=1_000, bundled=False,
    ),
    _given(
        "hrmi", "HRMI civil and political rights", "Human Rights Measurement Initiative",
        "CC BY-NC-SA recollected", "hrmi", "https://rightstracker.org", days=430, rows=100, bundled=False,
    ),
    _given(
        "rsf", "World Press Freedom Index", "Reporters Without Borders", "RSF terms", "rsf", "https://rsf.org/en/index",
        days=430, rows=150, bundled=False,
    ),
    _given(
        "wgi", "Worldwide Governance Indicators (context only)", "World Bank", "CC BY 4.0 recollected", "wgi",
        "https://www.worldbank.org/en/publication/worldwide-governance-indicators", days=430, rows=190, bundled=True,
    ),
    _given(
        "aigs", "AI Global Surveillance Index (context only)", "Steven Feldstein, Carnegie Endowment",
        "CC BY 4.0 recollected", "aigs", "https://carnegieendowment.org", days=1_500, rows=50, bundled=True,
    ),
    _given(
        "keepiton", "KeepItOn internet shutdowns", "Access Now", "CC BY 4.0 recollected", "keepiton",
        "https://www.accessnow.org/keepiton", days=430, rows=50, bundled=True,
    ),
    Source(
        key="custom-index",
        title="An index of your own",
        publisher="you",
        licence="yours to say",
        access="file",
        files=(),
        formats=("custom-index",),
        lists=(),
        cadence="as you keep it",
        stale_after_days=430,
        page="docs/how-to/load-country-data.md",
        terms="is a table of yours with its mapping file",
        kept_by_user=True,
        about="countries",
    ),
)  # fmt: skip
