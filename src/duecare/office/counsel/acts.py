"""What is done in counsel's lane. Each act is one transaction, and stands in the log by numbers and codes alone."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.acts import add_member
from duecare.office.cases.models import Case, Comment
from duecare.office.counsel.lane import kind_of
from duecare.office.counsel.models import Basis, Kind, Lane, Matter, MatterMember, Note, NoteKind, PrivilegeClaim
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import Role, User

COUNSEL = frozenset({Role.APPROVER, Role.OUTSIDE_COUNSEL})


def open_matter(by: User | None, case: Case, title: str, cause: str) -> Matter:
    """Open a matter about a case; by nobody where the office itself opens it."""
    with transaction.atomic():
        matter = Matter.objects.create(case=case, title=title, cause=cause, opened_by=by)
        if by is not None:
            MatterMember.objects.create(matter=matter, user=by, by=by)
        record(by or SYSTEM, "counsel.open", matter, case=case.pk, cause=str(cause))
    return matter


def close_matter(matter: Matter, by: User) -> None:
    """Close a matter. What is privileged stays so."""
    with transaction.atomic():
        locked = _open(matter)
        locked.closed_at, locked.closed_by = timezone.now(), by
        locked.save(update_fields=["closed_at", "closed_by"])
        record(by, "counsel.close", locked, case=locked.case_id)


def join(matter: Matter, by: User, user: User) -> None:
    """Add a person to a matter, and so to its case.

    Raises:
        InputError: they are no counsel, or the matter is closed.
    """
    with transaction.atomic():
        locked = _open(matter)
        if COUNSEL.isdisjoint(user.roles()):
            raise InputError(
                f"{user.label} is no counsel, and a matter is open to counsel only",
                hint="accepted: counsel, outside counsel",
            )
        _, new = MatterMember.objects.get_or_create(matter=locked, user=user, defaults={"by": by})
        if new:
            record(by, "counsel.join", locked, user=user.pk)
        add_member(locked.case, by, user)


def write(
    matter: Matter,
    by: User,
    lane: Lane,
    text: str,
    *,
    kind: NoteKind = NoteKind.NOTE,
    basis: str = "",
    description: str = "",
) -> Note:
    """Write a note into a lane, with the claim for it where there is one.

    Raises:
        InputError: advice without a basis, a claim without a description, a dissent among the facts, a closed matter.
    """
    if lane == Lane.ADVICE and not basis:
        raise InputError("advice is privileged, so it needs a basis", hint=f"accepted: {', '.join(Basis.values)}")
    if kind == NoteKind.DISSENT and lane != Lane.ADVICE:
        raise InputError("a dissent sits in the lane of advice, not among the facts")
    with transaction.atomic():
        note = Note.objects.create(matter=_open(matter), lane=lane, kind=kind, text=text, by=by)
        record(by, "counsel.note", matter, note=note.pk, lane=str(lane), kind=str(kind))
        if basis:
            claim(matter, by, kind_of(note), note.pk, basis, description)
    return note


def claim(matter: Matter, by: User, kind: Kind, pk: int, basis: str, description: str) -> PrivilegeClaim:
    """Claim privilege for an object of the matter's case: from then on nobody but counsel sees it.

    Raises:
        InputError: there is no such object in this case, one is claimed already, or basis or description is missing.
    """
    if basis not in Basis.values:
        raise InputError(f"{basis or 'nothing'} is no basis of privilege", hint=f"accepted: {', '.join(Basis.values)}")
    if not description.strip():
        raise InputError("a privilege log needs a description of what is withheld, without its content")
    with transaction.atomic():
        locked = _open(matter)
        if not object_of(locked, kind, pk):
            raise InputError(f"there is no {kind.replace('_', ' ')} {pk} in this case")
        if PrivilegeClaim.objects.filter(kind=kind, object_id=pk, withdrawn_at=None).exists():
            raise InputError("privilege is claimed for this already")
        made = PrivilegeClaim.objects.create(
            matter=locked, kind=kind, object_id=pk, basis=basis, description=description.strip(), by=by
        )
        record(by, "counsel.claim", locked, claim=made.pk, kind=str(kind), object=pk, basis=basis)
    return made


def withdraw_claim(made: PrivilegeClaim, by: User) -> None:
    """Give up a claim: the object is seen again by whoever saw it before, and is produced. It cannot be taken back.

    Raises:
        InputError: it was withdrawn already.
    """
    with transaction.atomic():
        locked = PrivilegeClaim.objects.select_for_update().get(pk=made.pk)
        if locked.withdrawn_at is not None:
            raise InputError("this claim was withdrawn already")
        locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
        locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(by, "counsel.withdraw_claim", locked.matter, claim=locked.pk)


def object_of(matter: Matter, kind: str, pk: int) -> models.Model | None:
    """The object of a kind and number, if it belongs to the matter or its case."""
    found: models.QuerySet[Comment] | models.QuerySet[Evidence] | models.QuerySet[Note]
    if kind == Kind.COMMENT:
        found = Comment.objects.filter(case=matter.case_id)
    elif kind == Kind.EVIDENCE:
        found = Evidence.objects.filter(case=matter.case_id)
    else:
        found = matter.notes.filter(kind=NoteKind.DISSENT if kind == Kind.DISSENT else NoteKind.NOTE)
    return found.filter(pk=pk).first()


def _open(matter: Matter) -> Matter:
    locked = Matter.objects.select_for_update(of=("self",)).select_related("case").get(pk=matter.pk)
    if locked.closed_at is not None:
        raise InputError(f"{locked.number} is closed; open another matter to go on")
    return locked
