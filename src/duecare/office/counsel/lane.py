"""What is privileged, and who may see it all the same. Every list, search and export asks here.

A requester, an analyst and an administrator see nothing of a matter; an auditor sees that there is one (number, opened,
closed) and never its content; counsel sees everything of a case that is open to them, outside counsel the matters that
they are members of.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.db.models import QuerySet

from duecare.office.cases.models import Case, Comment
from duecare.office.counsel.models import Kind, Lane, Matter, Note, NoteKind, PrivilegeClaim
from duecare.office.people.models import Role, User
from duecare.office.people.permissions import Act, may

Row = TypeVar("Row", bound=models.Model)


def privileged(kind: str, pk: int) -> bool:
    """Whether an object is privileged: a claim for it stands, or it is advice for which none was ever withdrawn."""
    if PrivilegeClaim.objects.filter(kind=kind, object_id=pk, withdrawn_at=None).exists():
        return True
    return kind in (Kind.NOTE, Kind.DISSENT) and _advice_by_nature().filter(pk=pk).exists()


def without_privileged(queryset: QuerySet[Row], kind: str) -> QuerySet[Row]:
    """The rows of a table that may leave counsel's lane."""
    claims = PrivilegeClaim.objects.filter(kind=kind, withdrawn_at=None)
    left = queryset.exclude(pk__in=claims.values("object_id"))
    if kind in (Kind.NOTE, Kind.DISSENT):
        left = left.exclude(pk__in=_advice_by_nature().values("pk"))
    return left


def _advice_by_nature() -> QuerySet[Note]:
    """Notes in the advice lane for which counsel has not withdrawn a claim."""
    given_up = PrivilegeClaim.objects.filter(kind__in=(Kind.NOTE, Kind.DISSENT), withdrawn_at__isnull=False)
    return Note.objects.filter(lane=Lane.ADVICE).exclude(pk__in=given_up.values("object_id"))


def matters_of(user: User, case: Case) -> QuerySet[Matter]:
    """The matters of a case whose content a person sees."""
    if not may(user, Act.MATTER, case):
        return Matter.objects.none()
    found = Matter.objects.filter(case=case)
    return found if Role.APPROVER in user.roles() else found.filter(members__user=user)


def open_to(user: User, case: Case, queryset: QuerySet[Row], kind: str) -> QuerySet[Row]:
    """The rows of a case that a person sees: those that are not privileged, and those of their own matters."""
    withheld = PrivilegeClaim.objects.filter(kind=kind, withdrawn_at=None).exclude(
        matter__in=matters_of(user, case)
    )  # fmt: skip
    return queryset.exclude(pk__in=withheld.values("object_id"))


def discussion(user: User, case: Case) -> QuerySet[Comment]:
    """What was said about a case, as far as a person may read it."""
    if not case.has("comments"):
        return case.rows("comments")
    return open_to(user, case, case.comments.select_related("by"), Kind.COMMENT)


def kind_of(note: Note) -> Kind:
    """The kind under which privilege is claimed for a note."""
    return Kind.DISSENT if note.kind == NoteKind.DISSENT else Kind.NOTE


def working_on(user: User) -> QuerySet[Matter]:
    """Every matter whose content a person sees, over all cases."""
    from duecare.office.cases.lists import visible

    found = Matter.objects.filter(case__in=visible(user))
    roles = user.roles()
    if Role.APPROVER in roles:
        return found
    return found.filter(members__user=user) if Role.OUTSIDE_COUNSEL in roles else found.none()
