"""What kind of body a party is, and how close to the government: from its name, and from evidence beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from duecare.errors import InputError
from duecare.parties.government.decide import Verdict, decide
from duecare.parties.government.evidence import Inferred, Owner, from_listings, from_owners
from duecare.parties.government.find import find
from duecare.parties.government.lexicon import Lexicon, lexicon
from duecare.parties.government.parts import Parts
from duecare.parties.government.people import person_of
from duecare.parties.government.reading import BodyReading, Confidence, Edge, Span

if TYPE_CHECKING:
    from duecare.parties.lists.record import ListEntry

MOST_CHARACTERS: Final = 1_000
#: How strongly a tie binds: where evidence differs, the closest counts, for none of it shows that a tie is absent.
CLOSEST: Final = ("government", "state_owned", "controlled", "contracted", "compelled")
PUBLIC: Final = frozenset({"government", "state_owned", "controlled"})


def read_body(
    name: str,
    *,
    country: str | None = None,
    stated_kind: str | None = None,
    stated_tie: str | None = None,
    owners: Sequence[Owner] = (),
    listings: Sequence[ListEntry] = (),
    compelled_by: str | None = None,
) -> BodyReading:
    """Say what kind of body a name names, and how close to the government it stands.

    >>> reading = read_body("Управление ФСБ по Новосибирской области")
    >>> reading.kind, reading.tie, [span.text for span in reading.words]
    ('intelligence', 'government', ['Управление', 'ФСБ'])

    Args:
        name: in any language and script, up to 1,000 characters.
        country: ISO code of its state or seat, which settles what some words mean (a gendarmerie's place in the state).
        stated_kind, stated_tie: what the buyer says, in the vocabulary's codes; kept beside what is inferred.
        owners: who holds it. A state's half makes it state-owned; a quarter, where no one holds more, controlled.
        listings: entries on official lists that a person has confirmed to be this party.
        compelled_by: the law that makes it give access, cited; a name never shows one.

    Raises:
        InputError: an empty name, one without a letter, of more than 1,000 characters, or with a null byte; a stated
            kind or tie that is not in the vocabulary.
    """
    check_name(name)
    _check_stated(stated_kind, stated_tie)
    verdict, language, spans = _read(name, country, lexicon())
    parts = [from_owners([(owner, *_public(owner)) for owner in owners]), from_listings(listings)]
    if compelled_by is not None:
        says = f"It is compelled by law to give access: {compelled_by}."
        parts.append(Inferred("compelled", "strong", (Edge("law", says),), (says,)))
    tie, sure = verdict.tie, verdict.tie_confidence
    for part in parts:
        if part.tie is not None and (tie is None or CLOSEST.index(part.tie) < CLOSEST.index(tie)):
            tie, sure = part.tie, part.confidence
    kind, kind_sure = verdict.kind, verdict.kind_confidence
    if kind == "private_company" and tie == "state_owned":
        kind, kind_sure = "state_owned_enterprise", sure
    return BodyReading(
        name=name,
        kind=kind,
        tie=tie,
        kind_confidence=kind_sure,
        tie_confidence=sure,
        language=language,
        words=spans,
        edges=tuple(edge for part in parts for edge in part.edges),
        reasons=(*verdict.reasons, *(reason for part in parts for reason in part.reasons)),
        doubts=(*verdict.doubts, *(doubt for part in parts for doubt in part.doubts),
                *_contradictions(kind, tie, stated_kind, stated_tie)),
        open=(*_open(verdict, tie, bool(owners)), *(question for part in parts for question in part.open)),
        stated_kind=stated_kind,
        stated_tie=stated_tie,
    )  # fmt: skip


def read_bodies(names: Iterable[tuple[str, str | None]]) -> Iterator[BodyReading]:
    """Read many names, each with its country or None; one that cannot be read comes back unknown, with the reason.

    Names are read one by one, so a list of any length may pass through.
    """
    words = lexicon()
    for name, country in names:
        try:
            check_name(name)
        except InputError as problem:
            yield _unread(name, str(problem))
            continue
        verdict, language, spans = _read(name, country, words)
        yield BodyReading(
            name, verdict.kind, verdict.tie, verdict.kind_confidence, verdict.tie_confidence, language, spans, (),
            tuple(verdict.reasons), tuple(verdict.doubts), _open(verdict, verdict.tie, False),
        )  # fmt: skip


def check_name(name: str) -> None:
    """Refuse what cannot be a name.

    Raises:
        InputError: see `read_body`.
    """
    if len(name) > MOST_CHARACTERS:
        raise InputError(
            f"a name of {len(name):,} characters starting {name[:40]!r}",
            hint=f"accepted: up to {MOST_CHARACTERS:,} characters",
        )
    if "\0" in name:
        raise InputError(f"the name {name[:60]!r} holds a null byte", hint="the file may be in another encoding")
    if not any(map(str.isalnum, name)):
        raise InputError(f"the name {name[:60]!r} has no letter in it", hint="accepted: a name in any script")


def _check_stated(kind: str | None, tie: str | None) -> None:
    from duecare.facts import vocabulary

    for said, fact in ((kind, "party.kind"), (tie, "party.government_tie")):
        domain = vocabulary().facts[fact].domain
        if said is not None and said not in domain:
            raise InputError(f"stated {fact} {said!r} is not in the vocabulary", hint=f"accepted: {', '.join(domain)}")


def _read(name: str, country: str | None, words: Lexicon) -> tuple[Verdict, str | None, tuple[Span, ...]]:
    tokens = words.tokens(name)
    language, found = find(tokens, words, country)
    person = person_of(tokens, found, words)
    if person is not None:
        verdict = Verdict()
        sure: Confidence = "likely" if person.sure == "likely" else "weak"
        place = (tokens.starts[person.start], tokens.ends[person.end - 1])
        typed = name[place[0] : place[1]]
        verdict.say("individual", "government" if person.office else None, sure, f"“{typed}” is {person.says}.")
        spans = [Span(*place, typed, person.says)]
        if person.office is not None:
            start, end = tokens.starts[person.office[0]], tokens.ends[person.office[1] - 1]
            verdict.reasons.append(f"“{name[start:end]}” is an office of a state.")
            spans.append(Span(start, end, name[start:end], "an office of a state"))
        return verdict, language, tuple(spans)
    order = words.orders.get(language or "", "of")
    verdict = decide(Parts(tokens, found, words, order, country))
    used = sorted(verdict.used, key=lambda item: item.start)
    places = [(tokens.starts[item.start], tokens.ends[item.end - 1]) for item in used]
    spans = [Span(*at, name[slice(*at)], item.meaning.says) for at, item in zip(places, used, strict=True)]
    return verdict, language, tuple(spans)


def _public(owner: Owner) -> tuple[bool, str | None]:
    """Whether an owner is a state's, and on which word of its name that rests."""
    if owner.state is not None:
        return owner.state, None
    check_name(owner.name)
    verdict, _, spans = _read(owner.name, owner.country, lexicon())
    if verdict.kind == "individual" or verdict.tie not in PUBLIC:
        return False, None
    return True, spans[0].text if spans else owner.name


def _contradictions(
    kind: str | None, tie: str | None, stated_kind: str | None, stated_tie: str | None
) -> Iterator[str]:
    if stated_kind is not None and kind is not None and stated_kind != kind:
        yield (
            f"It is stated to be {_plain(stated_kind)}, but reads as {_plain(kind)};"
            " a statement does not change what is inferred."
        )
    if stated_tie is not None and tie is not None and stated_tie != tie:
        yield (
            f"Its tie is stated as {_plain(stated_tie)}, but reads as {_plain(tie)};"
            " a statement never clears an inferred tie by itself."
        )


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _open(verdict: Verdict, tie: str | None, owners: bool) -> tuple[str, ...]:
    """What is not known, and what would settle it."""
    out = []
    if verdict.kind is None:
        out.append("What sort of body it is. Its statute, its register entry or its own site would say what it does.")
    if tie is None and verdict.kind == "individual":
        out.append("Whether the person holds an office or acts for a state. A list of office holders would tell.")
    elif tie is None and owners:
        out.append("How it stands to the state. The owners given do not settle it; statutes and appointments may.")
    elif tie is None:
        out.append(
            "How it stands to the state. A share register, statute or list of owners would tell;"
            " a name cannot rule it out."
        )
    elif verdict.tie_confidence == "weak" and tie == verdict.tie:
        out.append("Whether the tie is as the words suggest. A statute or share register would tell.")
    return tuple(out)


def _unread(name: str, problem: str) -> BodyReading:
    asked = "What sort of body it is, and how it stands to the state: the name could not be read."
    doubts = (f"Not read: {problem}",)
    return BodyReading(name[:MOST_CHARACTERS], None, None, None, None, None, (), (), (), doubts, (asked,))
