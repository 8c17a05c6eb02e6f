"""The public pages: without account, cookie or script; what is typed comes back with every refusal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.office.complaints import attached, receipts, receiving
from duecare.office.complaints.access import handlers, outsiders
from duecare.office.complaints.attached import Looked, RefusedFileError
from duecare.office.complaints.codes import Naming, Outcome, Side, Stage, Who
from duecare.office.complaints.keys import SealError
from duecare.office.complaints.limits import ARRIVALS, CODES, Limit
from duecare.office.complaints.models import Complaint
from duecare.office.complaints.policy import Policy, policy
from duecare.office.complaints.shown import dated, language_of, shown
from duecare.office.complaints.speak_forms import (
    Coming,
    Making,
    Saying,
    Telling,
    form_token,
    nonce_of,
    reference_of,
    talk_token,
)
from duecare.office.complaints.texts import LANGUAGES, texts
from duecare.office.evidence.upload import Limited
from duecare.office.people.guard import public

Page = Callable[..., HttpResponseBase]


def _minutes(limit: Limit) -> int:
    return limit.seconds // 60


def _days(rules: Policy) -> dict[str, int]:
    return {"acknowledge": rules.acknowledge, "answer": rules.answer, "longest": rules.longest, "appeal": rules.appeal,
            "appeal_answer": rules.appeal_answer, "keep": rules.keep_years}  # fmt: skip


def in_language(view: Page) -> Page:
    """A public page in one of the languages."""

    @wraps(view)
    def asked(request: HttpRequest, language: str, **named: Any) -> HttpResponseBase:
        if language not in LANGUAGES and request.method != "POST":
            raise Http404
        return view(request, language_of(request), **named)

    return public(asked)


def sent_here(view: Page) -> Page:
    """A page with a form that carries its own proof of where it comes from.

    There is no cookie, so nothing that a browser does by itself gives a form of another site any power; the usual check
    by cookie is left out for that reason, and a token in the form takes its place.
    """
    return csrf_exempt(sensitive_post_parameters()(view))


@require_GET
@public
def start(request: HttpRequest) -> HttpResponseBase:
    """Choose a language."""
    return shown("en", "start", greetings=[texts(one) for one in LANGUAGES])


@require_GET
@in_language
def home(request: HttpRequest, language: str) -> HttpResponseBase:
    """What this is, what protects, and what does not."""
    return shown(language, "home")


@require_GET
@in_language
def process(request: HttpRequest, language: str) -> HttpResponseBase:
    """The stages with their times, who reads it, and what can come of it (UNGP 31 c, e)."""
    said, days = texts(language)["process"], _days(policy())
    stages = [(texts(language)["stages"][one], said[one].format(**days)) for one in Stage.values]
    return shown(language, "process", stages=stages, handlers=handlers(), outside=outsiders(),
                 kept=said["kept"].format(**days))  # fmt: skip


def _proof(request: HttpRequest) -> tuple[str, str, int]:
    """The nonce of a form that was sent; else what is wrong with it, as a key of the texts, and the status."""
    site = request.META.get("HTTP_SEC_FETCH_SITE", "same-origin")
    try:
        nonce = nonce_of(request.POST.get("form", ""))
    except signing.SignatureExpired:
        return "", "expired", 400
    except signing.BadSignature:
        return "", "foreign", 403
    return (nonce, "", 200) if site in ("same-origin", "none") else ("", "foreign", 403)


def _uploads(request: HttpRequest) -> Limited:
    """Take files into memory only, and no more of them than is accepted."""
    limit = Limited(attached.MOST_TOGETHER)
    request.upload_handlers = [limit, attached.InMemory(request)]
    return limit


def _looked(request: HttpRequest, limit: Limited, said: Any) -> tuple[list[Looked], str]:
    """The files of a form; else what is wrong with them."""
    wrong = said["wrong"]
    sizes = {"files": attached.MOST_FILES, "mb": attached.MOST_BYTES // 1_000_000,
             "total": attached.MOST_TOGETHER // 1_000_000}  # fmt: skip
    if limit.over:
        return [], wrong["large"].format(**sizes)
    try:
        return attached.look(
            [file for file in cast(Any, request.FILES).getlist("files") if isinstance(file, UploadedFile)]
        ), ""
    except RefusedFileError as problem:
        return [], wrong[problem.code].format(name=problem.name, **sizes)


def _asked_from(request: HttpRequest) -> str:
    return str(getattr(request, "asked_from", ""))


@sent_here
@require_http_methods(["GET", "POST"])
@in_language
def make(request: HttpRequest, language: str, who: str) -> HttpResponseBase:
    """Make a complaint; the code is shown in the answer to it, and never again."""
    limit, said = _uploads(request), texts(language)
    if who not in Who.values and request.method == "GET":
        raise Http404
    side = Who(who) if who in Who.values else Who.OUTSIDER
    people, outside = handlers(), outsiders()
    form = Making(said, side, people, bool(outside), request.POST if request.method == "POST" else None)
    given = {"who": side, "title": said["form"][f"title_{side}"], "form": form, "sent": request.method == "POST"}
    files_help = said["form"]["files_help"].format(files=attached.MOST_FILES, mb=attached.MOST_BYTES // 1_000_000)

    def again(status: int, notice: str = "", wrong_files: str = "") -> HttpResponseBase:
        return shown(language, "make", status, **given, token=form_token(), notice=notice, files_help=files_help,
                     wrong_files=wrong_files)  # fmt: skip

    if request.method == "GET":
        return again(200)
    nonce, wrong, status = _proof(request)
    if wrong:
        return again(status, said["wrong"][wrong])
    if ARRIVALS.reached(_asked_from(request)):
        return again(429, said["wrong"]["too_many"].format(minutes=_minutes(ARRIVALS)))
    files, wrong_files = _looked(request, limit, said)
    if not form.is_valid() or wrong_files:
        return again(413 if limit.over else 400, wrong_files=wrong_files)
    told = form.cleaned_data
    try:
        _made, code = receiving.receive(
            who=side, topic=told["topic"], account=told["account"], wish=told["wish"], region=told["region"],
            language=language, naming=Naming(told["naming"]), names=told["names"], contact=told["contact"],
            fear=told.get("fear", "no"), excluded=receiving.excludable(told.get("exclude", [])),
            wants_outside=told.get("wants_outside", False), files=files, nonce=nonce,
        )  # fmt: skip
    except receiving.RepeatedError:
        return again(400, said["wrong"]["repeated"])
    except SealError:
        return again(503, said["wrong"]["unable"])
    except InputError:
        form.add_error("account", said["wrong"]["needed"])
        return again(400)
    ARRIVALS.count(_asked_from(request))
    return shown(language, "done", code=receipts.spaced(code),
                 next=said["done"]["next"].format(**_days(policy())))  # fmt: skip


@sent_here
@require_http_methods(["GET", "POST"])
@in_language
def back(request: HttpRequest, language: str) -> HttpResponseBase:
    """Come back with the code."""
    said = texts(language)
    form = Coming(said, request.POST if request.method == "POST" else None)
    text = request.POST.get("text", "")[: receiving.LONGEST]

    def again(status: int, notice: str = "") -> HttpResponseBase:
        return shown(language, "back", status, form=form, token=form_token(), text=text, notice=notice)

    if request.method == "GET":
        return again(200)
    _nonce, wrong, status = _proof(request)
    if wrong:
        return again(status, said["wrong"][wrong])
    if CODES.reached(_asked_from(request)):
        return again(429, said["wrong"]["too_many_codes"].format(minutes=_minutes(CODES)))
    if not form.is_valid():
        return again(400)
    try:
        complaint = receipts.found(form.cleaned_data["code"])
    except SealError:
        return again(503, said["wrong"]["unreadable"])
    if complaint is None:
        CODES.count(_asked_from(request))
        form.add_error("code", said["back"]["wrong"])
        return again(400)
    return _talk(language, complaint, typed=text)


@sent_here
@require_http_methods(["GET", "POST"])
@in_language
def talk(request: HttpRequest, language: str) -> HttpResponseBase:
    """What a complainant does with a complaint that is open before them."""
    limit, said = _uploads(request), texts(language)
    if request.method == "GET":
        return back(request, language=language)
    nonce, wrong, status = _proof(request)
    try:
        reference = reference_of(request.POST.get("talk", ""))
        complaint = Complaint.objects.get(reference=reference, erased_on=None)
    except (signing.BadSignature, Complaint.DoesNotExist):
        complaint = None
    if wrong or complaint is None:
        notice = said["wrong"][wrong] if wrong == "foreign" else said["back"]["again"]
        return shown(language, "back", status if wrong else 400, form=Coming(said), token=form_token(),
                     text=request.POST.get("text", "")[: receiving.LONGEST], notice=notice)  # fmt: skip
    if ARRIVALS.reached(_asked_from(request)):
        notice = said["wrong"]["too_many"].format(minutes=_minutes(ARRIVALS))
        return _talk(language, complaint, 429, notice=notice, typed=request.POST.get("text", ""))
    doing = {"say": _say, "appeal": _appeal, "withdraw": _withdraw, "feedback": _feedback}
    act = doing.get(request.POST.get("act", ""), _say)
    answer = act(request, language, complaint, nonce, limit)
    ARRIVALS.count(_asked_from(request))
    return answer


def _say(request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited) -> HttpResponseBase:
    said = texts(language)
    form = Saying(said, said["talk"]["write"], request.POST, auto_id="f_%s")
    files, wrong_files = _looked(request, limit, said)
    form.fields["text"].required = not files
    if not form.is_valid() or wrong_files:
        return _talk(language, complaint, 413 if limit.over else 400, saying=form, wrong_files=wrong_files)
    try:
        receiving.say(complaint, form.cleaned_data["text"], files, nonce=nonce)
    except receiving.RepeatedError:
        pass  # the page was loaded again: it stands there already
    except SealError:
        return _talk(language, complaint, 503, notice=said["wrong"]["unable"], typed=form.cleaned_data["text"])
    except InputError:
        form.add_error("text", said["wrong"]["long"])
        return _talk(language, complaint, 400, saying=form)
    return _talk(language, complaint)


def _appeal(request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited) -> HttpResponseBase:
    said = texts(language)
    form = Saying(said, said["appeal"]["text"], request.POST, auto_id="a_%s")
    if not form.is_valid():
        return _talk(language, complaint, 400, appealing=form)
    try:
        receiving.appeal(complaint, form.cleaned_data["text"])
    except InputError:  # it was appealed already, or the time for it is over: the page shows where it stands
        return _talk(language, complaint, 400, typed=form.cleaned_data["text"])
    return _talk(language, complaint)


def _withdraw(
    request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited
) -> HttpResponseBase:
    try:
        receiving.withdraw(complaint)
    except InputError:  # it has an answer by now, which the page shows
        return _talk(language, complaint, 400)
    return _talk(language, complaint)


def _feedback(
    request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited
) -> HttpResponseBase:
    form = Telling(texts(language), request.POST)
    if not form.is_valid():
        return _talk(language, complaint, 400, telling=form)
    try:
        receiving.give_feedback(complaint, form.cleaned_data)
    except InputError:  # it was said already
        return _talk(language, complaint, 400)
    return _talk(language, complaint)


def _talk(language: str, complaint: Complaint, status: int = 200, *, typed: str = "", **given: Any) -> HttpResponseBase:
    """A complaint as its complainant sees it."""
    said, rules, today = texts(language), policy(), timezone.localdate()
    complaint = Complaint.objects.select_related("feedback").get(pk=complaint.pk)
    try:
        content = complaint.content()
        messages = [(one, one.content()["text"]) for one in complaint.messages.all()]
        answers = [(one, one.content()) for one in complaint.answers.all()]
    except SealError:
        return shown(language, "back", 503, form=Coming(said), token=form_token(), text=typed,
                     notice=said["wrong"]["unreadable"])  # fmt: skip
    forms_: dict[str, forms.Form | None] = {
        "saying": Saying(said, said["talk"]["write"], initial={"text": typed}, auto_id="f_%s"),
        "appealing": Saying(said, said["appeal"]["text"], auto_id="a_%s")
        if receiving.may_appeal(complaint, today) else None,
        "telling": Telling(said)
        if complaint.answered_on and not hasattr(complaint, "feedback") and complaint.stage != Stage.APPEAL else None,
    }  # fmt: skip
    files_help = said["form"]["files_help"].format(files=attached.MOST_FILES, mb=attached.MOST_BYTES // 1_000_000)
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
        withdrawn=complaint.outcome == Outcome.WITHDRAWN,
        token=form_token(),
        talk=talk_token(complaint.reference),
    )


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
