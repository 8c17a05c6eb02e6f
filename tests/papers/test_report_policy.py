"""Claims about how a house says what its public report holds back: it is complete and reasoned, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.papers.report.policy import NAME, policy_at_hand, read_report_policy

WHOLE = {"threshold": "5", "threshold_reason": "As our insurer asks.", "regions": "subregion", "regions_reason": "Few."}


def written(path: Path, **said: str | None) -> Path:
    lines = [f"{key}: {value}" for key, value in {**WHOLE, **said}.items() if value is not None]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_policy_that_ships_holds_back_single_records_and_says_why() -> None:
    shipped = read_report_policy()
    assert shipped.threshold >= 3
    assert shipped.threshold_reason
    assert shipped.region_of("EG") in shipped.among


def test_a_house_has_its_own_in_its_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    assert policy_at_hand() == read_report_policy()
    written(tmp_path / NAME)
    assert (policy_at_hand().threshold, policy_at_hand().region_of("EG")) == (5, "Northern Africa")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"threshold": "2"}, "threshold is 2"),
        ({"threshold": "true"}, "threshold is True"),
        ({"threshold": "1001"}, "threshold is 1001"),
        ({"threshold": "'5'"}, "threshold is '5'"),
        ({"regions": "country"}, "regions is 'country'"),
        ({"threshold_reason": ""}, "no reason"),
        ({"regions_reason": None}, "not complete"),
        ({"theme": "blue"}, "not complete"),
        ({"threshold": "[5"}, "cannot be read"),
    ],
)
def test_what_is_not_a_policy_is_refused_with_its_place(
    said: dict[str, str | None], problem: str, tmp_path: Path
) -> None:
    path = written(tmp_path / NAME, **said)
    with pytest.raises(InputError, match=problem) as refused:
        read_report_policy(path)
    assert str(path) in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_report_policy(path)
