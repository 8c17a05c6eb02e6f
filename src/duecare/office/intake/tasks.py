"""What is done, open and not known yet of a deal, in the order in which it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from duecare.facts import vocabulary
from duecare.office.cases.models import Case
from duecare.office.intake import frame
from duecare.office.intake.asking import Asked, Open, may_answer, open_questions
from duecare.office.intake.frame import DEAL, ENTITY, FACTS, NEW, STEPS, Step
from duecare.office.intake.models import Copied
from duecare.office.intake.stated import Key, Said, said, set_aside
from duecare.office.people.models import User

DONE, OPEN, NOT_KNOWN = "done", "open", "not known yet"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, on a page of its own. about: the name of what it is about, in whichever script it is; key: the
    question that the page asks, where it asks one."""

    title: str
    url: str
    state: str
    answer: str = ""
    about: str = ""
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Tasks that belong together. more: the page that adds another entry."""

    title: str
    tasks: tuple[Task, ...]
    more: Task | None = None


@dataclass(frozen=True)
class Work:
    """All that a person may do for a deal."""

    sections: tuple[Section, ...]
    questions: tuple[Asked, ...]
    later: tuple[Task, ...]
    answered: tuple[tuple[Key, str, tuple[Said, ...]], ...]
    unconfirmed: tuple[Copied, ...]
    open: Open
    case: Case

    @property
    def frame_open(self) -> int:
        return sum(task.state == OPEN for section in self.sections for task in section.tasks)

    @property
    def frame_not_known(self) -> int:
        return sum(task.state == NOT_KNOWN for section in self.sections for task in section.tasks)

    @property
    def needed(self) -> int:
        """How much is still open, of frame and questions."""
        return self.frame_open + len(self.questions) + len(self.unconfirmed)

    @property
    def next(self) -> str:
        """The next page: the frame first, then copied answers, then the best question, then the check."""
        for section in self.sections:
            for task in section.tasks:
                if task.state == OPEN:
                    return task.url
        if self.unconfirmed:
            return reverse("intake-confirm", args=[self.case.number])
        if self.questions:
            return question_url(self.case, self.questions[0].key)
        return reverse("intake-check", args=[self.case.number])


def question_url(case: Case, key: Key) -> str:
    """The page of one question."""
    return reverse("intake-question", args=[case.number, *key])


def step_url(case: Case, step: Step, about: str) -> str:
    """The page of one step of the frame."""
    return reverse("intake-frame", args=[case.number, step.key, about])


def page_of(step: Step, about: str) -> str:
    """How drafts and what is not known name a step of the frame."""
    return f"frame:{step.key}:{about}"


def work_of(case: Case, user: User) -> Work:
    """What there is to do for a deal."""
    assert case.deal is not None
    document = case.deal.document
    stated = said(document)
    unknown = set_aside(stated)
    found = open_questions(case, user)
    skipped = set(case.rows("not_known").values_list("step", flat=True))
    sections = tuple(_sections(case, document, stated, unknown, skipped))
    framed = {task.key for section in sections for task in section.tasks}
    theirs, facts = may_answer(user), vocabulary().facts
    questions = tuple(one for one in found.asked if one.key not in unknown and one.key not in framed)
    later = tuple(
        Task(facts[key[0]].question, question_url(case, key), NOT_KNOWN, found.about(key[1]))
        for key in stated
        if key in unknown and facts[key[0]].ask in theirs and key not in framed
    )
    answered = tuple(
        (key, found.about(key[1]), tuple(sources))
        for key, sources in stated.items()
        if key not in unknown and key[0] in facts and facts[key[0]].ask in theirs
        and key[0] not in ("transaction.gate", "party.role", "country.role")
        and key not in framed
    )  # fmt: skip
    return Work(sections, questions, later, answered, unconfirmed(case, stated, theirs), found, case)


def drafts_of(case: Case, user: User) -> tuple[Task, ...]:
    """The pages that a person has begun and not saved."""
    return tuple(
        task for draft in case.drafts.filter(person=user).order_by("-at") if (task := _drafted(case, draft.step))
    )


def _drafted(case: Case, name: str) -> Task | None:
    kind, _colon, rest = name.partition(":")
    first, _colon, about = rest.partition(":")
    if kind == "frame" and first in STEPS:
        return Task(str(STEPS[first].title), step_url(case, STEPS[first], about), OPEN)
    if kind == "question":
        return Task(vocabulary()[first].question, question_url(case, (first, about)), OPEN)
    if kind == "datasheet":
        return Task(_("What a datasheet says"), reverse("intake-datasheet", args=[case.number, rest]), OPEN)
    return None


def unconfirmed(case: Case, stated: Mapping[Key, list[Said]], asks: Collection[str]) -> tuple[Copied, ...]:
    """Copied answers that stand in the deal, that nobody has confirmed, and to whose questions these may answer."""
    waiting = case.rows("copied").filter(settled="").select_related("origin__case", "by")
    facts = vocabulary().facts
    return tuple(one for one in waiting if (one.fact, one.subject) in stated and facts[one.fact].ask in asks)


def _sections(
    case: Case,
    document: Mapping[str, Any],
    stated: Mapping[Key, list[Said]],
    unknown: set[Key],
    skipped: set[str],
) -> Iterator[Section]:
    titles = {"items": _("What is sold"), "parties": _("Who is in the deal"), "places": _("Where it is used")}
    for group, title in titles.items():
        steps = [one for one in STEPS.values() if one.group == group]
        tasks: list[Task] = []
        for one in frame.entries(document, group):
            name = frame.label(one, group)
            for step in steps:
                tasks.append(_step(case, document, step, one["id"], skipped, name))
            tasks += [
                _fact(case, fact, f"{ENTITY[group]}:{one['id']}", stated, unknown, name)
                for fact in FACTS.get(group, ())
                if set(frame.roles_of(one)) != {"exporter"}
            ]
        missing = not tasks or (group == "parties" and not frame.has_role(document, steps[0], "end_user"))
        new = step_url(case, steps[0], NEW)
        if missing:
            state = NOT_KNOWN if page_of(steps[0], NEW) in skipped else OPEN
            tasks.append(Task(frame.title_of(document, steps[0], NEW), new, state))
        yield Section(title, tuple(tasks), None if missing else Task(str(steps[0].again), new, OPEN))
    subject = f"transaction:{document['id']}"
    rest = [_step(case, document, STEPS["end-use"], DEAL, skipped)]
    rest += [_fact(case, fact, subject, stated, unknown) for fact in FACTS["deal"]]
    rest.append(_step(case, document, STEPS["terms"], DEAL, skipped))
    yield Section(_("What for, and on what terms"), tuple(rest))


def _step(case: Case, document: Mapping[str, Any], step: Step, about: str, skipped: set[str], name: str = "") -> Task:
    done = frame.filled(document, step, about)
    state = DONE if done else NOT_KNOWN if page_of(step, about) in skipped else OPEN
    title = _after(name, str(step.title))
    if name and step.group and step == next(one for one in STEPS.values() if one.group == step.group):
        title = ""
    return Task(title, step_url(case, step, about), state, _answer(document, step, about), name)


def _after(name: str, asked: str) -> str:
    """What is asked, as it stands after the name of what it is about."""
    return f"{asked[:1].lower()}{asked[1:]}" if name else asked


def _answer(document: Mapping[str, Any], step: Step, about: str) -> str:
    """What a step says, in one line."""
    return " · ".join(text for _field, text in frame.shown(document, step, about))[:300]


def _fact(
    case: Case,
    fact: str,
    subject: str,
    stated: Mapping[Key, list[Said]],
    unknown: set[Key],
    name: str = "",
) -> Task:
    key = (fact, subject)
    state = NOT_KNOWN if key in unknown else DONE if stated.get(key) else OPEN
    question = vocabulary()[fact].question
    answers = "; ".join(_with_source(one) for one in stated.get(key, ()) if one.value is not None)
    return Task(_after(name, question), question_url(case, key), state, answers, name, key)


def _with_source(one: Said) -> str:
    told = ", ".join(part for part in (one.source, one.date.isoformat() if one.date else "") if part)
    return f"{one.words} ({told})" if told else one.words
