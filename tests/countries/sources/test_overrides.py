"""An override holds as long as the file says what it was written against, and says so when it does not."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources

import pytest

from duecare.countries.sources import overrides as module
from duecare.countries.sources.formats import FORMATS
from duecare.countries.sources.overrides import CONFIDENCE, Ledger, Override, overrides
from duecare.errors import InputError

ALL = [one for name in FORMATS for one in overrides(name)]
SOURCE = resources.files("duecare.countries.sources").joinpath("overrides.yaml").read_text(encoding="utf-8")


def test_every_row_is_of_a_format_that_is_read() -> None:
    """A misspelt format would never be asked for."""
    assert len(ALL) == SOURCE.count("- {format:")
    assert ALL


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.format}-{one.country}-{one.field}-{one.raw}")
def test_every_row_gives_its_reason_and_where_to_check(one: Override) -> None:
    """A corrected cell without a reason is only another wrong cell."""
    assert one.confidence in CONFIDENCE
    assert len(one.reason) > 20
    assert one.until_checked
    assert one.raw != one.used


def test_no_two_rows_are_about_the_same_cell_and_value() -> None:
    """Which of them held would depend on their order."""
    places = [(one.format, one.country, one.field, one.raw) for one in ALL]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("format_name", "country", "field", "used"),
    [
        ("treaty-table", "SB", "iccpr", "none"),
        ("treaty-table", "TV", "iccpr", "none"),
        ("treaty-table", "SS", "iccpr", "party 2024"),
        ("treaty-table", "PS", "iccpr", "party 2014"),
        ("treaty-table", "VA", "cat", "party 2002"),
        ("treaty-table", "TL", "iso2", "TL"),
        ("programmes", "CD", "UN-SC1533/target_territories", "cd"),
        ("programmes", "BY", "EU-BLR/interception_ban", "true"),
        ("ecfr-740", "IS", "A:1", "0"),
        ("ecfr-740", "HK", "groups", "CN"),
    ],
)
def test_the_errors_that_were_found_are_there(format_name: str, country: str, field: str, used: str) -> None:
    """As the method lists them."""
    assert used in [one.used for one in overrides(format_name) if (one.country, one.field) == (country, field)]


def test_a_cell_that_still_says_it_is_overridden_and_noted() -> None:
    """The correction keeps the raw value, what is used, why, how sure we are, and where to check."""
    ledger = Ledger("treaty-table")
    assert ledger.settle("SB", "iccpr", "party 1976", "t.csv:152") == "none"
    (correction,) = ledger.finish()
    assert correction.where == "t.csv:152, SB iccpr"
    assert (correction.raw, correction.used) == ("party 1976", "none")
    assert "contradicted; check treaties.un.org, IV-4" in correction.reason


def test_a_cell_that_was_corrected_is_kept_and_the_override_reported() -> None:
    """An override must not outlive its error."""
    ledger = Ledger("treaty-table")
    assert ledger.settle("SB", "iccpr", "none", "t.csv:152") == "none"
    assert ledger.settle("SS", "iccpr", "party 2024", "t.csv:160") == "party 2024"
    report = {one.where: one for one in ledger.finish()}
    assert report.keys() == {"SB iccpr", "SS iccpr"}
    assert all(one.raw == one.used and "no longer needed" in one.reason for one in report.values())


def test_a_cell_that_no_file_has_is_not_reported() -> None:
    """A table of one treaty says nothing of the others."""
    ledger = Ledger("treaty-table")
    assert ledger.settle("NO", "iccpr", "party 1972", "t.csv:1") == "party 1972"
    assert ledger.finish() == ()


def test_a_code_of_old_is_read_as_that_of_today() -> None:
    """Whatever country it is about, and each time that it stands."""
    ledger = Ledger("treaty-table")
    assert [ledger.recode("iso2", raw, "t.csv:2") for raw in ("TP", "NA", "TP")] == ["TL", "NA", "TL"]
    assert len(ledger.finish()) == 2


def test_a_country_with_a_row_of_its_own_follows_nobody() -> None:
    """And one whose model is not in the file has nothing to follow."""
    assert Ledger("ecfr-738").follow("columns", {"CN", "NO"}, "t.csv") == {"HK": "CN"}
    assert Ledger("ecfr-738").follow("columns", {"CN", "HK"}, "t.csv") == {}
    assert Ledger("ecfr-738").follow("columns", {"NO"}, "t.csv") == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"country": "TP"}, "is not a country"),
        ({"country": "Tuvalu"}, "no code of today"),
        ({"confidence": "sure"}, "accepted: contradicted"),
        ({"raw": "none"}, "changes nothing"),
        ({"raw": 1}, "is no text"),
        ({"reason": ""}, "changes nothing, or gives no reason"),
        ({"extra": "x"}, "has other keys"),
    ],
)
def test_a_row_that_is_wrong_is_refused(change: dict[str, object], message: str) -> None:
    """YAML would let a number or a misspelt key through."""
    row = {
        "format": "treaty-table", "country": "TV", "field": "iccpr", "raw": "party 1976", "used": "none",
        "reason": "not a party", "confidence": "read", "until_checked": "IV-4", **change,
    }  # fmt: skip
    with pytest.raises(InputError, match=message):
        module._override(row, 1)


def test_a_review_does_not_read_the_overrides() -> None:
    """Importers are not on its path."""
    code = "import sys, duecare, duecare.review; print('duecare.countries.sources.overrides' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
