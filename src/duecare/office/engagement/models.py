"""Groups and organisations, consultations with them, what was heard, what changed, and who is hurt by leaving.

Who they are is held apart from what is said of them: in a table of its own, read through `names` alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duecare.office.cases.models import Case
from duecare.office.decisions.models import Condition, Decision
from duecare.office.monitoring.models import Freeze
from duecare.office.people.models import User


class Safety(models.TextChoices):
    """What it would mean for them if it were known that they spoke."""

    OPEN = "open", _("Open: that they speak with us harms nobody, and they know that we say so")
    CAREFUL = "careful", _("Careful: it could harm them; named to those who need to know")
    PROTECTED = "protected", _("Protected: it would put people in danger; named to those who need to know")


class Stakeholder(models.Model):
    """A group or organisation by its code. region: a region or country of `people.regions`; languages: as they are
    named, with commas. Who they are is in `Identity`; nothing here may show it."""

    class Kind(models.TextChoices):
        AFFECTED = "affected", _("People who are or may be affected")
        DEFENDERS = "defenders", _("Human-rights defenders")
        COMMUNITY = "community", _("Community or minority organisation")
        JOURNALISTS = "journalists", _("Journalists or media")
        LAWYERS = "lawyers", _("Lawyers or legal aid")
        UNION = "union", _("Trade union or workers")
        RESEARCH = "research", _("Researchers or a laboratory")
        ORGANISATION = "organisation", _("Non-governmental organisation")
        PUBLIC_BODY = "public_body", _("National human-rights institution or regulator")
        OTHER = "other", _("Other")

    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    region = models.CharField(max_length=20, blank=True)
    safety = models.CharField(max_length=10, choices=Safety.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(safety__in=Safety.values), name="stakeholders_have_a_safety_level")
        ]

    def __str__(self) -> str:
        return self.code


class Identity(models.Model):
    """Who a stakeholder is. Read through `engagement.names` alone, which asks whether the reader needs to know.

    stands_for: whom they speak for; reach: how to reach them safely, and how not.
    """

    stakeholder = models.OneToOneField(Stakeholder, models.PROTECT, related_name="identity")
    name = models.CharField(max_length=300)
    stands_for = models.TextField(max_length=2_000, blank=True)
    languages = models.CharField(max_length=200, blank=True)
    reach = models.TextField(max_length=2_000, blank=True)
    changed_at = models.DateTimeField(auto_now=True)


class NeedToKnow(models.Model):
    """That a person may read who a stakeholder is. why: for what; who entered it has no reason to give."""

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="known_to")
    user = models.ForeignKey(User, models.CASCADE, related_name="knows")
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stakeholder", "user"], name="one_need_a_person")]


class Consultation(models.Model):
    """That people were asked, about what, how, and what they agreed to.

    topic: what it is about; with `case`, a case; item: a capability of the taxonomy; country: a code. may_*: what they
    agreed to; all are false once they have taken it back. asked: what they were asked, in a line without names.
    """

    class Topic(models.TextChoices):
        CASE = "case", _("A case")
        ITEM = "item", _("A class of items")
        COUNTRY = "country", _("A country")
        PROGRAMME = "programme", _("Our programme, or the complaint channel")

    class How(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Call")
        WRITING = "writing", _("In writing")
        WORKSHOP = "workshop", _("Workshop or hearing")
        SURVEY = "survey", _("Survey")
        BETWEEN = "between", _("Through somebody whom they trust")

    class Agreed(models.TextChoices):
        WRITTEN = "written", _("In writing")
        SPOKEN = "spoken", _("By word of mouth, noted at once")
        FOR_THEM = "for_them", _("By somebody who speaks for them")

    number = models.CharField(max_length=20, unique=True)
    topic = models.CharField(max_length=10, choices=Topic.choices)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="consultations")
    item = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=8, blank=True)
    asked = models.CharField(max_length=500)
    how = models.CharField(max_length=10, choices=How.choices)
    on = models.DateField()
    safety = models.CharField(max_length=10, choices=Safety.choices)
    stakeholders = models.ManyToManyField(Stakeholder, related_name="consultations")
    agreed = models.CharField(max_length=10, choices=Agreed.choices)
    may_use = models.BooleanField(default=True)
    may_quote = models.BooleanField(default=False)
    may_count = models.BooleanField(default=False)
    may_ask_again = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(topic="case", case__isnull=False, item="", country="")
                | Q(topic="item", case__isnull=True, country="") & ~Q(item="")
                | Q(topic="country", case__isnull=True, item="") & ~Q(country="")
                | Q(topic="programme", case__isnull=True, item="", country=""),
                name="a_consultation_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(may_use=True, withdrawn_at__isnull=True)
                | Q(may_use=False, may_quote=False, may_count=False, may_ask_again=False, withdrawn_at__isnull=False),
                name="consent_is_given_or_taken_back",
            ),
            models.CheckConstraint(condition=Q(safety__in=Safety.values), name="consultations_have_a_safety_level"),
        ]

    def __str__(self) -> str:
        return self.number


class Heard(models.Model):
    """One thing that was heard. Rows are only added; their content goes when consent is taken back.

    said: in our words, without what would show who said it; words: in theirs, which the database refuses where the
    consultation did not allow it when this was written (`quotable`, repeated from it). weight: how far it carries.
    """

    class Weight(models.TextChoices):
        FIRST_HAND = "first_hand", _("First hand: they saw or suffered it")
        SEVERAL = "several", _("Several say the same, apart from each other")
        DOCUMENTED = "documented", _("Documented: papers or measurements show it")
        SECOND_HAND = "second_hand", _("Second hand")
        VIEW = "view", _("A view or a wish")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="heard")
    weight = models.CharField(max_length=12, choices=Weight.choices)
    said = models.TextField(max_length=4_000)
    words = models.TextField(max_length=4_000, blank=True)
    quotable = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(words="") | Q(quotable=True), name="words_are_kept_by_consent")
        ]


class Changed(models.Model):
    """What changed because of a consultation, or that nothing did, and why. Rows are only added."""

    class Kind(models.TextChoices):
        DECLINED = "declined", _("A sale was declined or ended")
        CONDITION = "condition", _("A condition was made")
        CONTRACT = "contract", _("A contract was changed")
        PRODUCT = "product", _("A product was changed")
        POLICY = "policy", _("The policy or the process was changed")
        REMEDY = "remedy", _("Remedy was given or helped with")
        NOTHING = "nothing", _("Nothing, for a reason")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="changed")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.TextField(max_length=4_000)
    told = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(what=""), name="what_changed_is_said")]


class Stated(models.Model):
    """That a fact of a deal was stated from what was heard. Rows are only added."""

    heard = models.ForeignKey(Heard, models.PROTECT, related_name="stated")
    fact = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]


class Exit(models.Model):
    """Who would be hurt where we stop, and what is done about it (UNGP 19, commentary). Rows are only added; the last
    of each step counts.

    condition: its own record says already who is hurt (`Condition.hurt`), so that `hurt` is empty here then.
    """

    class Step(models.TextChoices):
        CONDITION = "condition", _("What follows where a condition fails")
        FREEZE = "freeze", _("Updates and service are frozen")
        DECLINE = "decline", _("The deal is declined")
        END = "end", _("The contract is ended")

    case = models.ForeignKey(Case, models.PROTECT, related_name="exits")
    step = models.CharField(max_length=10, choices=Step.choices)
    condition = models.ForeignKey(Condition, models.PROTECT, null=True, related_name="exits")
    freeze = models.ForeignKey(Freeze, models.PROTECT, null=True, related_name="exits")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="exits")
    hurt = models.TextField(max_length=4_000, blank=True)
    done = models.TextField(max_length=4_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    step="condition", condition__isnull=False, freeze__isnull=True, decision__isnull=True, hurt=""
                )
                | Q(step="freeze", condition__isnull=True, freeze__isnull=False, decision__isnull=True) & ~Q(hurt="")
                | Q(step="decline", condition__isnull=True, freeze__isnull=True) & ~Q(hurt="")
                | Q(step="end", condition__isnull=True, freeze__isnull=True, decision__isnull=True) & ~Q(hurt=""),
                name="who_is_hurt_is_said_in_one_place",
            ),
            models.CheckConstraint(condition=~Q(done=""), name="what_is_done_about_it_is_said"),
        ]
