"""Open questions in words: whom to ask, what an answer must be, and what each answer would do."""

from __future__ import annotations

from dataclasses import dataclass

from duecare.papers.concerns import Labels
from duecare.papers.wording import Name, clean, words
from duecare.review.advise import ADVICE_WORDS, SCOPING
from duecare.review.result import Move, Question, Review


@dataclass(frozen=True, slots=True)
class Effect:
    """Answers that would do the same, and what they would do. moves is False where they change nothing."""

    answers: tuple[str, ...]
    outcome: str
    moves: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words. role says how much hangs on it."""

    rank: int
    question: str
    help: str
    about: Name
    fact: str
    who: str
    accepts: str
    role: str
    decides: bool
    together: bool
    flags: int
    effects: tuple[Effect, ...]


def asked(review: Review, labels: Labels) -> tuple[Asked, ...]:
    """The ranked questions of a review in words."""
    return tuple(
        Asked(
            rank=question.rank,
            question=clean(question.question),
            help=clean(question.help),
            about=labels[question.subject],
            fact=question.fact,
            who=question.ask,
            accepts=clean(question.accepts),
            role=_role(question, review),
            decides=_scoping(question, review) if review.outcome.hold else question.decides,
            together=question.with_others,
            flags=question.flags,
            effects=_effects(question, review),
        )
        for question in review.questions
    )


def _scoping(question: Question, review: Review) -> bool:
    return bool(review.outcome.hold) and question.decides and question.fact in (*SCOPING, "country")


def _role(question: Question, review: Review) -> str:
    if _scoping(question, review):
        return "must be known before a level can be given"
    if review.outcome.hold:
        return "weighs in once the transaction can be rated"
    if question.decides:
        return "decides: an answer can move the outcome by itself"
    if question.with_others:
        return "moves the outcome only together with other answers"
    return "does not move the outcome by itself"


def _effects(question: Question, review: Review) -> tuple[Effect, ...]:
    """Answers grouped by what they would do, those that move something first. On hold no level is named."""
    if review.outcome.hold:
        return ()
    grouped: dict[str, list[str]] = {}
    moving: set[str] = set()
    for move in question.moves:
        said = _move_words(move, review)
        grouped.setdefault(said, []).append(words(move.answer))
        if said != "no change":
            moving.add(said)
    effects = [Effect(tuple(answers), said, said in moving) for said, answers in grouped.items()]
    return tuple(sorted(effects, key=lambda effect: not effect.moves))


def _move_words(move: Move, review: Review) -> str:
    now = review.outcome
    same_level = (move.known, move.possible) == (now.known, now.possible)
    if same_level and move.advice == now.advice:
        return "no change"
    level = move.known if move.known == move.possible else f"{move.known}, could be {move.possible}"
    level = "level unchanged" if same_level else level
    return level if move.advice == now.advice else f"{level}; advice: {ADVICE_WORDS[move.advice].lower()}"
