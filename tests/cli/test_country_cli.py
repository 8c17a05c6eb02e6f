"""`duecare country`: any name, any day, any terminal; what is not known is open and never good."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from said import Duecare, running
from test_cli import ROOT

from duecare.countries.law import questions
from duecare.countries.profile.policy import policy

SECTIONS = ("PRACTICE", "LEGAL TRIGGERS", "TREATIES", "LAW AGAINST THE ICCPR", "AGENCIES ON RECORD",
            "NOT KNOWN, OR NOT SURE", "SOURCES")  # fmt: skip
TITLES = [one.title for one in policy().dimensions.values()]


@pytest.fixture
def duecare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duecare:
    return running(monkeypatch, capsys)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "60", **more}


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("بيلاروس", "Belarus (BY)"),
        ("委内瑞拉", "Venezuela (VE)"),
        ("Россия", "Russia (RU)"),
        ("NA", "Namibia (NA)"),
        ("nAm", "Namibia (NA)"),
        ("台湾", "Taiwan (TW)"),
        ("Kosovo", "Kosovo (XK)"),
        ("香港", "Hong Kong (HK)"),
        ("UK", "United Kingdom (GB)"),
    ],
)
def test_a_country_is_found_by_a_code_or_a_name_in_its_own_script(duecare: Duecare, asked: str, named: str) -> None:
    """And the page says which one was understood, and on which day."""
    said = duecare("country", asked, "--known-at", "2026-11-26")
    assert (said.code, said.err) == (0, "")
    headline, about, *_ = said.out.splitlines()
    assert named.split(" (")[0] in headline
    assert about.startswith(f"{named}, as known on 2026-11-26.")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("Vennezuela", "did you mean VE (Venezuela)?"),
        ("Soviet Union", "has not been a state of that name since 1991"),
        ("Yugoslavia", "write RS, HR, SI, BA, MK, ME or XK"),
        ("Congo", "fits more than one country"),
        ("", "is not a country that Duecare knows"),
        ("<script>", "is not a country that Duecare knows"),
        ("\x1b[31mVE", "is not a country that Duecare knows"),
    ],
)
def test_a_name_that_is_none_is_one_line_and_exit_2(duecare: Duecare, asked: str, says: str) -> None:
    said = duecare("country", asked)
    assert said.refused
    assert says in said.err


def test_the_headline_comes_first_and_every_section_in_order(duecare: Duecare) -> None:
    """Outcome, practice, law, gaps, sources."""
    out = duecare("country", "VE", "--known-at", "2026-11-26").out
    assert out.startswith("Serious or severe in Venezuela; worst on ")
    places = [out.index(f"\n{name}\n") for name in SECTIONS]
    assert places == sorted(places)


def test_every_dimension_has_its_interval_its_families_and_its_year(duecare: Duecare) -> None:
    """As text: no figure without its error."""
    practice = duecare("country", "VE", "--known-at", "2026-11-26").part("PRACTICE")
    assert [title for title in TITLES if f"- {title}: " in practice] == TITLES
    assert len(re.findall(r"\d\.\d \[\d\.\d to \d\.\d\]; 1 family; 20\d\d$", practice, re.MULTILINE)) == 5
    assert practice.count("higher is worse") == 5
    assert "disputed: severe by one family alone" in " ".join(practice.split())


@pytest.mark.parametrize("territory", ["GL", "AD", "AQ"])
def test_a_territory_without_data_is_open_throughout(duecare: Duecare, territory: str) -> None:
    """No band, no figure, and nothing that could be taken for good news."""
    said = duecare("country", territory, "--known-at", "2026-11-26")
    assert said.code == 0
    headline = said.out.splitlines()[0]
    assert "open" in headline
    assert "the worst could be worse" not in said.flat
    practice = said.part("PRACTICE")
    assert practice.count("open. No source at hand says it.") == 5
    assert not re.search(r"\b(good|mixed|serious|severe)\b", practice)
    assert "it is open, not good" in said.flat
    assert "every question is open" in said.flat
    assert "and not better" in said.flat


@pytest.mark.parametrize(
    ("country", "says"),
    [
        ("XK", "No embargo, ban or sanctions programme is written down here. That is not to say that there is none."),
        ("NO", "No embargo, ban or sanctions programme is written down here. That is not to say that there is none."),
        ("VE", "Others may stand that are not written down here."),
    ],
)
def test_what_is_not_written_down_is_never_left_to_be_read_as_none(duecare: Duecare, country: str, says: str) -> None:
    """Under the triggers, and of reservations and treaties that are not at hand."""
    said = duecare("country", country, "--known-at", "2026-11-26")
    assert f"◌ {says}" in said.flat
    assert "Open, not at hand: " in said.flat
    if country != "XK":
        assert "◌ Reservations, declarations and derogations are open" in said.flat


def test_groups_that_ask_for_nothing_more_are_not_marked_as_raised(duecare: Duecare) -> None:
    """Taiwan's A:6 and D:3 are; Norway's, all of A, are only listed."""
    assert "- EAR country groups: A:1" in duecare("country", "NO", "--known-at", "2026-11-26").out
    assert "● EAR country groups: A:6, D:3" in duecare("country", "TW", "--known-at", "2026-11-26").out


def test_a_treaty_has_its_status_its_year_its_source_and_the_day_of_it(duecare: Duecare) -> None:
    """A year is said where the day is not known."""
    treaties = duecare("country", "CN", "--known-at", "2026-11-26").part("TREATIES")
    assert "● ICCPR: signed only, year open" in treaties
    assert "● ICCPR first protocol: not a party" in treaties
    assert "○ CAT: party since 1988" in treaties
    assert "12-31" not in treaties
    assert "as of 2022-08-25." in treaties


def test_a_region_says_what_is_its_own_and_what_is_its_countrys(duecare: Duecare) -> None:
    """Xinjiang has a headline of its own; of a region that nobody wrote of, nothing is."""
    xinjiang = duecare("country", "CN-XJ", "--known-at", "2026-11-26")
    assert xinjiang.out.startswith("Practice in Xinjiang, China: severe.")
    assert "The headline is of the region itself; all else is of China as a whole." in xinjiang.flat
    other = duecare("country", "VE-ZZ", "--known-at", "2026-11-26")
    assert "This is the record of Venezuela as a whole: of the region itself nothing is written down" in other.flat
    assert "(VE-ZZ) (VE-ZZ)" not in other.out


def test_a_region_under_another_authority_does_not_have_its_countrys_record(duecare: Duecare) -> None:
    """Crimea is not as Ukraine is."""
    crimea = duecare("country", "Crimea", "--known-at", "2026-11-26")
    assert "open" in crimea.out.splitlines()[0]
    assert crimea.part("PRACTICE").count("open. No source") == 5
    assert "run by another authority" in crimea.flat
    assert "ICCPR: party" not in crimea.flat


def test_on_an_earlier_day_nothing_later_counts(duecare: Duecare) -> None:
    """Neither data nor embargoes, agencies or evidence that came after; and it says what was estimated today."""
    said = duecare("country", "VE", "--known-at", "2018-06-01")
    assert "Figures of an earlier day as its sources estimate that time today" in said.flat
    years = [int(year) for year in re.findall(r"1 family; (\d{4})$", said.part("PRACTICE"), re.MULTILINE)]
    assert len(years) == 5
    assert max(years) <= 2017
    assert all(year <= "2018" for year in re.findall(r"Since (\d{4})-", said.part("LEGAL TRIGGERS")))
    assert "until 2022" not in said.out
    long_ago = duecare("country", "VE", "--known-at", "1992-01-01")
    assert "open" in long_ago.out.splitlines()[0]
    assert "Bolivarian" not in long_ago.part("AGENCIES ON RECORD")
    assert "no evidence on file, which is no good record" in long_ago.flat


def test_a_checklist_that_has_expired_is_not_used_and_says_so(duecare: Duecare) -> None:
    """No answer of it is shown, however it is asked."""
    for more in ([], ["--full"]):
        law = duecare("country", "VE", "--known-at", "2030-01-01", *more).part("LAW AGAINST THE ICCPR")
        flat = " ".join(law.split())
        assert "expired on 2027-11-26 and is not used: every question is open" in flat
        assert "Organic Law" not in flat


def test_items_decide_which_dimensions_are_core_and_why(duecare: Duecare) -> None:
    """Written as people write them; without items every dimension counts."""
    said = duecare("country", "VE", "--items", "Facial Recognition, video-surveillance", "--known-at", "2026-11-26")
    assert "Core is surveillance and privacy; " in said.flat
    assert "(for facial recognition and video surveillance)" in said.flat
    marked = [title for title in TITLES if f"- {title} (core): " in said.out]
    assert "Surveillance and privacy" in marked
    assert len(marked) < 5
    plain = duecare("country", "VE", "--known-at", "2026-11-26")
    assert "Every dimension counts: no item is named." in plain.flat
    assert "(core)" not in plain.out


def test_an_item_that_is_no_capability_is_refused_with_what_was_meant(duecare: Duecare) -> None:
    said = duecare("country", "VE", "--items", "facial_recognitoin")
    assert said.refused
    assert "did you mean facial_recognition?" in said.err


def test_in_full_every_indicator_and_every_question_is_shown(duecare: Duecare) -> None:
    """With confidence and citation; what is unknown is marked open."""
    said = duecare("country", "VE", "--full", "--known-at", "2026-11-26")
    law = " ".join(said.part("LAW AGAINST THE ICCPR").split())
    assert [one.id for one in questions() if one.question not in law] == []
    assert "◌ " in law
    assert "recollected, " in law
    assert said.out.count(": WHAT IT IS MADE OF") == 5
    assert "assumed" in said.out


def test_json_says_the_same_with_codes(duecare: Duecare) -> None:
    """Open is null, never missing."""
    said = duecare("country", "GL", "--format", "json", "--known-at", "2026-11-26")
    page = json.loads(said.out)
    assert (page["schema"], page["code"], page["known_at"]) == ("duecare.country/1", "GL", "2026-11-26")
    assert page["bands"] == []
    assert page["practice"] == dict.fromkeys(policy().dimensions)
    assert page["treaties"]["opcat"] is None
    assert page["law"] is None
    venezuela = json.loads(duecare("country", "VE", "--format", "json", "--known-at", "2026-11-26").out)
    assert venezuela["bands"] == ["serious", "severe"]
    assert venezuela["practice"]["surveillance"]["low"] <= venezuela["practice"]["surveillance"]["median"]


def test_a_file_is_whole_or_not_there(duecare: Duecare, tmp_path: Path) -> None:
    """The outcome is said beside it."""
    target = tmp_path / "ve.html"
    said = duecare("country", "VE", "--format", "html", "-o", target, "--known-at", "2026-11-26")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("Serious or severe in Venezuela")
    assert f"written to {target}" in said.err
    assert target.read_text("utf-8").endswith("</html>\n")
    text = tmp_path / "ve.txt"
    assert duecare("country", "VE", "-o", text, "--known-at", "2026-11-26").code == 0
    assert "◌" in text.read_text("utf-8")


def test_an_output_that_cannot_be_written_is_one_line_and_leaves_nothing(duecare: Duecare, tmp_path: Path) -> None:
    """A folder that is not there, a folder itself, a full disk."""
    for target in (tmp_path / "absent" / "ve.html", tmp_path, Path("/dev/full")):
        said = duecare("country", "VE", "--format", "html", "-o", target)
        assert said.refused
        assert "cannot be written" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_day_that_is_none_is_refused(duecare: Duecare) -> None:
    """A year alone is no day."""
    for day in ("1992", "2025-02-30", "yesterday"):
        said = duecare("country", "VE", "--known-at", day)
        assert (said.code, said.out) == (2, "")
        assert "accepted: a date as 2026-11-23" in said.err


@pytest.mark.parametrize("width", ["40", "60", "200"])
def test_lines_fit_the_terminal(duecare: Duecare, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    """From 60 columns on, and never beyond 120."""
    monkeypatch.setenv("COLUMNS", width)
    out = duecare("country", "VE", "--full").out
    assert max(cell_len(line) for line in out.splitlines()) <= min(max(int(width), 60), 120)


def test_a_terminal_without_unicode_gets_ascii_and_readable_names() -> None:
    """Marks, bars and lines have their ASCII; accents are dropped, not written as escapes."""
    command = [sys.executable, "-m", "duecare", "country", "TR", "--full"]
    done = subprocess.run(command, capture_output=True, env=environment(PYTHONIOENCODING="ascii"), timeout=60)
    assert done.returncode == 0
    text = done.stdout.decode("ascii")
    assert "Turkiye" in text
    assert "\\x" not in text
    assert re.search(r"[./|]*#[./|]*", text)
    assert max(map(len, text.splitlines())) <= 60


@pytest.mark.parametrize(("more", "styled"), [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)])
def test_a_terminal_shows_weight_unless_no_color_is_set(more: dict[str, str], styled: bool) -> None:
    """And without it headings are in capitals."""
    ours, theirs = pty.openpty()
    variables = {key: value for key, value in environment().items() if key != "NO_COLOR"} | more
    with subprocess.Popen(
        [sys.executable, "-m", "duecare", "country", "GL"], stdout=theirs, stdin=subprocess.DEVNULL, env=variables
    ) as running:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 1 << 16):
                shown += block
        except OSError:  # how Linux says that the other side of a terminal is closed
            pass
        os.close(ours)
    assert running.returncode == 0
    assert (b"\x1b[" in shown) is styled
    assert (b"PRACTICE" in shown) is not styled


def test_a_reader_that_stops_early_sees_no_traceback() -> None:
    """As `duecare country VE --format html | head -1` does."""
    with subprocess.Popen(
        [sys.executable, "-m", "duecare", "country", "VE", "--format", "html"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == b"<!DOCTYPE html>\n"
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode in (0, 1)
