"""The instruments as shipped."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from duecare.facts import Truth, columns, compile_condition, fact_of, grain, vocabulary
from duecare.guidance import Guidance, RuledEntry, Safeguard, load_guidance
from duecare.guidance import lint as checks
from duecare.guidance.load import COMPILED, SHIPPED

VERDICTS: dict[Truth, str] = {True: "raised", False: "clear", None: "open"}
RULED = [entry for entry in load_guidance().entries.values() if isinstance(entry, RuledEntry)]


def test_the_shipped_instruments_pass_the_lint(guidance: Guidance) -> None:
    found = checks.lint(SHIPPED, vocabulary(), guidance.concerns, locked=checks.IDS_LOCK.is_file())
    assert [str(problem) for problem in found] == []


@pytest.mark.parametrize("entry", RULED, ids=[entry.id for entry in RULED])
def test_each_condition_does_what_the_tests_beside_it_say(entry: RuledEntry) -> None:
    evaluate = compile_condition(entry.rule)
    assert {test.then for test in entry.tests} >= {"raised", "clear"}
    for test in entry.tests:
        assert VERDICTS[evaluate(checks.test_row(test.given, vocabulary()))] == test.then, test.given


@pytest.mark.parametrize("entry", RULED, ids=[entry.id for entry in RULED])
def test_each_condition_is_open_without_its_facts_and_runs_where_it_says(entry: RuledEntry) -> None:
    assert compile_condition(entry.rule)({}) is None
    assert entry.subject == grain(entry.rule)


def test_nothing_refers_to_what_is_not_there(guidance: Guidance) -> None:
    words = vocabulary()
    for flag in guidance.flags:
        assert set(flag.safeguards) <= guidance.safeguards.keys(), flag.id
        assert all(right in guidance.entries for right in flag.rights), flag.id
    for safeguard in guidance.safeguards.values():
        assert safeguard.fact is None or safeguard.fact in words.facts, safeguard.id
        assert set(safeguard.answers) <= guidance.concerns.keys(), safeguard.id
    for entry in guidance.entries.values():
        assert entry.parent is None or entry.parent in guidance.entries, entry.id
        assert entry.reads is None or entry.reads.split("/", 1)[0] in guidance.instruments, entry.id
    for sections in guidance.corresponds:
        assert all(section in guidance.entries for section in sections), sections


def test_every_concern_is_used_and_every_one_used_is_declared(guidance: Guidance) -> None:
    used = {entry.concern for entry in guidance.entries.values() if entry.concern}
    assert used == set(guidance.concerns)


def test_every_concern_says_what_has_to_be_found_out(guidance: Guidance) -> None:
    for concern in guidance.concerns.values():
        assert concern.title, concern.id
        assert concern.question.endswith("?"), concern.id
        assert concern.group in ("context", "actor", "fit", "conduct"), concern.id


def test_every_fact_of_the_vocabulary_is_read_by_a_rule_or_a_safeguard(guidance: Guidance) -> None:
    read = {fact_of(column) for entry in RULED for column in columns(entry.rule)}
    read |= {f"party.{name.removeprefix('end_user.')}" for name in read if name.startswith("end_user.")}
    read |= {safeguard.fact for safeguard in guidance.safeguards.values() if safeguard.fact}
    assert vocabulary().facts.keys() - read <= CARRIED


CARRIED = {
    "country.crime_control_column",
    "country.discrimination_band",
    "country.ear_d5",
    "country.expression_band",
    "country.no_effective_remedy",
    "country.physical_integrity_band",
    "country.role",
    "country.safeguards_band",
    "country.surveillance_band",
    "item.classified",
    "item.critical_component",
    "item.delivery",
    "item.marketed_for_surveillance",
    "item.specially_designed_covert",
    "transaction.exporter_us",
    "transaction.gate",
    "use.closed_or_consenting_group",
}
"""Facts that no shipped rule reads: carried and shown, for a house's own rules; nobody is asked for them."""


def test_what_is_recollected_with_little_confidence_stands_under_the_house_only(guidance: Guidance) -> None:
    low = [entry for entry in guidance.entries.values() if entry.cite.confidence == "recollected L"]
    assert low
    assert {entry.instrument for entry in low} == {"HOUSE"}


def test_every_instrument_says_to_whom_it_applies_and_with_what_force(guidance: Guidance) -> None:
    for instrument in guidance.instruments.values():
        assert instrument.force in ("binding", "voluntary"), instrument.id
        assert {"exporter", "origin", "destination"} <= instrument.applies_to.keys(), instrument.id
        assert instrument.title, instrument.id
        assert instrument.issuer, instrument.id
        assert instrument.numbering in ("official", "project"), instrument.id


def test_every_stop_says_what_lifts_it_and_what_counsel_decides(guidance: Guidance) -> None:
    for stop in guidance.stops:
        assert stop.lifted_by, stop.id
        assert stop.counsel, stop.id


def test_of_context_only_the_worst_band_weighs_critical(guidance: Guidance) -> None:
    """The country alone is never a specific sign of misuse; repression as a system is a strong one."""
    critical = [flag.id for flag in guidance.flags if flag.group == "context" and flag.weight == "critical"]
    assert critical == ["HOUSE/context/practice-severe"]
    for flag in guidance.flags:
        if flag.subject == "country":
            assert flag.group == "context", flag.id


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    root = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("compile_data", root / "scripts" / "compile_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_json_shipped_is_what_the_yaml_compiles_to(compiler: ModuleType) -> None:
    """Run scripts/compile_data.py after changing any YAML."""
    stale = [
        path.name
        for path, document in compiler.documents().items()
        if not path.is_file() or path.read_text("utf-8") != compiler.as_text(document)
    ]
    assert stale == []
    assert COMPILED.is_file()


def test_no_two_instruments_name_a_safeguard_alike(guidance: Guidance) -> None:
    """Flags name safeguards without their instrument."""
    of_all = [entry for entry in guidance.entries.values() if isinstance(entry, Safeguard)]
    assert len(of_all) == len(guidance.safeguards)
