"""The public pages: without account, cookie or script; what is typed comes back with every refusal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.office.complaints import attached, receipts, receiving
from duecare.office.complaints.access import handlers, outsiders
from duecare.office.complaints.attached import Looked, RefusedFileError
from duecare.office.complaints.codes import Naming, Side, Stage, Who
from duecare.office.complaints.deleting import DAYS, ask, take_back
from duecare.office.complaints.keys import SealError
from duecare.office.complaints.limits import ARRIVALS, CODES, Limit
from duecare.office.complaints.models import Complaint
from duecare.office.complaints.policy import Policy, policy
from duecare.office.complaints.serving import saved
from duecare.office.complaints.shown import dated, language_of, shown
from duecare.office.complaints.speak_forms import (
    Coming,
    Making,
    Saying,
    Sure,
    Telling,
    form_token,
    nonce_of,
    reference_of,
)
from duecare.office.complaints.talking import conversation
from duecare.office.complaints.texts import LANGUAGES, texts
from duecare.office.evidence.store import DamagedError
from duecare.office.evidence.upload import Limited
from duecare.office.people.guard import public

Page = Callable[..., HttpResponseBase]


def _minutes(limit: Limit) -> int:
    return limit.seconds // 60


def _days(rules: Policy) -> dict[str, int]:
    return {"acknowledge": rules.acknowledge, "answer": rules.answer, "longest": rules.longest, "appeal": rules.appeal,
            "appeal_answer": rules.appeal_answer, "keep": rules.keep_years, "decide": DAYS}  # fmt: skip


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
                 kept=said["kept"].format(**days), deletion=said["deletion"].format(**days))  # fmt: skip


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
    if limit.over:
        return [], wrong["large"].format(**attached.BOUNDS)
    try:
        return attached.look(
            [file for file in cast(Any, request.FILES).getlist("files") if isinstance(file, UploadedFile)]
        ), ""
    except RefusedFileError as problem:
        return [], wrong[problem.code].format(name=problem.name, **attached.BOUNDS)


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
    given = {
        "who": side,
        "title": said["form"][f"title_{side}"],
        "form": form,
        "sent": bool(limit.over or request.FILES),
    }
    files_help = said["form"]["files_help"].format(**attached.BOUNDS)

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
    if not form.is_valid() and not limit.over:
        return again(400)
    ARRIVALS.count(_asked_from(request))  # before its files are looked at, which takes time
    files, wrong_files = _looked(request, limit, said)
    if wrong_files:
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
    if complaint.erased_on is not None:
        return shown(language, "deleted", words=dated(said["delete"]["gone"], complaint.erased_on))
    return conversation(language, complaint, typed=text)


@sent_here
@require_http_methods(["GET", "POST"])
@in_language
def talk(request: HttpRequest, language: str) -> HttpResponseBase:
    """What a complainant does with a complaint that is open before them."""
    limit, said = _uploads(request), texts(language)
    if request.method == "GET":
        return back(request, language=language)
    nonce, wrong, status = _proof(request)
    complaint = _open_here(request)
    if wrong or complaint is None:
        return _closed(request, language, wrong, status)
    if ARRIVALS.reached(_asked_from(request)):
        notice = said["wrong"]["too_many"].format(minutes=_minutes(ARRIVALS))
        return conversation(language, complaint, 429, notice=notice, typed=request.POST.get("text", ""))
    doing = {"say": _say, "appeal": _appeal, "withdraw": _withdraw, "feedback": _feedback, "delete": _delete,
             "keep": _keep}  # fmt: skip
    act = doing.get(request.POST.get("act", ""), _say)
    ARRIVALS.count(_asked_from(request))
    return act(request, language, complaint, nonce, limit)


def _open_here(request: HttpRequest) -> Complaint | None:
    """The complaint that was opened by its code, if it still is."""
    try:
        reference = reference_of(request.POST.get("talk", ""))
        return Complaint.objects.get(reference=reference, erased_on=None)
    except (signing.BadSignature, Complaint.DoesNotExist):
        return None


def _closed(request: HttpRequest, language: str, wrong: str, status: int) -> HttpResponseBase:
    """That the code has to be typed again; what was written is kept."""
    said = texts(language)
    notice = said["wrong"][wrong] if wrong == "foreign" else said["back"]["again"]
    return shown(language, "back", status if wrong else 400, form=Coming(said), token=form_token(),
                 text=request.POST.get("text", "")[: receiving.LONGEST], notice=notice)  # fmt: skip


@sent_here
@require_http_methods(["GET", "POST"])
@in_language
def file(request: HttpRequest, language: str, file: int) -> HttpResponseBase:
    """A file that the house sent with a message, to be saved by the complainant alone. The log does not tell of it."""
    if request.method == "GET":
        return back(request, language=language)
    _nonce, wrong, status = _proof(request)
    complaint = _open_here(request)
    if wrong or complaint is None:
        return _closed(request, language, wrong, status)
    sent = complaint.attachments.filter(pk=file, side=Side.HOUSE, message__isnull=False, gone=False).first()
    if sent is None:
        return shown(language, "alone", 404, said=texts(language)["wrong"]["not_here"])
    try:
        return saved(sent.content()["name"], attached.bytes_of(sent))
    except (SealError, DamagedError):
        return conversation(language, complaint, 503, notice=texts(language)["wrong"]["unable_file"])


def _say(request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited) -> HttpResponseBase:
    said = texts(language)
    form = Saying(said, said["talk"]["write"], request.POST, auto_id="f_%s")
    files, wrong_files = _looked(request, limit, said)
    form.fields["text"].required = not files
    if not form.is_valid() or wrong_files:
        return conversation(language, complaint, 413 if limit.over else 400, saying=form, wrong_files=wrong_files)
    try:
        receiving.say(complaint, form.cleaned_data["text"], files, nonce=nonce)
    except receiving.RepeatedError:
        pass  # the page was loaded again: it stands there already
    except SealError:
        return conversation(language, complaint, 503, notice=said["wrong"]["unable"], typed=form.cleaned_data["text"])
    except InputError:
        form.add_error("text", said["wrong"]["long"])
        return conversation(language, complaint, 400, saying=form)
    return conversation(language, complaint)


def _appeal(request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited) -> HttpResponseBase:
    said = texts(language)
    form = Saying(said, said["appeal"]["text"], request.POST, auto_id="a_%s")
    if not form.is_valid():
        return conversation(language, complaint, 400, appealing=form)
    try:
        receiving.appeal(complaint, form.cleaned_data["text"])
    except InputError:  # it was appealed already, or the time for it is over: the page shows where it stands
        return conversation(language, complaint, 400, typed=form.cleaned_data["text"])
    return conversation(language, complaint)


def _withdraw(
    request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited
) -> HttpResponseBase:
    try:
        receiving.withdraw(complaint)
    except InputError:  # it has an answer by now, which the page shows
        return conversation(language, complaint, 400)
    return conversation(language, complaint)


def _feedback(
    request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited
) -> HttpResponseBase:
    form = Telling(texts(language), request.POST)
    if not form.is_valid():
        return conversation(language, complaint, 400, telling=form)
    try:
        receiving.give_feedback(complaint, form.cleaned_data)
    except InputError:  # it was said already
        return conversation(language, complaint, 400)
    return conversation(language, complaint)


def _delete(request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited) -> HttpResponseBase:
    form = Sure(texts(language), request.POST)
    if not form.is_valid():
        return conversation(language, complaint, 400, deleting=form)
    try:
        ask(complaint)
    except InputError:  # it was asked already, which the page shows
        return conversation(language, complaint, 400)
    except SealError:
        return conversation(language, complaint, 503, notice=texts(language)["wrong"]["unable"])
    return conversation(language, complaint)


def _keep(request: HttpRequest, language: str, complaint: Complaint, nonce: str, limit: Limited) -> HttpResponseBase:
    try:
        take_back(complaint)
    except InputError:  # it was decided by now, which the page shows
        return conversation(language, complaint, 400)
    return conversation(language, complaint)
