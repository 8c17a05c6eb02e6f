"""The terminal memo: the same order and words, honest without colour, short where there is little to say."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from duecare.guidance import Guidance, GuidanceError
from duecare.papers.explain import explain_text
from duecare.papers.questions import questions_text
from duecare.papers.sheet import Sheet, printed
from duecare.papers.terminal import memo_text, print_memo
from duecare.review.result import Review


def shown(review: Review, guidance: Guidance, *, full: bool = False, **settings: object) -> str:
    page = StringIO()
    options: dict[str, object] = {"width": 80, "force_terminal": True, "color_system": "standard", **settings}
    print_memo(review, guidance, Console(file=page, **options), full=full)  # type: ignore[arg-type]
    return page.getvalue()


def flat(text: str) -> str:
    """Without the line breaks of the layout."""
    return " ".join(text.split())


def in_order(text: str, *words: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_headline_reasons_stops_and_questions_come_before_findings(heavy: Review, guidance: Guidance) -> None:
    text = memo_text(heavy, guidance, to_file=True)
    assert in_order(text, "Advice:", "MAIN REASONS", "LEGAL STOPS", "OPEN QUESTIONS", "FINDINGS", "SAFEGUARDS")


def test_no_color_writes_no_escape_codes(heavy: Review, guidance: Guidance, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in shown(heavy, guidance)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown(heavy, guidance, full=True)


def test_a_file_gets_plain_text(heavy: Review, guidance: Guidance) -> None:
    assert "\x1b" not in memo_text(heavy, guidance, to_file=True)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("full", [False, True])
def test_lines_fit_the_width(heavy: Review, guidance: Guidance, width: int, full: bool) -> None:
    text = shown(heavy, guidance, full=full, width=max(width, 60), no_color=True)
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= min(max(width, 60), 120)


def test_names_cannot_style_or_steer_the_terminal(heavy: Review, guidance: Guidance) -> None:
    text = memo_text(heavy, guidance, full=True, to_file=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", text)
    assert "[bold]x[/bold]" in text


def test_every_raised_concern_is_named_with_a_flag_to_explain(heavy: Review, guidance: Guidance) -> None:
    text = flat(memo_text(heavy, guidance, to_file=True))
    concerns = {finding.concern or finding.flag for finding in heavy.raised()}
    for concern in concerns:
        flags = [finding.flag for finding in heavy.raised() if (finding.concern or finding.flag) == concern]
        assert any(flag in text for flag in flags), concern


def test_the_full_memo_shows_every_raised_flag(heavy: Review, guidance: Guidance) -> None:
    text = memo_text(heavy, guidance, full=True, to_file=True)
    assert all(f"{finding.flag}, raised" in text for finding in heavy.raised())


def test_a_resolved_finding_stays_visible_with_its_decision(heavy: Review, guidance: Guidance) -> None:
    assert "Resolved by A. Analyst, seconded by B. Counsel" in flat(memo_text(heavy, guidance, to_file=True))


def test_a_harmless_transaction_has_a_short_memo(heavy: Review, harmless: Review, guidance: Guidance) -> None:
    short, long = (memo_text(found, guidance, to_file=True).count("\n") for found in (harmless, heavy))
    assert short <= 60
    assert long <= 130


def test_hold_shows_no_level_as_known_or_possible(on_hold: Review, guidance: Guidance) -> None:
    text = memo_text(on_hold, guidance, to_file=True)
    head = text[: text.index("MAIN REASONS")]
    assert "Hold: cannot be rated yet" in head
    assert "█" not in head
    assert not re.search(r"(low|elevated|high|severe) (known|possible)|on what is known", head)


def test_marks_fall_back_where_the_terminal_has_no_unicode(
    harmless: Review, guidance: Guidance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", _Ascii())
    text = printed(lambda sheet: sheet.track("low", "high", ("low", "elevated", "high", "severe"), hold=False))
    assert text.isascii()
    assert "###" in text
    assert memo_text(harmless, guidance).isascii()


class _Ascii(StringIO):
    encoding = "ascii"  # type: ignore[assignment]


def test_questions_say_who_answers_and_what_each_answer_would_do(heavy: Review) -> None:
    text = questions_text(heavy, to_file=True)
    assert in_order(text, heavy.outcome.headline.split(". ")[0], " 1.", "Ask:", "if ", "duecare answer")
    assert heavy.questions[0].fact in text


def test_all_questions_are_shown_on_request(heavy: Review) -> None:
    text = questions_text(heavy, everything=True, to_file=True)
    assert f"{len(heavy.questions)}." in text


def test_hold_asks_first_for_what_a_level_needs(on_hold: Review) -> None:
    text = questions_text(on_hold, to_file=True)
    assert "Must be known before a level can be given" in flat(text)
    assert not re.search(r"\bcould be (low|elevated|high|severe)\b", text)


def test_explain_shows_status_condition_values_and_sources(heavy: Review, guidance: Guidance) -> None:
    finding = heavy.raised()[0]
    text = explain_text(heavy, guidance, finding.flag, to_file=True)
    assert in_order(text, finding.title, "Raised", "Condition:")
    assert "end-use <statement>, 2026-03-01" in text


def test_explain_names_what_would_settle_an_open_flag(on_hold: Review, guidance: Guidance) -> None:
    finding = next(found for found in on_hold.findings if found.status == "open")
    assert "Would settle it:" in explain_text(on_hold, guidance, finding.flag, to_file=True)


def test_explain_works_for_legal_stops_and_plain_entries(heavy: Review, guidance: Guidance) -> None:
    stop = next(found for found in heavy.stops if found.status == "stands")
    assert "Stands" in explain_text(heavy, guidance, stop.stop, to_file=True)
    assert "No condition stands behind" in explain_text(heavy, guidance, "US-STATE-2020/C1", to_file=True)


def test_explain_refuses_an_id_that_is_not_there_and_names_the_nearest(heavy: Review, guidance: Guidance) -> None:
    with pytest.raises(GuidanceError, match="did you mean"):
        explain_text(heavy, guidance, "US-STATE-2020/C1/RF99")


def test_a_sheet_never_grows_beyond_120_columns() -> None:
    assert Sheet(Console(file=StringIO(), width=300)).width == 120
