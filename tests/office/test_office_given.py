"""Settings: each is read in one place, and what is not understood is refused before anything is made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.office import given
from duecare.office.given import ELSEWHERE, READ, Given

ROOT = Path(__file__).parents[2]


def ran(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OFFICE_")}
    return subprocess.run(
        [sys.executable, "-m", "duecare", "office", "check"], capture_output=True, text=True, timeout=180, check=False,
        env={**clean, "DUECARE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "duecare.office.settings", **environment},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("OFFICE_MFA", "yes", "required, optional"),
        ("OFFICE_HTTPS", "maybe", "yes, true, on, 1"),
        ("OFFICE_PAPER_MB", "abc", "a whole number from 1 to 2000"),
        ("OFFICE_PROXIES", "x", "a whole number from 0 to 10"),
        ("OFFICE_PULL", "nonsense", "ofac"),
        ("OFFICE_HOSTS", "https://a.example", "without https://"),
        ("OFFICE_URL", "a.example", "https://"),
        ("OFFICE_OIDC_ISSUER", "http://a.example", "https://"),
        ("OFFICE_SECRET", "short", "32 or more"),
        ("DATABASE_URL", "mysql://a:swordfish@b/c", "postgres://"),
    ],
)
def test_a_value_that_is_not_understood_is_refused_with_what_is_accepted(
    name: str, value: str, accepted: str, tmp_path: Path
) -> None:
    done = ran(tmp_path, **{name: value})
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert name in done.stderr
    assert accepted in done.stderr
    assert "swordfish" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing is made where a setting is refused"


def test_a_name_that_is_no_setting_is_warned_about(tmp_path: Path) -> None:
    done = ran(tmp_path, OFFICE_HTPS="yes", OFFICE_OTHER="1")
    assert "OFFICE_HTPS is no setting of the office, and sets nothing. Is OFFICE_HTTPS meant?" in done.stderr
    assert "OFFICE_OTHER is no setting of the office, and sets nothing.\n" in done.stderr


@pytest.mark.parametrize("said", ["yes", "On", " TRUE ", "1"])
def test_every_way_to_say_yes_counts_and_every_way_to_say_no(said: str) -> None:
    assert Given({"OFFICE_HTTPS": said}).says_yes("OFFICE_HTTPS")
    assert not any(Given({"OFFICE_HTTPS": no}).says_yes("OFFICE_HTTPS") for no in ("no", "Off", "false", "0", ""))


@pytest.mark.parametrize("said", ["-1", "0", "2001", "1.5", "٣", "1" * 40])
def test_a_number_out_of_bounds_is_refused(said: str) -> None:
    with pytest.raises(InputError, match="from 1 to 2000"):
        Given({"OFFICE_PAPER_MB": said}).number("OFFICE_PAPER_MB", 25, 1, 2_000)


def test_every_setting_that_is_read_is_known_and_documented() -> None:
    """No other place of the office reads a name that begins with OFFICE_ from the environment."""
    source = ROOT / "src" / "duecare"
    texts = {path: path.read_text("utf-8") for path in source.rglob("*.py")}
    settings = texts[source / "office" / "settings.py"]
    read = set(re.findall(r'GIVEN\.\w+\(\s*"(OFFICE_\w+)"', settings))
    assert read == set(READ)
    for path, text in texts.items():
        found = set(re.findall(r'environ(?:\.get\(|\[)"(OFFICE_\w+)"', text))
        assert found <= {"OFFICE_FOLDER"}, path
    docs = "".join(path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md"))
    assert [name for name in READ if f"`{name}`" not in docs] == []
    assert ELSEWHERE.isdisjoint(READ)
    assert given.DATABASES
