"""Watching a result gives what a review of the whole book gives, whatever changed."""

from __future__ import annotations

import datetime
import json
import random
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from own_database import own_database
from small_result import other_policy, with_condition

from duecare.countries import CountryData, starter_data
from duecare.errors import InputError
from duecare.facts import readable
from duecare.guidance import Guidance, load_guidance
from duecare.parties.lists.loaded import list_reading
from duecare.parties.screening import Query
from duecare.parties.screening.decisions_file import append_decision, decisions_path
from duecare.parties.screening.dispositions import decide
from duecare.parties.screening.loaded import Lists, open_lists
from duecare.portfolio.book.mapping import read_mapping
from duecare.portfolio.made_up.synthetic import write_synthetic
from duecare.portfolio.review import review_book
from duecare.portfolio.watch import Watch, watch
from duecare.review import Policy, load_policy
from duecare.snapshots import SOURCES, Home, Store, import_files

DAY = datetime.date(2026, 11, 26)
ROWS = 250
FLAG = "US-STATE-2020/C2/RF5"
SOURCE = "Entity List (EL) - Bureau of Industry and Security"
Entries = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class State:
    """What a book is reviewed with."""

    lists: Lists | None = None
    known_at: datetime.date = DAY
    guidance: Guidance = field(default_factory=load_guidance)
    policy: Policy = field(default_factory=load_policy)
    country_data: CountryData | None = None

    def review(self, book: Path, folder: Path) -> Path:
        return review_book(
            [str(book)], folder, mapping=read_mapping(None), known_at=self.known_at, law_at=DAY,
            guidance=self.guidance, policy=self.policy, lists=self.lists, country_data=self.country_data,
        ).folder  # fmt: skip

    def watch(self, folder: Path, store: Store, *, workers: int = 1) -> Watch:
        return watch(
            folder, known_at=self.known_at, law_at=DAY, guidance=self.guidance, policy=self.policy, lists=self.lists,
            country_data=self.country_data, store=store, workers=workers,
        )  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "book.parquet"
    write_synthetic(path, rows=ROWS, parties=90, items=30)
    return path


@pytest.fixture(scope="module")
def names(book: Path) -> list[str]:
    found = duckdb.sql(f"SELECT DISTINCT \"end_user.name\" FROM '{book}' WHERE \"end_user.name\" <> '' ORDER BY 1")
    return [name for (name,) in found.fetchall()]


@pytest.fixture(scope="module")
def shipped(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of the book by what ships with Duecare, for tests that need it before a change."""
    return State().review(book, tmp_path_factory.mktemp("shipped") / "result")


@pytest.fixture
def result(shipped: Path, tmp_path: Path) -> Path:
    """The same as a test's own, to be watched or changed."""
    return Path(shutil.copytree(shipped, tmp_path / "result"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Home(tmp_path / "home"))


def csl_row(number: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"row-{number}", "source": SOURCE, "name": name, "entity_number": number, "type": "Entity",
            "programs": [], "addresses": [], "alt_names": [], "source_list_url": "https://a.org", **more}  # fmt: skip


def loaded(store: Store, entries: Iterable[Mapping[str, Any]], day: datetime.date) -> Lists:
    """The lists after an edition of one source was imported."""
    file = store.home.root / f"{day}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"results": list(entries)}), "utf-8")
    import_files(store, SOURCES["bis"], [(file, "csl-json")], reading=list_reading(SOURCES["bis"]), today=day,
                 published=day, accept=True)  # fmt: skip
    return open_lists(store.home, DAY)


_ROW = [
    "known",
    "possible",
    "hold",
    "severity_known",
    "severity_possible",
    "indications_known",
    "indications_possible",
    "depth",
    "stops",
    "stops_possible",
    "raised",
    "open",
    "deciding",
    "advice",
    "item_name",
    "end_user_name",
    "end_user_kind",
    "country",
    "other_roles",
]
_PARTS = {
    "findings": 'rule, slot, status, weight, "group"',
    "stops": "rule, slot, status",
    "questions": "fact, slot, round(score, 4), decides, worst, best",
}


def outcomes(folder: Path) -> dict[str, Any]:
    """What a result says of each transaction, and what is known in each of its slots; no number of its own."""
    with own_database() as connection:

        def table(name: str) -> str:
            return f"'{folder}/{name}/*.parquet'"

        found: dict[str, Any] = {
            row[0]: {"row": row[1:]}
            for row in connection.execute(
                f"SELECT transaction, {', '.join(_ROW)} FROM {table('transactions')}"
            ).fetchall()
        }
        numbers = connection.execute(f"SELECT transaction, outcome FROM {table('transactions')}").fetchall()
        for name, columns in _PARTS.items():
            said = f"SELECT outcome, to_json(row({columns}))::VARCHAR AS line FROM {table(name)}"
            together = f"SELECT outcome, string_agg(line, chr(10) ORDER BY line) FROM ({said}) GROUP BY outcome"
            lines = dict(connection.execute(together).fetchall())
            for one, outcome in numbers:
                found[one][name] = lines.get(outcome, "")
        profiles: dict[tuple[str, int], list[Any]] = {}
        for kind, number, *known in connection.execute(
            f'SELECT kind, number, "column", "values", interested FROM {table("profiles")}'
        ).fetchall():
            profiles.setdefault((kind, number), []).append((known[0], sorted(json.loads(known[1]), key=repr), known[2]))
        for one, shape, numbers in connection.execute(
            f"""SELECT transaction, shape, profiles FROM {table("signatures")}
            JOIN {table("transactions")} USING (signature)"""
        ).fetchall():
            slots = shape.partition("|")[0].split(",")
            kinds = {"T": "transaction", "I": "item", "U": "use", "P": "party"}
            found[one]["shape"] = shape
            for slot, number in zip(slots, numbers, strict=True):
                kind = kinds.get(slot[0], "country")
                found[one][slot] = sorted(profiles.get((kind, number), ()), key=repr)
        stated = connection.execute(
            f"""SELECT s.kind, s.name, s.country, used_in, fact, value FROM {table("facts")} f
            JOIN {table("subjects")} s USING (kind, number) ORDER BY ALL"""
        ).fetchall()
        matches = connection.execute(f"SELECT * FROM {table('matches')} ORDER BY ALL").fetchall()
    return {**found, "stated": stated, "matches": matches}


def same(folder: Path, whole: Path) -> None:
    ours, theirs = outcomes(folder), outcomes(whole)
    assert ours.keys() == theirs.keys()
    for one, said in ours.items():
        assert said == theirs[one], one


def some_entries(names: Sequence[str], seed: int) -> list[dict[str, Any]]:
    """Listed parties, half of them with the names of parties of the book or names like these."""
    draw = random.Random(seed)
    found = []
    for number in range(40):
        name = draw.choice(names) if number % 2 else f"Invented {draw.choice(('Optics', 'Trading', 'Bank'))} {number}"
        if number % 4 == 1:
            at = draw.randrange(len(name))
            name = name[:at] + draw.choice("aeiou") + name[at + 1 :]
        found.append(csl_row(str(number), name))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_changed_entries(book: Path, names: list[str], store: Store, tmp_path: Path, seed: int) -> None:
    """Entries that came, went and are others; watched twice."""
    draw = random.Random(seed)
    entries = some_entries(names, seed)
    state = State(loaded(store, entries, datetime.date(2026, 11, 1)))
    folder = state.review(book, tmp_path / "result")
    for step in (2, 3):
        kept = [one for one in entries if draw.random() > 0.2]
        changed = [csl_row(one["entity_number"], draw.choice(names)) if draw.random() < 0.2 else one for one in kept]
        entries = [*changed, *(csl_row(f"{step}-{number}", draw.choice(names)) for number in range(5))]
        state = replace(state, lists=loaded(store, entries, datetime.date(2026, 11, step)))
        seen = state.watch(folder, store, workers=2 if seed == 2 else 1)
        same(folder, state.review(book, tmp_path / f"whole{step}"))
        assert [one.name for one in seen.inputs] == ["list us-bis-el"]
        assert seen.touched["countries"] == 0
        assert 0 < seen.touched["parties"] < 90
        assert seen.alerts is not None
        assert 0 < seen.alerts.counts.changed <= seen.touched["transactions"]
    assert state.watch(folder, store).inputs == ()


def test_an_alert_says_what_was_what_is_and_because_of_what(
    book: Path, names: list[str], store: Store, tmp_path: Path
) -> None:
    state = State(loaded(store, [csl_row("1", "Nobody Of This Book Ltd")], datetime.date(2026, 11, 1)))
    folder = state.review(book, tmp_path / "result")
    (name, country) = duckdb.sql(
        f"""SELECT end_user_name, country FROM '{folder}/transactions/*.parquet' WHERE length(end_user_name) > 20
        AND end_user_name NOT LIKE 'Minist%' GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1"""
    ).fetchall()[0]
    entry = csl_row("2", name, addresses=[{"country": country}])
    state = replace(
        state, lists=loaded(store, [csl_row("1", "Nobody Of This Book Ltd"), entry], datetime.date(2026, 11, 2))
    )
    alerts = state.watch(folder, store).alerts
    assert alerts is not None
    assert alerts.counts.changed > 0
    assert {one.what for one in alerts.causes} <= {"party.listed", "party.list_effect", "party.listed_by"}
    assert all(one.end_user == name for one in alerts.changes if one.causes[0].about == "end_user")
    (kept,) = (folder / "alerts").iterdir()
    assert json.loads(kept.read_text("utf-8"))["counts"] == json.loads(json.dumps(alerts.document()))["counts"]


def test_days_that_pass(book: Path, names: list[str], store: Store, tmp_path: Path) -> None:
    """Entries that begin or cease to count, and what countries and agencies are said to be on a later day."""
    entries = [csl_row(str(number), name, start_date=f"2026-{10 + number % 3}-15", end_date=f"2026-12-{10 + number}")
               for number, name in enumerate(names[:12])]  # fmt: skip
    state = State(loaded(store, entries, datetime.date(2026, 10, 1)), known_at=datetime.date(2026, 11, 1))
    folder = state.review(book, tmp_path / "result")
    for step, later in enumerate(
        (datetime.date(2026, 11, 20), datetime.date(2026, 12, 20), datetime.date(2026, 10, 20))
    ):
        state = replace(state, known_at=later)
        state.watch(folder, store)
        same(folder, state.review(book, tmp_path / f"whole{step}"))


def test_decisions_about_matches(book: Path, names: list[str], store: Store, tmp_path: Path) -> None:
    entries = some_entries(names, 7)
    state = State(loaded(store, entries, datetime.date(2026, 11, 1)))
    folder = state.review(book, tmp_path / "result")
    (name, entry_id) = duckdb.sql(
        f"""SELECT name, entry FROM '{folder}/matches/*.parquet' m JOIN '{folder}/subjects/*.parquet' s
        ON s.number = party AND kind = 'party' ORDER BY ALL LIMIT 1"""
    ).fetchall()[0]
    lists = state.lists
    assert lists is not None
    query = Query((name,))
    (match,) = [one for one in lists.screener.search(query) if one.entry_id == entry_id]
    decision = decide(query, match, "same", by="Ana", why="the same", decided=DAY)
    append_decision(decisions_path(store.home), decision)
    state = replace(state, lists=open_lists(store.home, DAY))
    seen = state.watch(folder, store)
    assert [one.name for one in seen.inputs] == ["decisions about matches"]
    same(folder, state.review(book, tmp_path / "whole"))


@pytest.mark.parametrize(
    "condition",
    [
        "party.kind = 'police'",
        "country.practice_band = 'severe' AND party.listed",
        "party.government_tie = 'government'",
    ],
)
def test_a_changed_condition(book: Path, result: Path, store: Store, tmp_path: Path, condition: str) -> None:
    state = State(guidance=with_condition(FLAG, condition))
    state.watch(result, store)
    same(result, state.review(book, tmp_path / "whole"))


@pytest.mark.parametrize("seed", range(2))
def test_conditions_changed_at_random(book: Path, result: Path, store: Store, tmp_path: Path, seed: int) -> None:
    """Narrowed, widened, turned round, by facts that are known of some and not of others."""
    draw = random.Random(seed)
    rules = load_guidance()
    others = {
        "transaction": ("transaction.gate = 'contract'", "transaction.intermediary_present"),
        "item": ("item.covert", "ARRAY_CONTAINS(item.capability, 'facial_recognition')"),
        "party": ("party.kind = 'police'", "country.practice_band IN ('serious', 'severe')", "party.listed"),
        "country": ("country.practice_band IN ('serious', 'severe')", "country.deteriorating"),
        "use": ("end_user.kind = 'police'", "ARRAY_CONTAINS(item.capability, 'facial_recognition')", "item.covert"),
    }
    for step, flag in enumerate(draw.sample(sorted(rules.flags, key=lambda one: one.id), 3)):
        old, other = readable(flag.rule), draw.choice(others[flag.subject])
        condition = draw.choice(
            (f"({old}) AND {other}", f"({old}) OR {other}", f"NOT ({old})", f"({old}) AND NOT {other}")
        )
        state = State(guidance=with_condition(flag.id, condition))
        state.watch(result, store)
        same(result, state.review(book, tmp_path / f"whole{step}"))


@pytest.mark.parametrize("how", ["came", "went"])
def test_a_rule_that_comes_or_goes(book: Path, store: Store, tmp_path: Path, how: str) -> None:
    rules = load_guidance()
    entries = {name: entry for name, entry in rules.entries.items() if name != FLAG}
    less = Guidance(rules.instruments, entries, rules.concerns, rules.corresponds, rules.hashes)
    before, after = (less, rules) if how == "came" else (rules, less)
    folder = State(guidance=before).review(book, tmp_path / "result")
    state = State(guidance=after)
    state.watch(folder, store)
    same(folder, state.review(book, tmp_path / "whole"))


def test_another_policy(book: Path, result: Path, store: Store, tmp_path: Path) -> None:
    state = State(policy=other_policy())
    seen = state.watch(result, store)
    assert seen.touched["transactions"] == ROWS
    same(result, state.review(book, tmp_path / "whole"))


def test_other_country_data(book: Path, store: Store, tmp_path: Path) -> None:
    """Profiles as they were made for an earlier year: many bands are others."""
    state = State(known_at=datetime.date(2016, 6, 1))
    folder = state.review(book, tmp_path / "result")
    state = State(known_at=DAY, country_data=starter_data())
    seen = state.watch(folder, store)
    assert seen.touched["countries"] > 50
    same(folder, state.review(book, tmp_path / "whole"))


def test_lists_that_come_are_compared_with_all_parties(
    book: Path, result: Path, names: list[str], store: Store, tmp_path: Path
) -> None:
    state = State(loaded(store, some_entries(names, 3), datetime.date(2026, 11, 1)))
    state.watch(result, store)
    same(result, state.review(book, tmp_path / "whole"))


def test_lists_that_are_gone_clear_nobody(book: Path, names: list[str], store: Store, tmp_path: Path) -> None:
    state = State(loaded(store, some_entries(names, 3), datetime.date(2026, 11, 1)))
    folder = state.review(book, tmp_path / "result")
    before = outcomes(folder)
    with pytest.raises(InputError, match=r"not at hand any more: us-bis-el\."):
        replace(state, lists=None).watch(folder, store)
    assert outcomes(folder) == before


def test_a_result_that_does_not_say_what_it_rests_on_is_refused(result: Path, store: Store) -> None:
    manifest = json.loads((result / "manifest.json").read_text("utf-8"))
    del manifest["rules"]
    (result / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(InputError, match="does not say all that it rests on"):
        State().watch(result, store)
    manifest = {**manifest, "rules": {}, "engine": "0.0.1"}
    (result / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(InputError, match="made by another Duecare"):
        State().watch(result, store)
