"""Loading: the compiled JSON where it is current, a house folder in place of what it replaces, the cache."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from duecare.errors import DuecareError
from duecare.facts import evaluate, readable
from duecare.guidance import GuidanceError, RedFlag, load_guidance
from duecare.guidance.load import COMPILED, build_from, compile_documents
from duecare.guidance.source import folder_hash

HEAD = """\
id: ACME
title: House rules of a company
issuer: Acme
force: voluntary
applies_to: {exporter: Acme, origin: any, destination: any}
in_force: {from: 2026-01-01}
"""
FLAG = """\
- id: night
  type: red_flag
  title: Asked for by night
  text: The request came by night.
  concern: irregular-procurement
  subject: transaction
  raised_when: transaction.payment_unusual AND NOT transaction.exporter_eu
  group: conduct
  weight: notable
  depth: standard
  cite: {section: rule 1, confidence: own}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "instrument.yaml").write_text(HEAD, "utf-8")
    (folder / "flags.yaml").write_text(FLAG, "utf-8")
    return folder


def test_a_house_instrument_stands_beside_those_shipped(house: Path) -> None:
    shipped, joined = load_guidance(), load_guidance(house)
    assert joined.instruments.keys() - shipped.instruments.keys() == {"ACME"}
    assert joined.entries.keys() - shipped.entries.keys() == {"ACME/night"}
    flag = joined.entry("ACME/night")
    assert isinstance(flag, RedFlag)
    assert flag.in_force == joined.instruments["ACME"].in_force
    assert evaluate(flag.rule, {"transaction.payment_unusual": True, "transaction.exporter_eu": False}) is True


def test_a_house_copy_of_an_instrument_replaces_it(copied: Callable[[str], Path]) -> None:
    folder = copied("EAR-AFF")
    flags = folder / "red_flags.yaml"
    before = load_guidance()
    flag = next(entry for entry in before.flags if entry.instrument == "EAR-AFF")
    flags.write_text(flags.read_text("utf-8").replace(f"weight: {flag.weight}", "weight: critical"), "utf-8")
    after = load_guidance(folder)
    changed = after.entry(flag.id)
    assert isinstance(changed, RedFlag)
    assert changed.weight == "critical"
    assert after.entries.keys() == before.entries.keys()
    assert after.hashes["EAR-AFF"] == folder_hash(folder) != before.hashes["EAR-AFF"]
    assert {name for name in before.hashes if before.hashes[name] != after.hashes[name]} == {"EAR-AFF"}


def test_an_unchanged_copy_needs_no_compiling(copied: Callable[[str], Path], duecare_home: Path) -> None:
    folder = copied("EAR-AFF")
    again = build_from([folder])
    assert again.hashes["EAR-AFF"] == load_guidance().hashes["EAR-AFF"]
    assert not duecare_home.exists()


def test_a_house_instrument_compiles_once_and_is_kept(house: Path, duecare_home: Path) -> None:
    first = build_from([house])
    kept = list((duecare_home / "indexes").iterdir())
    assert [path.suffix for path in kept] == [".json"]
    written = kept[0].stat().st_mtime_ns
    again = build_from([house])
    assert kept[0].stat().st_mtime_ns == written
    assert first.entries == again.entries


def test_a_changed_file_is_noticed_at_once(house: Path) -> None:
    assert readable(load_guidance(house).flags[-1].rule).endswith("NOT transaction.exporter_eu")
    (house / "flags.yaml").write_text(FLAG.replace("NOT transaction.exporter_eu", "transaction.exporter_us"), "utf-8")
    assert readable(load_guidance(house).flags[-1].rule).endswith("transaction.exporter_us")
    (house / "more.yaml").write_text(FLAG.replace("id: night", "id: day"), "utf-8")
    assert "ACME/day" in load_guidance(house).entries


@pytest.mark.parametrize("kept", ["", "{", '{"instrument": '])
def test_a_cache_cut_short_is_compiled_again(house: Path, duecare_home: Path, kept: str) -> None:
    expected = build_from([house]).entries
    cache = next((duecare_home / "indexes").iterdir())
    cache.write_text(kept, "utf-8")
    assert build_from([house]).entries == expected
    assert json.loads(cache.read_bytes())["instrument"]["id"] == "ACME"


def test_a_home_that_cannot_be_written_costs_time_only(house: Path, duecare_home: Path) -> None:
    duecare_home.write_text("a file where the folder would be", "utf-8")
    assert "ACME/night" in build_from([house]).entries


def test_the_wheel_and_the_yaml_say_the_same(copied: Callable[[str], Path]) -> None:
    folder = copied("UNGP")
    compiled = json.loads(COMPILED.read_bytes())
    again = json.loads(json.dumps(compile_documents([folder])))
    assert compiled["instruments"]["UNGP"] == again["instruments"]["UNGP"]
    assert compiled["key"] == again["key"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "payment_unusual",
            "payment_unsual",
            "flags.yaml:1: ACME/night: fact 'transaction.payment_unsual' is not declared",
        ),
        ("raised_when:", "raised_if:", "flags.yaml:1: ACME/night: has no raised_when"),
        ("  group: conduct\n", "", "flags.yaml:1: ACME/night: has no group"),
        ("cite: {section: rule 1, confidence: own}", "cite: rule 1", "flags.yaml:1: ACME/night: "),
        ("depth: standard", "in_force: {from: soon}\n  depth: standard", "flags.yaml:1: ACME/night: "),
        ("- id: night", "id: night", "flags.yaml"),
        ("- id: night", "- name: night", "flags.yaml:1: an entry is a mapping with an id"),
        ("title: Asked", "title: [Asked", "not YAML"),
        ("title: Asked", "title: twice\n  title: Asked", "flags.yaml:4: not YAML"),
        # a word that stands for nothing is refused, and not passed over
        ("group: conduct", "group: conductt", "night: group is 'conductt'; accepted: context, actor, fit, conduct"),
        ("weight: notable", "weight: huge", "night: weight is 'huge'; accepted: notable, serious, critical"),
        ("depth: standard", "depth: bsic", "night: depth is 'bsic'; accepted: basic, standard, enhanced"),
        ("type: red_flag", "type: redflag", "night: type is 'redflag'; accepted: "),
        ("subject: transaction", "subject: item", "night: subject is 'item'; accepted: transaction, for the facts"),
        (
            "type: red_flag",
            "type: severity\n  scale: 5\n  scope: 2\n  irremediable: 1",
            "night: scale is 5; accepted: 1, 2, 3, 4",
        ),
    ],
)
def test_a_house_instrument_that_is_none_is_refused_with_file_and_line(
    house: Path, before: str, after: str, said: str
) -> None:
    (house / "flags.yaml").write_text(FLAG.replace(before, after), "utf-8")
    with pytest.raises(GuidanceError) as refused:
        load_guidance(house)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(house) in str(refused.value)


@pytest.mark.parametrize(
    "head", ["", "[]", "title: no id", "id: [a]", HEAD + "applies_when: nonsense\n", "\x00", "a: b: c"]
)
def test_a_head_that_is_none_is_refused(house: Path, head: str) -> None:
    (house / "instrument.yaml").write_text(head, "utf-8")
    with pytest.raises(GuidanceError, match=r"instrument\.yaml") as refused:
        load_guidance(house)
    assert "\n" not in str(refused.value)


def test_a_folder_without_an_instrument_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(GuidanceError, match=r"no instrument\.yaml here or below"):
            load_guidance(folder)


def test_an_entry_that_is_not_there_is_refused_with_the_nearest(house: Path) -> None:
    with pytest.raises(DuecareError, match="did you mean ACME/night"):
        load_guidance(house).entry("ACME/nihgt")
