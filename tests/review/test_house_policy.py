"""A policy of the house: what is not understood is refused, with where it stands and what is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.review import load_policy
from duecare.review.policy import SHIPPED

TEXT = SHIPPED.read_text("utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.yaml"


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("version: 2026-11-26\n", "", "the policy lacks version"),
        ("id: duecare-default", "id:", "id is None"),
        ("table_reason:", "tabel_reason:", "the policy has no 'tabel_reason'"),
        ("levels: [low, elevated, high, severe]", "levels: [low, high]", "levels is ['low', 'high']"),
        (
            "[low, low, low, elevated]",
            "[low, low, elevated]",
            "table.1 is ['low', 'low', 'elevated'] (accepted: a level",
        ),
        ("[low, low, low, elevated]", "low", "table.1 is 'low' (accepted: a list of levels)"),
        ("[elevated, high, high, severe]", "[elevated, high, high, sevree]", "table.4 is 'sevree' (accepted: low, "),
        (
            "[elevated, high, high, severe]",
            "[elevated, high, high, [severe]]",
            "table.4 is ['severe'] (accepted: low, ",
        ),
        ("  4: [", "  5: [", "table is {1: "),
        ("[elevated, elevated, high, high]", "[elevated, low, high, high]", "table row 3 falls"),
        ("4: enhanced}", "4: deep}", "depth.by_severity.4 is 'deep' (accepted: basic, standard, enhanced)"),
        ("4: enhanced}", "4: basic}", "depth.by_severity may not fall"),
        ("unknown_scope: standard", "unknown_scope: yes", "depth.unknown_scope is 'yes'"),
        ("unknown_scope: standard", "unknown: standard", "depth has no 'unknown'"),
        ("low: proceed,", "low: go,", "advice.by_level.low is 'go' (accepted: proceed, "),
        ("steps_to_escalate: 2", "steps_to_escalate: two", "advice.steps_to_escalate is 'two' (accepted: 1, 2, 3)"),
        ("steps_to_escalate: 2", "steps_to_escalate: true", "advice.steps_to_escalate is True"),
        ("approval: {low: analyst", "approval: {lowe: analyst", "approval has no 'lowe' (accepted: low, elevated"),
        ("severe: board}", "severe: }", "approval.severe is None"),
        ("window_days: 365", "window_days: many", "relationships.window_days is 'many' (accepted: numbers above 0)"),
    ],
)
def test_what_a_policy_says_wrongly_is_named(file: Path, written: str, instead: str, said: str) -> None:
    assert written in TEXT
    file.write_text(TEXT.replace(written, instead, 1), "utf-8")
    with pytest.raises(InputError) as refused:
        load_policy(str(file))
    assert str(refused.value).startswith(f"{file}: {said}"), str(refused.value)


def test_what_is_no_mapping_is_refused(file: Path) -> None:
    for text in ("", "[]", "depth", "a: [", "depth: 3"):
        file.write_text(text, "utf-8")
        with pytest.raises(InputError, match=r"policy\.yaml: "):
            load_policy(str(file))


def test_a_policy_that_was_changed_is_read_again(file: Path) -> None:
    file.write_text(TEXT, "utf-8")
    assert load_policy(str(file)).approval["high"] == "counsel"
    file.write_text(TEXT.replace("high: counsel", "high: board"), "utf-8")
    assert load_policy(str(file)).approval["high"] == "board"
