"""Claims about the examples: they read, name no vendor, hold nothing from after their day; the table is current."""

from __future__ import annotations

import datetime
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from duecare.review import review
from duecare.transaction import Transaction, read_transaction

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
FILES = sorted(EXAMPLES.glob("*.yaml"))
INVENTED = {"harmless-library-tags", "no-end-user"}
TEXTS = [*FILES, EXAMPLES / "README.md", EXAMPLES / "afterwards.json", EXAMPLES / "outcomes.json"]
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Words of vendors' names that are words of the language or of the trade, and so say nothing alone.
COMMON = {
    "applied",
    "area",
    "group",
    "intelligence",
    "links",
    "networks",
    "scientific",
    "social",
    "solutions",
    "systems",
}
COMMON |= {"technologies", "thermo", "vision"}


def deal(path: Path) -> Transaction:
    return read_transaction(path)


def day_of(path: Path) -> datetime.date:
    day = deal(path).date
    assert day is not None, f"{path.name} has no date"
    return day


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_examples_table", ROOT / "scripts" / "write_examples_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_reads_and_is_called_what_its_file_is_called(path: Path) -> None:
    assert deal(path).id == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_says_in_its_first_lines_where_it_comes_from(path: Path) -> None:
    opening = [line for line in path.read_text(encoding="utf-8").splitlines()[:8] if line.startswith("#")]
    if path.stem in INVENTED:
        assert any("Invented" in line for line in opening)
    else:
        assert any(line.startswith("# Source: http") for line in opening)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_fact_of_an_example_is_later_than_its_deal(path: Path) -> None:
    transaction, day = deal(path), day_of(path)
    for statement in transaction.statements:
        assert statement.source.date is None or statement.source.date <= day, statement
        said = " ".join(filter(None, (statement.source.title, statement.note)))
        assert all(int(year) <= day.year for year in YEAR.findall(said)), statement
    for entry in transaction.history:
        assert entry.date is None or entry.date <= day, entry
        assert all(int(year) <= day.year for year in YEAR.findall(entry.text)), entry


@pytest.mark.parametrize("path", [path for path in FILES if path.stem not in INVENTED], ids=lambda path: path.stem)
def test_the_day_of_a_documented_deal_is_in_the_year_it_is_named_after(path: Path) -> None:
    assert YEAR.findall(path.stem) == [str(day_of(path).year)]


def test_there_are_at_least_thirteen_documented_deals_of_every_kind() -> None:
    afterwards = json.loads((EXAMPLES / "afterwards.json").read_text(encoding="utf-8"))
    kinds = [told["kind"] for told in afterwards.values()]
    assert len(kinds) - kinds.count("invented") >= 13
    assert {"harmful", "declined", "mitigated", "benign", "invented"} == set(kinds)


def test_what_is_reported_afterwards_is_attributed_with_a_status_and_a_link() -> None:
    afterwards = json.loads((EXAMPLES / "afterwards.json").read_text(encoding="utf-8"))
    for name, told in afterwards.items():
        assert told["status"], name
        assert told["kind"] == "invented" or told["links"], name


def test_names_stand_in_arabic_persian_chinese_japanese_and_cyrillic_script() -> None:
    names = " ".join(party.name or "" for path in FILES for party in deal(path).parties)
    for script in ("[\u0600-\u06ff]", "[\u4e00-\u9fff]", "[\u3040-\u30ff]", "[\u0400-\u04ff]"):
        assert re.search(script, names)


def test_the_table_and_the_outcomes_are_current(script: ModuleType) -> None:
    stale = [path.name for path, text in script.pages().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"run python scripts/write_examples_table.py: {stale}"


def test_the_outcomes_name_every_example() -> None:
    outcomes = json.loads((EXAMPLES / "outcomes.json").read_text(encoding="utf-8"))
    assert list(outcomes) == [path.stem for path in FILES]
    assert all(set(row) == {"known", "possible", "advice"} for row in outcomes.values())


def test_the_harmless_deal_is_low_may_proceed_and_is_buried_in_no_questions() -> None:
    path = EXAMPLES / "harmless-library-tags.yaml"
    result = review(deal(path), known_at=day_of(path))
    assert (result.outcome.known, result.outcome.advice) == ("low", "proceed")
    assert result.outcome.possible in ("low", "elevated")
    assert not result.raised()
    assert not [question for question in result.questions if question.decides]
    assert len(result.questions) <= 10


def test_the_deal_without_an_end_user_is_on_hold() -> None:
    path = EXAMPLES / "no-end-user.yaml"
    result = review(deal(path), known_at=day_of(path))
    assert result.outcome.advice == "hold"
    assert any("end_user" in question.fact or "party" in question.fact for question in result.questions)


@pytest.mark.reference_data
def test_no_example_names_a_vendor(reference_data: Path) -> None:
    vendors: set[str] = set()
    for line in (reference_data / "cases" / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        vendor = json.loads(line)["vendor"]
        if "not named" in vendor:
            continue
        for name in re.split(r"[/,()]| via ", vendor):
            words = [word for word in name.split() if word.casefold() not in COMMON and len(word) > 2]
            vendors.update(word.casefold() for word in [name.strip(), *words] if word.strip())
    assert len(vendors) > 30
    for path in TEXTS:
        text = path.read_text(encoding="utf-8").casefold()
        named = [vendor for vendor in sorted(vendors) if re.search(rf"(?<![a-z]){re.escape(vendor)}(?![a-z])", text)]
        assert not named, f"{path.name} names {named}"


@pytest.mark.reference_data
def test_no_example_copies_a_passage_of_the_coded_cases(reference_data: Path) -> None:
    def runs(text: str, length: int = 7) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}

    theirs: set[tuple[str, ...]] = set()
    for line in (reference_data / "cases" / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        for part in (case["item"], case["item_text"], *case["known_before"], *case["after"], case["note"]):
            theirs |= runs(part)
    for path in TEXTS:
        text = re.sub(r"https?://\S+", "", path.read_text(encoding="utf-8"))
        copied = runs(text) & theirs
        assert not copied, f"{path.name}: {[' '.join(run) for run in copied]}"
