"""22 CFR 126.1: the paragraph of each country, and what it says in our own words."""

from __future__ import annotations

from pathlib import Path

import official_samples as samples
import pytest

from duecare.countries.sources import arms_policy
from duecare.countries.sources.arms_policy import DENIAL, EXCEPTIONS, FORCES
from duecare.countries.sources.record import ArmsPolicy, Edition
from duecare.errors import InputError

HEADING = "      § 126.1   Prohibited exports, imports, and sales to or from certain countries.\n\n#### § § 126.1\n\n"


def _write(folder: Path, text: str, name: str = "126.1.xml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _policies(edition: Edition) -> dict[tuple[str, str], ArmsPolicy]:
    return {(one.country, one.paragraph): one for one in edition.records if isinstance(one, ArmsPolicy)}


def _refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        arms_policy.read([path])
    assert caught.value.path == str(path)
    return caught.value


def _text(*, end: str = "> [58 FR 39312, July 22, 1993]\n") -> str:
    paragraphs = "\n\n".join(
        paragraph.replace("<I>", "_").replace("</I>", "_") for paragraph in samples.ARMS_PARAGRAPHS
    )
    return f"{HEADING}{paragraphs}\n\n{end}"


def test_tables_and_paragraphs_are_read_together(tmp_path: Path) -> None:
    """(d)(1) is a denial as such; (d)(2) sends to the paragraphs, which say the rest."""
    edition = arms_policy.read([_write(tmp_path, samples.section(samples.DENIED, samples.SENT))])
    assert _policies(edition) == {
        (one.country, one.paragraph): one
        for one in (
            ArmsPolicy("MM", "(d)(1)", DENIAL),
            ArmsPolicy("CN", "(d)(1)", DENIAL),
            ArmsPolicy("KP", "(d)(1)", DENIAL),
            ArmsPolicy("IQ", "(f)", EXCEPTIONS),
            ArmsPolicy("ER", "(h)", FORCES, security_forces=True),
            ArmsPolicy("CD", "(i)", EXCEPTIONS),
            ArmsPolicy("CY", "(j)", f"{EXCEPTIONS}; suspended from 2025-10-01 to 2026-09-30"),
            ArmsPolicy("SS", "(k)", DENIAL),
        )
    }
    assert edition.corrections == ()


@pytest.mark.parametrize("name", ["126.1.xml", "126.1.md"])
def test_a_copy_without_the_tables_says_so(name: str, tmp_path: Path) -> None:
    """Silence about China would be read as no policy."""
    text = samples.section() if name.endswith("xml") else _text()
    edition = arms_policy.read([_write(tmp_path, text, name)])
    assert {country for country, _ in _policies(edition)} == {"IQ", "ER", "CD", "CY", "SS"}
    assert ["China" in one.reason for one in edition.corrections] == [True]


def test_a_roman_number_below_a_paragraph_is_no_paragraph(tmp_path: Path) -> None:
    """(i) follows (h) as a letter, and stands below (i) as a number."""
    policies = _policies(arms_policy.read([_write(tmp_path, _text(), "126.1.md")]))
    assert [paragraph for _, paragraph in policies].count("(i)") == 1


def test_other_sections_of_a_longer_text_are_not_read(tmp_path: Path) -> None:
    """The chapter goes on after the note on the source of the section."""
    more = "§ 126.2 Temporary suspension.\n\n(a) It is the policy of the United States to deny licenses for Norway.\n"
    policies = _policies(arms_policy.read([_write(tmp_path, _text() + more, "126.1.md")]))
    assert len(policies) == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("(a) It is the policy of the United States\n", "has no heading of section 126.1"),
        (_text(end=""), "ends without the note on its source"),
        (_text().replace("(g) [Reserved]", ""), "paragraph (h) follows (f); paragraph (g) is missing"),
        (_text().replace("originating in Iraq", "originating in Irak-land"), "'Irak-land' is no country"),
        (_text().replace("destined for South Sudan", "in that place"), "no country that can be told"),
    ],
)
def test_a_text_that_is_damaged_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """A copy that is cut off would leave countries out."""
    assert message in _refused(_write(tmp_path, text, "126.1.md")).message


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ((samples.DENIED,), "table of paragraph (d)(1) only"),
        ((samples.DENIED, samples.SENT.replace("paragraph (k)", "paragraph (g)")), "(g), which does not name it"),
        ((samples.DENIED, samples.SENT.replace("See also paragraph (k) of this section.", "")), "no paragraph"),
        ((samples.DENIED.replace("Burma", "China"), samples.SENT), "stands twice"),
        ((samples.DENIED.replace("Burma", "Burmah-land"), samples.SENT), "is no country"),
    ],
)
def test_tables_that_do_not_fit_the_paragraphs_are_refused(
    tables: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    """Both tables or neither, each country once, each sent to a paragraph that names it."""
    problem = _refused(_write(tmp_path, samples.section(*tables)))
    assert message in problem.message


def test_the_format_is_known_by_content() -> None:
    """XML of part 126 or of the section, and text with its heading."""
    assert arms_policy.fits(samples.section())
    assert arms_policy.fits(_text())
    assert not arms_policy.fits(samples.chart())
    assert not arms_policy.fits("key,title\n")


@pytest.mark.reference_data
def test_the_text_of_january_2025_names_17_countries(reference_data: Path) -> None:
    """Paragraphs (f) to (w) without (q), which is reserved; (h) and (n) are about security forces."""
    edition = arms_policy.read([reference_data / "countries/ear/itar_22cfr_126.1_text_2025-01.md"])
    policies = _policies(edition)
    assert len(policies) == 17
    assert {key for key, one in policies.items() if one.security_forces} == {("ER", "(h)"), ("ET", "(n)")}
    assert policies[("ET", "(n)")].policy == FORCES
    assert policies[("CY", "(r)")].policy == f"{EXCEPTIONS}; suspended from 2024-10-01 to 2025-09-30"
    assert {one.policy for one in policies.values()} - {FORCES, EXCEPTIONS} == {policies[("CY", "(r)")].policy}
    assert len(edition.corrections) == 1
