"""Every open question of a case on one page, for whoever answers many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.contrib import messages
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.office.cases.acts import ConcurrentEditError
from duecare.office.cases.models import Case
from duecare.office.intake import acts
from duecare.office.intake.asking import Asked, help_beside
from duecare.office.intake.forms import Question
from duecare.office.intake.stated import Key
from duecare.office.intake.stated import said as stated
from duecare.office.intake.tasks import work_of
from duecare.office.intake.views import shown_version
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import Role
from duecare.office.people.permissions import Act
from duecare.papers.wording import words

MOST: Final = 60
"""Questions on one page; the next ones come when these are answered."""
TOUCHED: Final = ("value", "not_known", "source", "date", "note")
"""Fields that say that a question was answered; how one knows stands there before anybody wrote."""


@dataclass(frozen=True, slots=True)
class Row:
    """One open question with its form."""

    asked: Asked
    form: Question
    help: str


def prefix_of(key: Key) -> str:
    """How the fields of a question are named on a page with others, in whichever order they stand."""
    return f"q{sha256('|'.join(key).encode()).hexdigest()[:12]}"


def _row(one: Asked, sent: QueryDict | None, *, judges: bool) -> Row:
    """A question with its form, bound where something was said to it; what is left empty stays open."""
    prefix = prefix_of(one.key)
    said = sent is not None and any(any(sent.getlist(f"{prefix}-{name}")) for name in TOUCHED)
    form = Question(
        one.fact, sent if said else None, answered=False, judges=judges, dense=True, prefix=prefix,
        use_required_attribute=False,
    )  # fmt: skip
    return Row(one, form, help_beside(one.fact))


def _answered_since(case: Case, sent: QueryDict, shown: Collection[str | None]) -> list[tuple[Key, str, str]]:
    """What was said to questions that others have answered since: the key, the question, and what was typed."""
    assert case.deal is not None
    found = []
    for key in stated(case.deal.document):
        prefix = prefix_of(key)
        typed = [one for name in TOUCHED for one in sent.getlist(f"{prefix}-{name}") if one]
        if typed and prefix not in shown and key[0] in vocabulary().facts:
            found.append((key, vocabulary()[key[0]].question, ", ".join(words(one) for one in typed)))
    return found


@require_http_methods(["GET", "POST"])
@page(Act.ANSWER)
def dense(request: Signed, case: Case) -> HttpResponseBase:
    """All open questions at once: what is left empty stays open, and where something is wrong nothing is saved yet."""
    sent = request.POST if request.method == "POST" else None
    questions, judges = work_of(case, request.user).questions, Role.ANALYST in request.user.roles()
    rows = [_row(one, sent, judges=judges) for one in questions[:MOST]]
    late = _answered_since(case, sent, {row.form.prefix for row in rows}) if sent is not None else []
    said = [row for row in rows if row.form.is_bound]
    wrong = [row for row in said if not row.form.is_valid()]
    problem, status, version = "", 409 if late else 400 if wrong else 200, shown_version(request, case)
    if said and not wrong and not late:
        given = {row.asked.key: row.form.answer() for row in said}
        try:
            acts.answer_all(case, request.user, given, version=version)
        except ConcurrentEditError as met:
            problem, status, version = str(met), 409, met.deal.number
        except InputError as refused:
            problem, status = str(refused), 400
        else:
            told = ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", len(said))
            messages.success(request, told % {"n": len(said)})
            return redirect("intake-all", number=case.number)
    return render(
        request,
        "intake/dense.html",
        {
            "case": case,
            "late": late,
            "rows": rows,
            "wrong": wrong,
            "problem": problem,
            "more": len(questions) - len(rows),
            "version": case.deal.number if late and case.deal else version,
            "nothing": sent is not None and not said and not late,
        },
        status=status,
    )  # fmt: skip
