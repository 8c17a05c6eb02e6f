"""Complaints. What a complainant said is in `sealed` columns alone; beside them stand closed codes and days.

Days, not moments: a time to the second, laid beside the logs of a network, could say who sat at which computer.
"""

from __future__ import annotations

import json
import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from duecare.office.cases.models import Case
from duecare.office.complaints import keys
from duecare.office.complaints.codes import (
    About,
    Act,
    Asked,
    Because,
    Came,
    Fear,
    Ground,
    Naming,
    Outcome,
    Region,
    Said,
    Side,
    Stage,
    Topic,
    Who,
)
from duecare.office.monitoring.models import PostSale
from duecare.office.people.models import User


def _reference() -> str:
    return secrets.token_hex(16)


class Sealed(models.Model):
    """A row with content that only the key outside the database opens.

    reference: random, and bound into what is sealed, so that content moved to another row does not open.
    """

    reference = models.CharField(max_length=32, unique=True, default=_reference, editable=False)
    sealed = models.BinaryField()

    class Meta:
        abstract = True

    def about(self) -> str:
        """What the content is bound to."""
        return f"{self._meta.model_name}:{self.reference}"

    def put(self, **content: Any) -> None:
        """Seal content into the row, which is not saved yet."""
        self.sealed = keys.seal(json.dumps(content, ensure_ascii=False).encode(), self.about())

    def content(self) -> dict[str, Any]:
        """What was sealed.

        Raises:
            SealError: its key is not here, or it was changed.
        """
        found: dict[str, Any] = json.loads(keys.unseal(bytes(self.sealed), self.about()))
        return found


class Complaint(Sealed):
    """A complaint.

    Sealed: account, wish, names, contact. receipt: the keyed hash of the code; nonce: of the form that sent it, so that
    it arrives once. handler: who has it. outside: whether the appointed outside person has it, not the handlers of the
    house. answer_by, acknowledge_by: by the policy of the day on which it came. logged: whether the log tells of its
    arrival yet.
    """

    number = models.CharField(max_length=20, unique=True)
    receipt = models.CharField(max_length=64, unique=True, null=True)
    nonce = models.CharField(max_length=32, unique=True, null=True)
    came = models.CharField(max_length=12, choices=Came.choices, default=Came.WEB)
    who = models.CharField(max_length=10, choices=Who.choices)
    naming = models.CharField(max_length=12, choices=Naming.choices)
    fear = models.CharField(max_length=10, choices=Fear.choices, default=Fear.NO)
    topic = models.CharField(max_length=16, choices=Topic.choices)
    region = models.CharField(max_length=12, choices=Region.choices, default=Region.UNSAID)
    language = models.CharField(max_length=8)
    stage = models.CharField(max_length=14, choices=Stage.choices, default=Stage.RECEIVED, db_index=True)
    handler = models.ForeignKey(User, models.PROTECT, null=True, related_name="complaints")
    outside = models.BooleanField(default=False)
    wants_outside = models.BooleanField(default=False)
    received_on = models.DateField(db_index=True)
    acknowledge_by = models.DateField()
    answer_by = models.DateField()
    acknowledged_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    appealed_on = models.DateField(null=True)
    appeal_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    appeal_decided_on = models.DateField(null=True)
    first_outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    remedy_due = models.DateField(null=True)
    remedy_done_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    erased_on = models.DateField(null=True)
    logged = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(appeal_by__isnull=True) | ~Q(appeal_by=F("answered_by")),
                name="whoever_answered_decides_no_appeal",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["received", "acknowledged", "examining"]) | ~Q(outcome=""),
                name="a_complaint_is_answered_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(stage="closed") | Q(closed_on__isnull=False), name="a_closed_complaint_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(stage="appeal") | Q(appealed_on__isnull=False), name="an_appeal_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(remedy_done_on__isnull=True) | Q(remedy_due__isnull=False),
                name="a_remedy_is_done_that_was_promised",
            ),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="complaint_about_a_topic_that_is"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="complaint_at_a_stage_that_is"),
        ]

    def __str__(self) -> str:
        return self.number

    def locked(self) -> Complaint:
        """The complaint as it is now, kept from every other writer until the transaction ends."""
        return Complaint.objects.select_for_update(of=("self",)).get(pk=self.pk)

    @property
    def open(self) -> bool:
        return self.stage != Stage.CLOSED

    @property
    def acknowledgement_late(self) -> bool:
        """Whether it should have been acknowledged by now."""
        return self.acknowledged_on is None and self.open and self.acknowledge_by < timezone.localdate()

    @property
    def answer_late(self) -> bool:
        """Whether it, or the appeal, should have been answered by now."""
        waits = self.stage == Stage.APPEAL or self.answered_on is None
        return waits and self.open and self.answer_by < timezone.localdate()

    @property
    def remedy_late(self) -> bool:
        """Whether what was promised should have been done by now; of what was erased nobody can say it any more."""
        due = self.remedy_due if self.erased_on is None else None
        return due is not None and self.remedy_done_on is None and due < timezone.localdate()

    @property
    def deletion_late(self) -> bool:
        """Whether a request for deletion should have been decided by now."""
        today = timezone.localdate()
        return any(one.state == Asked.OPEN and one.decide_by < today for one in self.deletions.all())

    @property
    def late(self) -> bool:
        return self.acknowledgement_late or self.answer_late or self.remedy_late or self.deletion_late


class _Of(Sealed):
    """Something sealed that belongs to a complaint, and to that one alone."""

    complaint: Any

    class Meta:
        abstract = True

    def about(self) -> str:
        return f"{self._meta.model_name}:{self.complaint.reference}:{self.reference}"


class Message(_Of):
    """What the complainant and the house say to each other. Sealed: text. by: who of the house, never who else.
    act: what a complainant does with it; nonce: of the form that sent it; logged: whether the log tells of it yet."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=12, choices=Side.choices)
    act = models.CharField(max_length=10, choices=Act.choices, default=Act.MESSAGE)
    nonce = models.CharField(max_length=32, unique=True, null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    logged = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(side="complainant", by__isnull=True) | Q(side="house", by__isnull=False),
                name="the_house_alone_signs",
            )
        ]


class Note(_Of):
    """What handlers write for themselves; the complainant does not see it. Sealed: text."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="notes")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]


class Answer(_Of):
    """What was found, and what is done about it; of an appeal likewise. Sealed: text, remedy."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="answers")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    appeal = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "appeal"], name="one_answer_and_one_of_an_appeal"),
        ]


class Attachment(_Of):
    """A file. Sealed: its name. digest: of its sealed bytes, in the store of files. cleaned: whether its metadata was
    taken out. type: as its bytes show it. gone: whether it was erased. message: of the house, with which it was sent;
    only such a file is open to the complainant."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="files")
    side = models.CharField(max_length=12, choices=Side.choices, default=Side.COMPLAINANT)
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    cleaned = models.BooleanField()
    on = models.DateField()
    gone = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(side="house") | Q(message__isnull=True), name="only_the_house_sends_files_with_a_message"
            )
        ]


class Concern(models.Model):
    """A person who must not see a complaint, and why."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="concerns")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.CharField(max_length=10, choices=Because.choices)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "user"], name="one_concern_a_person"),
        ]


class Appointed(models.Model):
    """The outside person: a handler who is no staff, and has the complaints that no handler of the house may see."""

    user = models.OneToOneField(User, models.CASCADE, related_name="appointed")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Link(models.Model):
    """A case that a complaint concerns, and the event that opened its due diligence again."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="links")
    case = models.ForeignKey(Case, models.PROTECT, related_name="complaint_links")
    event = models.ForeignKey(PostSale, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "case"], name="one_link_a_case"),
        ]


class Lesson(models.Model):
    """What is learnt (UNGP 31 g). Its text is for others to read, and says nothing of who complained."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="lessons")
    about = models.CharField(max_length=10, choices=About.choices)
    text = models.TextField(max_length=2_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField(db_index=True)

    class Meta:
        ordering: ClassVar = ["pk"]


class Feedback(_Of):
    """How the complainant found it (UNGP 31 h). Sealed: remark."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="feedback")
    clear = models.CharField(max_length=8, choices=Said.choices)
    fair = models.CharField(max_length=8, choices=Said.choices)
    safe = models.CharField(max_length=8, choices=Said.choices)
    on = models.DateField()


class Deletion(_Of):
    """That a complaint be deleted, as its complainant asked, and what became of it. It stays, for figures.

    Sealed: text, the reasons of a refusal, to the complainant. came: how it was asked. agreed_by: the first handler;
    confirmed_by: the second. decide_by: within the month of GDPR Art. 12(3). logged: whether the log tells of it yet.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="deletions")
    came = models.CharField(max_length=12, choices=Came.choices, default=Came.WEB)
    state = models.CharField(max_length=12, choices=Asked.choices, default=Asked.OPEN)
    ground = models.CharField(max_length=16, choices=Ground.choices, blank=True)
    asked_on = models.DateField()
    decide_by = models.DateField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    logged = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(state="open"), name="one_open_request_for_deletion"
            ),
            models.UniqueConstraint(fields=["complaint"], condition=Q(state="done"), name="deleted_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("agreed_by")),
                name="a_deletion_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="done", agreed_by__isnull=False, confirmed_by__isnull=False)
                | (~Q(state="done") & Q(confirmed_by__isnull=True)),
                name="a_deletion_is_done_when_both_said_so",
            ),
            models.CheckConstraint(
                condition=Q(state="refused", ground__in=Ground.values, refused_by__isnull=False)
                | (~Q(state="refused") & Q(ground="", refused_by__isnull=True)),
                name="a_deletion_is_refused_on_a_ground_that_is",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_on__isnull=True)
                | Q(state__in=["done", "refused", "taken_back"], decided_on__isnull=False),
                name="a_deletion_is_decided_on_a_day",
            ),
        ]


SEALED: tuple[type[Sealed], ...] = (Complaint, Message, Note, Answer, Attachment, Feedback, Deletion)
"""Every table with content that is sealed."""
