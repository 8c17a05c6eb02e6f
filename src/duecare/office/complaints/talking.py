"""The page on which a complainant sees their complaint, and what they can do with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.utils import timezone

from duecare.office.complaints import attached, receiving
from duecare.office.complaints.codes import Asked, Outcome, Side, Stage
from duecare.office.complaints.deleting import DAYS, last_of, may_ask
from duecare.office.complaints.keys import SealError
from duecare.office.complaints.models import Complaint, Deletion
from duecare.office.complaints.policy import Policy, policy
from duecare.office.complaints.shown import dated, shown
from duecare.office.complaints.speak_forms import Coming, Saying, Sure, Telling, form_token, talk_token
from duecare.office.complaints.texts import texts


def conversation(
    language: str, complaint: Complaint, status: int = 200, *, typed: str = "", **given: Any
) -> HttpResponseBase:
    """A complaint as its complainant sees it."""
    said, rules, today = texts(language), policy(), timezone.localdate()
    complaint = Complaint.objects.select_related("feedback").get(pk=complaint.pk)
    try:
        content = complaint.content()
        messages = [
            (one, one.content()["text"], [(file, file.content()["name"]) for file in one.files.all() if not file.gone])
            for one in complaint.messages.prefetch_related("files")
        ]
        answers = [(one, one.content()) for one in complaint.answers.all()]
        last = last_of(complaint)
        reasons = last.content()["text"] if last is not None else ""
    except SealError:
        return shown(language, "back", 503, form=Coming(said), token=form_token(), text=typed,
                     notice=said["wrong"]["unreadable"])  # fmt: skip
    forms_: dict[str, forms.Form | None] = {
        "saying": Saying(said, said["talk"]["write"], initial={"text": typed}, auto_id="f_%s"),
        "appealing": Saying(said, said["appeal"]["text"], auto_id="a_%s")
        if receiving.may_appeal(complaint, today) else None,
        "telling": Telling(said)
        if complaint.answered_on and not hasattr(complaint, "feedback") and complaint.stage != Stage.APPEAL else None,
        "deleting": Sure(said) if may_ask(complaint) else None,
    }  # fmt: skip
    files_help = said["form"]["files_help"].format(**attached.BOUNDS)
    files = complaint.attachments.filter(side=Side.COMPLAINANT, gone=False).count()
    return shown(
        language,
        "talk",
        status,
        **{**forms_, **given},
        complaint=complaint,
        account=content["account"],
        messages=messages,
        answers=[(one, said["outcomes"][one.outcome], what) for one, what in answers],
        stages=_stages(complaint, said, rules),
        files_words=said["talk"]["files"].format(n=files) if files else "",
        remedy_words=_remedy(complaint, said),
        files_help=files_help,
        withdrawable=complaint.open and complaint.answered_on is None,
        appeal_until=dated(said["appeal"]["until"], rules.appeal_until(complaint.answered_on))
        if complaint.answered_on
        else "",
        deletion=_deletion(last, said),
        reasons=reasons,
        delete_words=said["delete"]["text"].format(decide=DAYS),
        withdrawn=complaint.outcome == Outcome.WITHDRAWN,
        token=form_token(),
        talk=talk_token(complaint.reference),
    )


def _deletion(last: Deletion | None, said: Any) -> dict[str, str]:
    """Where a request for deletion stands, in sentences by name; nothing where none does."""
    words = said["delete"]
    if last is not None and last.state == Asked.OPEN:
        return {"asked": dated(words["asked"], last.asked_on), "decide": dated(words["decide"], last.decide_by)}
    if last is not None and last.state == Asked.REFUSED and last.decided_on is not None:
        return {"refused": dated(words["refused"], last.decided_on), "ground": words["grounds"][last.ground]}
    return {}


def _remedy(complaint: Complaint, said: Any) -> str:
    """When what was promised is done."""
    if complaint.remedy_done_on is not None:
        return dated(f"{said['talk']['remedy']}: {said['talk']['remedy_done']}", complaint.remedy_done_on)
    if complaint.remedy_due is not None:
        return dated(f"{said['talk']['remedy']}: {said['talk']['by']}", complaint.remedy_due)
    return ""


def _stages(complaint: Complaint, said: Any, rules: Policy) -> list[tuple[str, str, str]]:
    """Each stage: its name, the days in words, and whether it was `done`, is `now` or is `next`."""
    order = [one for one in Stage if one != Stage.APPEAL or complaint.appealed_on]
    at = order.index(Stage(complaint.stage))
    since = {
        Stage.RECEIVED: complaint.received_on, Stage.ACKNOWLEDGED: complaint.acknowledged_on,
        Stage.ANSWERED: complaint.answered_on, Stage.APPEAL: complaint.appealed_on, Stage.CLOSED: complaint.closed_on,
    }  # fmt: skip
    by = {Stage.ACKNOWLEDGED: complaint.acknowledge_by, Stage.ANSWERED: complaint.answer_by,
          Stage.APPEAL: complaint.answer_by}  # fmt: skip
    found = []
    for number, stage in enumerate(order):
        words = ""
        if (day := since.get(stage)) is not None:
            words = dated(said["talk"]["since"], day)
        if stage in by and (day is None or (stage == Stage.APPEAL and complaint.appeal_decided_on is None)):
            words = dated(said["talk"]["by"], by[stage])
        found.append((said["stages"][stage], words, "done" if number < at else "now" if number == at else "next"))
    return found
