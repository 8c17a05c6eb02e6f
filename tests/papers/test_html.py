"""The HTML memo: one safe, self-contained, well-formed file that says every status in words."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from duecare.guidance import Guidance
from duecare.papers.concerns import cited
from duecare.papers.html import memo_html
from duecare.papers.markup import el
from duecare.papers.memo import DISCLAIMER
from duecare.review.result import Review

POLICE = "شرطة المدينة"


def tree(review: Review, guidance: Guidance) -> ElementTree.Element:
    return ElementTree.fromstring(memo_html(review, guidance).split("\n", 1)[1])


@pytest.fixture(params=["heavy", "harmless", "on_hold"])
def review(request: pytest.FixtureRequest) -> Review:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Review)
    return found


def test_the_file_is_well_formed(review: Review, guidance: Guidance) -> None:
    assert tree(review, guidance).get("lang") == "en"


def test_nothing_is_loaded_from_elsewhere_and_no_script_runs(review: Review, guidance: Guidance) -> None:
    page = tree(review, guidance)
    loading = {"script", "img", "link", "iframe", "object", "embed", "audio", "video", "source", "form", "base"}
    assert loading.isdisjoint(node.tag for node in page.iter())
    assert all(node.get("href", "#").startswith("#") for node in page.iter())
    assert not [key for node in page.iter() for key in node.attrib if key.startswith("on") or key in ("src", "style")]
    assert not re.search(r"url\((?!data:font/woff2;base64,)|@import", memo_html(review, guidance))


def test_markup_in_names_is_text(heavy: Review, guidance: Guidance) -> None:
    text = memo_html(heavy, guidance)
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; cameras &amp; search" in text
    assert "end-use &lt;statement&gt;" in text


def test_control_and_bidirectional_characters_never_reach_the_page(heavy: Review, guidance: Guidance) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", memo_html(heavy, guidance))


def test_a_name_in_another_script_is_marked_and_romanised(heavy: Review, guidance: Guidance) -> None:
    names = [node for node in tree(heavy, guidance).iter("bdi") if node.text == POLICE]
    assert names
    assert all(node.get("dir") == "auto" and node.get("lang") == "und-Arab" for node in names)
    assert "(shrth lmdynh)" in memo_html(heavy, guidance)


def test_every_raised_finding_shows_its_citation(heavy: Review, guidance: Guidance) -> None:
    page = "".join(tree(heavy, guidance).itertext())
    for finding in heavy.raised():
        assert cited(finding.cite, guidance).where in page, finding.id
        assert finding.flag in page


def test_every_citation_leads_to_its_instrument(review: Review, guidance: Guidance) -> None:
    page = tree(review, guidance)
    ids = [name for node in page.iter() if (name := node.get("id"))]
    assert len(ids) == len(set(ids))
    assert {node.get("href", "")[1:] for node in page.iter("a")} <= set(ids)


def test_no_cell_is_blank_and_unknown_says_open(on_hold: Review, guidance: Guidance) -> None:
    page = tree(on_hold, guidance)
    cells = [*page.iter("td"), *page.iter("dd"), *page.iter("th")]
    assert all("".join(cell.itertext()).strip() for cell in cells)
    parties = next(node for node in page.iter("table") if "party" in (node.findtext("caption") or ""))
    row = ["".join(cell.itertext()) for cell in parties.iter("td")]
    assert row.count("open") >= 4


def test_hold_headlines_no_level(on_hold: Review, guidance: Guidance) -> None:
    page = tree(on_hold, guidance)
    outcome = next(node for node in page.iter("section") if node.get("aria-labelledby") == "outcome")
    svg = next(node for node in outcome.iter() if node.tag.endswith("svg"))
    drawing = "".join(svg.itertext())
    said = "".join(outcome.itertext()).replace(drawing, "")
    assert "Hold: cannot be rated yet" in said
    assert not re.search(r"\b(low|elevated|high|severe)\b", said, re.IGNORECASE)


def test_headings_go_down_one_step_at_a_time(review: Review, guidance: Guidance) -> None:
    steps = [int(node.tag[1]) for node in tree(review, guidance).iter() if re.fullmatch(r"h[1-6]", node.tag)]
    assert steps[0] == 1
    assert steps.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(steps))


def test_tables_have_captions_and_scoped_heads(review: Review, guidance: Guidance) -> None:
    for found in tree(review, guidance).iter("table"):
        assert found.find("caption") is not None
        assert all(head.get("scope") in ("col", "row") for head in found.iter("th"))


def test_a_status_mark_never_stands_without_its_word(review: Review, guidance: Guidance) -> None:
    for found in tree(review, guidance).iter("span"):
        if (found.get("class") or "").startswith("status"):
            assert "".join(found.itertext()).strip()


def test_it_is_said_once_that_this_is_not_legal_advice(review: Review, guidance: Guidance) -> None:
    assert memo_html(review, guidance).count(DISCLAIMER.split(";")[1].split(".")[0].strip()) == 1


def test_text_is_escaped_by_construction() -> None:
    assert el("p", "<&>", title='"') == '<p title="&quot;">&lt;&amp;&gt;</p>'


def test_the_same_review_gives_the_same_page(heavy: Review, guidance: Guidance) -> None:
    assert memo_html(heavy, guidance) == memo_html(heavy, guidance)


def test_the_page_needs_no_terminal_library() -> None:
    code = "import sys, duecare.papers.html; assert 'rich' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
