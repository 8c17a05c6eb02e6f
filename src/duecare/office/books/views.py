"""Pages of order books, of their ongoing projects, and of filters that people keep."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.books import acts
from duecare.office.books.models import Book, Project
from duecare.office.books.rows import A_PAGE, Rows, rejected_csv, rows_of
from duecare.office.books.tasks import enqueue, review_uploaded
from duecare.office.cases.lists import Filter, visible
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.people.undo import offer
from duecare.portfolio.book.mapping import SHIPPED

_SYSTEMS = {"sap": "SAP", "oracle": "Oracle", "dynamics": "Microsoft Dynamics"}


class Upload(forms.Form):
    """An order book to take in."""

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=200)
    file = forms.FileField(
        label=gettext_lazy("The order book"),
        help_text=gettext_lazy("CSV, XLSX or Parquet, 100 MB at most; the first row names the columns."),
    )
    mapping = forms.ChoiceField(
        label=gettext_lazy("Where does it come from?"),
        required=False,
        choices=[("", gettext_lazy("Its columns have Duecare's names")), *((one, _SYSTEMS[one]) for one in SHIPPED)],
    )


@require_http_methods(["GET", "POST"])
@page(Act.BOOKS)
def books(request: Signed) -> HttpResponseBase:
    """Every order book, and a form to upload one."""
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            book = acts.add_book(request.user, said["title"], said["file"].name, said["file"].chunks(), said["mapping"])
        except InputError as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("book", pk=book.pk)
    shown = Paginator(Book.objects.select_related("by"), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "books/books.html", {"form": form, "shown": shown, "kept": ""}, status=400 if form.errors else 200
    )


@require_GET
@page(Act.BOOKS)
def book_page(request: Signed, pk: int) -> HttpResponseBase:
    """One book: how far it is, its levels, what to ask first, what could not be read."""
    book = get_object_or_404(Book.objects.select_related("by", "erased_by"), pk=pk)
    running = book.projects.filter(done_at=None)
    return render(
        request,
        "books/book.html",
        {"book": book, "opened": book.opened.count(), "running": running.filter(sure=True).count(),
         "perhaps": running.filter(sure=False).count(), "projects": book.projects.exists()},
    )  # fmt: skip


@require_POST
@page(Act.BOOKS)
def review_again(request: Signed, pk: int) -> HttpResponseBase:
    """Review a book once more, with the data at hand now."""
    book = get_object_or_404(Book, pk=pk)
    enqueue(review_uploaded, book.pk)
    return redirect("book", pk=pk)


@require_POST
@page(Act.BOOKS)
def erase(request: Signed, pk: int) -> HttpResponseBase:
    """Erase a book from which no case was opened."""
    book = get_object_or_404(Book, pk=pk)
    try:
        acts.erase_unopened(book, request.user)
    except InputError as problem:
        messages.error(request, _said(problem))
    else:
        messages.success(request, _("The book was erased. The SHA-256 of its file stays."))
    return redirect("book", pk=pk)


def _said(problem: InputError) -> str:
    """What is wrong, as a sentence."""
    text = str(problem)
    return f"{text[:1].upper()}{text[1:]}."


def _done(pk: int, *, or_erased: bool = False) -> Book:
    """A book that is reviewed. or_erased: its running contracts stay after its file was erased."""
    book = get_object_or_404(Book, pk=pk)
    if book.state != Book.State.DONE and not (or_erased and book.state == Book.State.ERASED):
        raise Http404(_("This book is not reviewed yet."))
    return book


@require_GET
@page(Act.BOOKS)
def dashboard(request: Signed, pk: int) -> HttpResponseBase:
    """The dashboard, to be kept and opened as a file: it is one page that asks no server for anything."""
    book = _done(pk)
    return FileResponse(book.dashboard.open("rb"), as_attachment=True, filename=f"book-{book.pk}-dashboard.html")


@require_GET
@page(Act.BOOKS)
def rejects(request: Signed, pk: int) -> HttpResponseBase:
    """The rows that could not be read, as a table."""
    book = _done(pk)
    return StreamingHttpResponse(
        rejected_csv(book),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="book-{book.pk}-rejects.csv"'},
    )


class Where(forms.Form):
    """Which rows are meant."""

    where = forms.CharField(
        label=gettext_lazy("Only rows that meet a condition"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy(
            "As in: row.known = 'severe' AND country.code = 'Turkey'; or party.kind = 'police' AND item.covert"
        ),
    )


@require_http_methods(["GET", "POST"])
@page(Act.BOOKS)
def rows(request: Signed, pk: int) -> HttpResponseBase:
    """The rows of a book, narrowed; cases are opened for those that are chosen."""
    book = _done(pk)
    form, problem = Where(request.GET), ""
    if request.method == "POST":
        if not may(request.user, Act.OPEN_CASE):
            raise PermissionDenied(may(request.user, Act.OPEN_CASE).why)
        try:
            cases = acts.open_rows(book, request.user, [int(one) for one in request.POST.getlist("row")[:1_000]])
        except ValueError as refused:  # an InputError too
            problem = str(refused) if isinstance(refused, InputError) else _("A row is named by its number.")
        else:
            said = ngettext("%(n)d case is open.", "%(n)d cases are open.", len(cases))
            messages.success(request, said % {"n": len(cases)})
            return redirect(f"{reverse('book-rows', args=[pk])}?{request.GET.urlencode()}")
    return _rows(request, book, form, problem)


def _rows(request: Signed, book: Book, form: Where, problem: str) -> HttpResponseBase:
    where = form.cleaned_data["where"].strip() if form.is_valid() else ""
    number = max(int(request.GET["page"]), 1) if request.GET.get("page", "").isdecimal() else 1
    try:
        found = rows_of(book, where, number)
    except InputError as refused:
        form.add_error("where", str(refused))
        found = Rows((), 0, 0, 0, ())
    there = dict(book.opened.filter(row__in=[one.row for one in found.rows]).values_list("row", "case"))
    seen = {case.pk: case for case in visible(request.user).filter(pk__in=there.values())}
    listed = [(one, one.row in there, seen.get(there.get(one.row, 0))) for one in found.rows]
    pages = Paginator(range(found.total), A_PAGE).get_page(number)
    return render(
        request,
        "books/rows.html",
        {
            "book": book, "form": form, "found": found, "listed": listed, "shown": pages, "problem": problem,
            "kept": urlencode({"where": where}), "where": where,
            "choose": bool(may(request.user, Act.OPEN_CASE)) and any(not has for _one, has, _case in listed),
        },
        status=400 if form.errors or problem else 200,
    )  # fmt: skip


class Giving(forms.Form):
    """To whom projects are given, and until when."""

    to = forms.ChoiceField(label=gettext_lazy("Who looks at them again?"), required=False)
    due = forms.DateField(
        label=gettext_lazy("Until when?"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, people: list[User]) -> None:
        super().__init__(data)
        self.fields["to"].choices = [("", _("Nobody")), *((str(one.pk), one.label) for one in people)]  # type: ignore[attr-defined]


def _workers() -> list[User]:
    everybody = User.objects.filter(is_active=True).prefetch_related("grants", "stands_in__of__grants")
    return [one for one in everybody.order_by("username") if may(one, Act.BOOKS)]


@require_http_methods(["GET", "POST"])
@page(Act.BOOKS)
def projects(request: Signed, pk: int) -> HttpResponseBase:
    """The running contracts of a book to look at again: given to people, and tracked until they are done."""
    book, people, problem = _done(pk, or_erased=True), _workers(), ""
    form = Giving(request.POST or None, people)
    if request.method == "POST" and form.is_valid():
        chosen = [int(one) for one in request.POST.getlist("project") if one.isdecimal()]
        picked = next((one for one in people if str(one.pk) == form.cleaned_data["to"]), None)
        try:
            then = {one: request.POST[f"shown-{one}"] for one in chosen if f"shown-{one}" in request.POST}
            number = acts.assign_projects(book, request.user, chosen, picked, form.cleaned_data["due"], shown=then)
        except InputError as refused:
            form.add_error("due" if chosen else None, str(refused))
        else:
            said = ngettext("%(n)d project was given.", "%(n)d projects were given.", number) % {"n": number}
            messages.success(request, said)
            return redirect(f"{reverse('book-projects', args=[pk])}?{request.GET.urlencode()}")
    narrowed = {
        "mine": Q(assigned=request.user, done_at=None), "done": Q(done_at__isnull=False),
        "perhaps": Q(sure=False, done_at=None), "nobody": Q(assigned=None, done_at=None),
    }.get(which := request.GET.get("which", ""), Q(done_at=None))  # fmt: skip
    shown = Paginator(book.projects.filter(narrowed).select_related("assigned"), A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "books/projects.html",
        {"book": book, "form": form, "shown": shown, "which": which, "problem": problem,
         "chosen": request.POST.getlist("project"),
         "kept": urlencode({"which": which}), "done": book.projects.exclude(done_at=None).count(),
         "total": book.projects.count()},
        status=400 if form.errors else 200,
    )  # fmt: skip


class How(forms.Form):
    """What came of looking at a project again."""

    how = forms.CharField(label=gettext_lazy("What came of it?"), max_length=5_000, widget=forms.Textarea({"rows": 3}))


@require_http_methods(["GET", "POST"])
@page(Act.BOOKS)
def project(request: Signed, pk: int, project: int) -> HttpResponseBase:
    """One project: why it is on the list, and what came of it."""
    found = Project.objects.select_related("book", "assigned", "done_by")
    one = get_object_or_404(found, pk=project, book=_done(pk, or_erased=True))
    form = How(request.POST or None) if request.POST.get("undo") is None else How()
    if request.method == "POST":
        if "undo" in request.POST:
            acts.reopen_project(one, request.user)
            return redirect("book-project", pk=pk, project=project)
        if form.is_valid():
            try:
                acts.finish_project(one, request.user, form.cleaned_data["how"])
            except InputError as problem:
                form.add_error("how", str(problem))
                one.refresh_from_db()
            else:
                return redirect("book-project", pk=pk, project=project)
    opened = one.book.opened.filter(row=one.row, case__in=visible(request.user)).select_related("case").first()
    return render(
        request, "books/project.html", {"project": one, "book": one.book, "form": form, "opened": opened},
        status=400 if form.errors else 200,
    )  # fmt: skip


class Keeping(forms.Form):
    """A name for a filter."""

    name = forms.CharField(label=gettext_lazy("Keep this filter as"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4_000)


@require_POST
@page(Act.CASES)
def save_filter(request: Signed) -> HttpResponseBase:
    """Keep a filter of the list of cases."""
    form = Keeping(request.POST)
    if form.is_valid():
        query = form.cleaned_data["query"]
        try:
            kept = acts.save_filter(request.user, form.cleaned_data["name"], query, Filter(user=request.user).fields)
        except InputError as problem:
            form.add_error("name", str(problem))
        else:
            return redirect(f"{reverse('cases')}?{kept.query}")
    return render(request, "books/filter.html", {"form": form}, status=400)


@require_POST
@page(Act.CASES)
def delete_filter(request: Signed, pk: int) -> HttpResponseBase:
    """Keep a filter no longer."""
    gone = acts.delete_filter(request.user, pk)
    if gone is not None:
        said = _("The filter “%(name)s” was deleted.") % {"name": gone.name}
        offer(
            request, acts.undo_delete_filter, said, reverse("cases"), filter=pk, name=gone.name, query=gone.query
        )  # fmt: skip
    return redirect("cases")
