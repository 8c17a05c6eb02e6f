"""Rows of a book, a house's own rules, and what is said of a row: by a review of it alone, and within a book."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from hypothesis import strategies as st
from own_database import own_database

from duecare.facts import vocabulary
from duecare.guidance import DEPTHS, Guidance, load_guidance
from duecare.parties.screening.loaded import Lists
from duecare.portfolio.book.columns import PARTIES, book_column, known_names
from duecare.portfolio.book.document import row_transaction
from duecare.portfolio.book.numbered import Numbered, numbered
from duecare.portfolio.judging.layout import Group, laid_out
from duecare.portfolio.judging.outcomes import HELD, Findings, Outcomes
from duecare.portfolio.judging.place import new_profiles
from duecare.portfolio.judging.run import CHUNK, Judged, Judgement, Signed, judged, looked_at, signed, whole
from duecare.portfolio.judging.shape import SLOTS
from duecare.portfolio.subjects.entities import Sources
from duecare.review import Policy, Review, load_policy, review
from duecare.review.judge import rules_in_force
from duecare.review.policy import ADVICE, INDICATIONS, LEVELS

DAY = datetime.date(2026, 11, 26)
Row = Mapping[str, str | None]
Provenance = dict[str, tuple[str, str]]

NAMES = ("Acme Ltd", "公安部", "Ministry of Interior", "Police Nationale", "FSB", "Telecom AB", "شرطة", "Joe Shop")
"""Companies, and agencies of several countries: a name says who somebody is only where it is looked at."""
CODES = ("CN", "CN-XJ", "RU", "NO", "TR", "US", "HK", "AE", "AD", "BY", "FR")
ITEMS = ("Face recognition software", "Desk lamp", "Network switch", "Interception suite", "Thermal camera", "Widget")
WORDS = ("Watchlist matching of faces in crowds", "An office lamp", "Deep packet inspection of traffic")
KINDS = ("own", "document", "interested", "independent", "official")


def values(column: str) -> Sequence[str]:
    """What a column may hold in these rows."""
    held = book_column(column)
    assert held is not None
    if held.kind == "country":
        return CODES
    if held.kind == "text":
        return {"item.name": ITEMS, "item.description": WORDS}.get(column, NAMES)
    assert held.fact is not None
    fact = vocabulary()[held.fact]
    match fact.type:
        case "boolean":
            return ("true", "false")
        case "number":
            return ("0", "10", "25", "49.5", "50", "100")
        case "set":
            members = [member for member in fact.domain if member != "none"]
            return (*fact.domain, "|".join(members[:2]), "|".join(members[-3:]))
        case _:
            return fact.domain


_FACTS = tuple(name for name in known_names() if (one := book_column(name)) is not None and one.kind == "fact")
_OF_END_USER = tuple(name for name in _FACTS if name.startswith("end_user."))
_OF_OTHERS = tuple(name for name in _FACTS if name.partition(".")[0] in PARTIES[1:])
_OF_THE_REST = tuple(name for name in _FACTS if name not in {*_OF_END_USER, *_OF_OTHERS})


@st.composite
def wide_rows(draw: st.DrawFn) -> dict[str, str]:
    """A row: who and where, each as often as not, and some facts, mostly of the item, the end user and the deal."""
    row: dict[str, str] = {}

    def put(column: str) -> None:
        chosen = draw(st.sampled_from((None, *values(column))))
        if chosen is not None:
            row[column] = chosen

    for column in ("item.name", "item.description", "end_user.name", "end_user.country", "end_user.kind"):
        put(column)
    for role in draw(st.lists(st.sampled_from(PARTIES[1:]), max_size=5, unique=True)):
        put(f"{role}.name")
        put(f"{role}.country")
    for column in ("place.country", "destination.country", "transit.country"):
        if draw(st.booleans()):
            put(column)
    facts = (st.sampled_from(_OF_THE_REST), st.sampled_from(_OF_END_USER), st.sampled_from(_OF_OTHERS))
    for column in draw(st.lists(st.one_of(facts[0], facts[0], facts[0], facts[1], facts[1], facts[2]), max_size=24)):
        put(column)
    return row


def books() -> st.SearchStrategy[list[dict[str, str]]]:
    """A few rows."""
    return st.lists(wide_rows(), min_size=1, max_size=8)


def provenances() -> st.SearchStrategy[Provenance]:
    """Where columns come from: the order book, but for some that others say."""
    sources = st.tuples(st.sampled_from(("statement", "mail", "register")), st.sampled_from(KINDS))
    return st.dictionaries(st.sampled_from(_FACTS), sources, max_size=40)


HOUSE = """\
id: ACME
title: House rules of a company
issuer: Acme
force: voluntary
applies_to: {exporter: Acme, origin: any, destination: any}
applies_when: transaction.exporter_eu OR transaction.subject_to_ear
in_force: {from: 2026-01-01}
"""


def _rule(name: str, subject: str, condition: str, **more: object) -> str:
    kind = more.pop("type", "red_flag")
    said = {"group": "conduct", "weight": "serious", "depth": "standard"} if kind == "red_flag" else {}
    lines = {"type": kind, "title": name, "text": f"{name}.", "concern": "irregular-procurement", "subject": subject,
             "raised_when": condition, **said, **more, "cite": "{section: rule, confidence: own}"}  # fmt: skip
    return f"- id: {name}\n" + "".join(f"  {key}: {value}\n" for key, value in lines.items())


RULES = (
    _rule("by-night", "transaction", "transaction.payment_unusual AND NOT transaction.exporter_eu", weight="critical"),
    _rule("either", "item", "NOT (item.covert OR item.reach = 'bulk' AND NOT item.matching = 'one_to_one')",
          depth="basic"),
    _rule("neighbour", "party", "party.opaque AND country.practice_band >= 'serious' AND NOT transaction.exporter_us",
          depth="enhanced", group="actor"),
    _rule("a-third", "party", "party.listed_owner_share > 25 AND NOT party.listed_owner_share >= 50", depth="enhanced"),
    _rule("place", "country", "NOT country.arms_embargo AND (country.practice_band >= 'mixed' OR"
          " country.ongoing_crackdown)", group="context", weight="critical", depth="basic"),
    _rule("all-of-it", "use", "(end_user.government_tie = 'none' OR country.practice_band = 'severe') AND NOT"
          " (item.covert AND use.group_targeting) AND transaction.gate = 'contract'", group="fit", depth="enhanced"),
    _rule("grave", "use", "item.reach = 'bulk' AND NOT end_user.government_tie = 'none'", type="severity", scale=3,
          scope=4, irremediable=2),
    _rule("slight", "item", "NOT item.covert", type="severity", scale=1, scope=1, irremediable=1),
    _rule("bar", "use", "country.practice_band IN ('serious', 'severe') AND NOT end_user.opaque", type="legal_stop",
          lifted_by="[authorisation]", counsel="ask"),
    _rule("bar-of-party", "party", "party.abuse_record IN ('official', 'media') OR party.listed", type="legal_stop",
          lifted_by="[authorisation]", counsel="ask"),
)  # fmt: skip
"""Rules at every grain, each way round: with NOT, over facts that shipped rules read otherwise, over two subjects."""


def house_rules(folder: Path, rules: Iterable[str] = RULES) -> Guidance:
    """The shipped instruments with a house's own beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instrument.yaml").write_text(HOUSE, "utf-8")
    (folder / "rules.yaml").write_text("".join(rules), "utf-8")
    return load_guidance(folder)


@dataclass(frozen=True)
class Inputs:
    """What rows are judged with."""

    guidance: Guidance
    policy: Policy
    provenance: Provenance
    lists: Lists | None = None
    day: datetime.date = DAY


def shipped(provenance: Provenance | None = None) -> Inputs:
    """What Duecare ships."""
    return Inputs(load_guidance(), load_policy(), provenance or {})


Told = frozenset[tuple[str, str]]
"""Rules or facts, each with the subject it is about: `transaction`, `item`, `use`, or the id of a party or country."""


@dataclass(frozen=True)
class Said:
    """What is said of one transaction."""

    known: str
    possible: str
    hold: frozenset[str]
    advice: str
    depth: str
    greatest_depth: str
    severity: tuple[int, int]
    indications: tuple[str, str]
    stops_standing: Told
    stops_possible: Told
    raised: Told
    open: Told
    asked: Told
    deciding: Told


def said_alone(row: Row, inputs: Inputs) -> Said:
    """What a review of a row says."""
    transaction = row_transaction(row, inputs.provenance)
    one = review(transaction, known_at=inputs.day, guidance=inputs.guidance, policy=inputs.policy, lists=inputs.lists)
    return said_by(one)


def said_by(one: Review) -> Said:
    """The same of any review."""
    outcome, uses = one.outcome, {use.country for use in one.gathered.uses}
    hold = {"What": "item", "Who": "end_user", "Where": "place"}
    assert len(uses) == 1

    def stops(status: str) -> Told:
        return frozenset((stop.stop, _plain(stop.subject)) for stop in one.stops if stop.status == status)

    return Said(
        known=outcome.known,
        possible=outcome.possible,
        hold=frozenset(hold[reason.split()[0]] for reason in outcome.hold),
        advice=outcome.advice,
        depth=outcome.depth,
        greatest_depth=outcome.greatest_depth,
        severity=(outcome.severity_known, outcome.severity_possible),
        indications=(outcome.indications_known, outcome.indications_possible),
        stops_standing=stops("stands"),
        stops_possible=stops("possible"),
        raised=frozenset((f.flag, _plain(f.subject)) for f in one.findings if f.status == "raised"),
        open=frozenset((f.flag, _plain(f.subject)) for f in one.findings if f.status == "open" and f.examined),
        asked=frozenset((question.fact, _plain(question.subject)) for question in one.questions),
        deciding=frozenset((question.fact, _plain(question.subject)) for question in one.questions if question.decides),
    )


def _plain(subject: str) -> str:
    kind = subject.partition(":")[0]
    return kind if kind in ("transaction", "item", "use") else subject


def said_of(outcomes: Outcomes, at: int, rules: Sequence[str], subject: Callable[[str], str]) -> Said:
    """What is said of one outcome of a batch. rules: by number; subject: who or what is in a slot."""

    def found(rows: Findings, status: int) -> Told:
        told = []
        for places, numbers, slots, states in zip(rows.outcome, rows.rule, rows.slot, rows.status, strict=True):
            for place in (places == at).nonzero()[0]:
                if states[place] == status:
                    told.append((rules[numbers[place]], subject(SLOTS[slots[place]])))
        assert len(set(told)) == len(told)
        return frozenset(told)

    asked, deciding = set(), set()
    for question in outcomes.questions:
        for place in (question.outcome == at).nonzero()[0]:
            key = (question.fact, subject(question.slot))
            assert key not in asked
            asked.add(key)
            deciding |= {key} if question.decides[place] else set()
    assert outcomes.deciding[at] == len(deciding)
    weighed, hold = outcomes.weighed, int(outcomes.hold[at])
    said = Said(
        known=LEVELS[weighed.known[at]],
        possible=LEVELS[weighed.possible[at]],
        hold=frozenset(name for bit, name in enumerate(HELD) if hold & (1 << bit)),
        advice="hold" if hold else ADVICE[outcomes.advice[at]],
        depth=DEPTHS[weighed.depth[at]],
        greatest_depth=DEPTHS[weighed.greatest[at]],
        severity=(int(weighed.severity[0][at]), int(weighed.severity[1][at])),
        indications=(INDICATIONS[weighed.indications[0][at]], INDICATIONS[weighed.indications[1][at]]),
        stops_standing=found(outcomes.stops, 1),
        stops_possible=found(outcomes.stops, 0),
        raised=found(outcomes.findings, 1),
        open=found(outcomes.findings, 0),
        asked=frozenset(asked),
        deciding=frozenset(deciding),
    )
    counts = (outcomes.stands[at], outcomes.may_stand[at], outcomes.raised[at], outcomes.open[at])
    assert counts == tuple(map(len, (said.stops_standing, said.stops_possible, said.raised, said.open)))
    return said


@dataclass(frozen=True)
class Book:
    """Rows judged as a book."""

    numbered: Numbered
    groups: Sequence[Signed]
    judgement: Judgement[Judged]
    rules: Sequence[str]

    def said(self) -> list[Said]:
        """What is said of each row."""
        told: dict[int, Said] = {}
        for one in self.groups:
            for place, row in enumerate(one.group.at.tolist()):
                outcome = int(self.judgement.outcome[one.signature[place]])
                parts = self.judgement.parts
                judged_with = next(part for part in parts if part.first <= outcome < part.first + part.size)
                names = slot_names(self.numbered, one.group, place)
                at = outcome - judged_with.first
                told[row] = said_of(judged_with.outcomes, at, self.rules, names.__getitem__)
        return [told[row] for row in range(self.numbered.size)]


def judged_book(rows: Sequence[Row], inputs: Inputs, *, workers: int = 1, chunk: int = CHUNK) -> Book:
    """Judge rows as a book."""
    with own_database() as connection:
        columns = kept_rows(connection, rows)
        book = numbered(connection, columns, inputs.provenance)
    profiles = new_profiles()
    looked = looked_at(book, Sources(inputs.day, inputs.day, inputs.provenance, inputs.lists))
    groups = signed(laid_out(book, looked, profiles))
    judgement = judged(
        groups, profiles, inputs.guidance, inputs.policy, inputs.day, each=whole, workers=workers, chunk=chunk
    )
    return Book(book, groups, judgement, [rule.entry.id for rule in rules_in_force(inputs.guidance, inputs.day)])


def kept_rows(connection: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> list[str]:
    """Put rows into the table `book`, as `load_book` leaves them; gives the columns."""
    columns = sorted({column for row in rows for column in row})
    named = "".join(f', "{column}" VARCHAR' for column in columns)
    connection.execute(f"CREATE TABLE book (row BIGINT, source VARCHAR{named})")
    kept = [[at, "orders.csv", *(row.get(column) for column in columns)] for at, row in enumerate(rows, start=1)]
    if kept:
        connection.executemany(f"INSERT INTO book VALUES ({', '.join('?' * (len(columns) + 2))})", kept)
    return columns


def slot_names(book: Numbered, group: Group, place: int) -> dict[str, str]:
    """Who or what is in each slot of a row, as a review names its subjects."""
    codes = (group.use_code, *group.places)
    names = {"T": "transaction", "I": "item", "U": "use"}
    for at, code in enumerate(codes):
        names[f"C{at}"] = f"country:{book.codes[code[place]] or 'undeclared-place'}"
    for at, (role, numbers) in enumerate(zip(("end_user", *group.roles), group.parties, strict=True)):
        number = int(numbers[place])
        names[f"P{at}"] = f"party:{role.replace('_', '-')}" if number else "party:undeclared-end-user"
        stated_as, row, _ = book.party_rows[number]
        label = row.get(f"{stated_as}.name") or role.replace("_", " ")
        names.setdefault(f"S{at}", f"country:{book.codes[book.seats[number]]}")
        names[f"?{at}"] = f"country:seat of {label}"
    return names
