"""The labelled bodies are many, of every kind and language, and held out by nothing but their names."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "split_bodies.py"
MOST_ASKED = ("en", "ru", "zh", "ar", "fa", "es", "fr", "pt", "tr", "de", "uk", "vi")
SCRIPTS = {"ru": "А-я", "uk": "А-я", "zh": "一-鿿", "ar": "ء-ي", "fa": "ء-ی"}


@pytest.fixture(scope="module")
def split() -> ModuleType:
    """The script, which is no part of the package."""
    described = importlib.util.spec_from_file_location("split_bodies", SCRIPT)
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    sys.modules["split_bodies"] = module
    described.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def development(split: ModuleType) -> list:
    return split.read_bodies(split.DEVELOPMENT)


@pytest.fixture(scope="module")
def held_out(split: ModuleType) -> list:
    return split.read_bodies(split.HELD_OUT)


def test_no_row_is_wrong_in_itself(split: ModuleType, development: list, held_out: list) -> None:
    """Kinds, ties, countries and languages are known ones, and no body stands twice in one normal form."""
    assert split.problems([*development, *held_out]) == []


def test_the_hash_of_the_name_alone_decides_what_is_held_out(development: list, held_out: list) -> None:
    """One name in three, with no name in both files."""
    for bodies, out in ((development, False), (held_out, True)):
        for body in bodies:
            assert (int(sha256(body.name.encode()).hexdigest(), 16) % 3 == 0) is out, body.name
    assert not {body.name for body in development} & {body.name for body in held_out}


def test_the_files_are_as_the_script_writes_them(split: ModuleType) -> None:
    """Nothing is out of place or order."""
    assert split.main(["--check"]) == 0


def test_the_set_is_large_and_every_kind_well_filled(split: ModuleType, development: list, held_out: list) -> None:
    """At least 720 rows, 20 of each kind, 40 people, 120 firms; enough of each kind held out to measure on."""
    kinds = Counter(body.kind for body in [*development, *held_out])
    assert kinds.total() >= 720
    assert set(kinds) == split.KINDS
    assert min(kinds.values()) >= 20
    assert kinds["individual"] >= 40
    assert kinds["private_company"] >= 120
    assert min(Counter(body.kind for body in held_out).values()) >= 15


def test_twelve_languages_are_well_filled_in_their_own_script(development: list, held_out: list) -> None:
    """At least 30 rows each that are not romanised."""
    bodies = [*development, *held_out]
    languages = Counter(body.language for body in bodies)
    assert all(languages[language] >= 30 for language in MOST_ASKED), languages
    assert len({language[:2] for language in languages}) >= 20
    for language, letters in SCRIPTS.items():
        low, high = letters.split("-")
        for body in bodies:
            if body.language == language:
                assert any(low <= sign <= high for sign in body.name), body.name


def test_ties_that_no_name_can_show_are_not_given(development: list, held_out: list) -> None:
    """A name never proves that there is no tie, nor that law compels its bearer; all other ties occur in both files."""
    for bodies in (development, held_out):
        ties = {body.tie for body in bodies}
        assert ties == {"government", "state_owned", "controlled", "contracted", "unknown"}


def test_names_that_mislead_are_among_the_firms(development: list, held_out: list) -> None:
    """The set holds firms that are called ministry, police, army or republic, and a county called public security."""
    kinds = {body.name: body.kind for body in [*development, *held_out]}
    for name in ("Ministry of Sound", "Republic Services Inc", "Army & Navy Stores Limited", "Polisan Holding A.Ş."):
        assert kinds[name] == "private_company"
    assert kinds["公安县人民政府"] == "municipality"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "polis"}, "kind 'polis' is not in the vocabulary"),
        ({"tie": ""}, "tie '' is not one of"),
        ({"country": "Spain"}, "country 'Spain' is not a country code"),
        ({"language": "Spanish"}, "language 'Spanish' is not like"),
        ({"source": ""}, "no source is given"),
        ({"name": " Guardia Civil"}, "a cell has spaces"),
        ({"kind": "state_owned_enterprise"}, "is called state-owned, but its tie is 'government'"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_wrong(split: ModuleType, change: dict[str, str], said: str) -> None:
    """The message tells the row, what it says and what is accepted."""
    right = split.Body("Guardia Civil", "es", "ES", "police", "government", "own knowledge", "")
    assert split.problems([right]) == []
    (found,) = split.problems([replace(right, **change)])
    assert said in found


def test_one_body_in_two_spellings_of_one_normal_form_is_refused(split: ModuleType) -> None:
    """Else its twin in development would give away a held-out row."""
    right = split.Body("Guardia Civil", "es", "ES", "police", "government", "own knowledge", "")
    assert split.problems([right, replace(right, name="GUARDIA CIVIL")]) == [
        "'Guardia Civil' stands 2 times in one normal form"
    ]


def test_a_misplaced_row_is_moved(split: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script itself puts every row into the file that its name says, and loses none."""
    files = tmp_path / "development.csv", tmp_path / "held_out.csv"
    bodies = [*split.read_bodies(split.DEVELOPMENT)[:40], *split.read_bodies(split.HELD_OUT)[:20]]
    files[0].write_text(split.table([]), encoding="utf-8")
    files[1].write_text(split.table(bodies), encoding="utf-8")
    monkeypatch.setattr(split, "DEVELOPMENT", files[0])
    monkeypatch.setattr(split, "HELD_OUT", files[1])
    assert split.main(["--check"]) == 1
    assert split.main([]) == 0
    assert split.main(["--check"]) == 0
    assert [len(split.read_bodies(file)) for file in files] == [40, 20]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has the columns"),
        (b"name,kind\nFSB,intelligence\n", "has the columns name, kind; needs name, language"),
        (b"name,language,country,kind,tie,source,note\nFSB,ru\n", "has 2 cells; needs 7"),
        ("name\n".encode("utf-16"), "UTF-16"),
        (b"name\n\xff\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_bodies_is_refused(
    split: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str, capsys
) -> None:
    """Exit 2 and one line, no traceback."""
    file = tmp_path / "bodies.csv"
    file.write_bytes(content)
    monkeypatch.setattr(split, "DEVELOPMENT", file)
    assert split.main([]) == 2
    assert said in capsys.readouterr().err
