"""Closed codes of complaints: what they are about, where they stand, and what came of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a complaint is about."""

    WATCHED = "watched", _("People are watched or tracked")
    HARMED = "harmed", _("People are arrested, hurt or silenced")
    DATA = "data", _("Personal data is misused")
    DISCRIMINATION = "discrimination", _("People are treated worse for who they are")
    WORK = "work", _("Conditions of work")
    RULES = "rules", _("Corruption, or a sale against the rules")
    REPRISAL = "reprisal", _("Somebody was punished for speaking up")
    OTHER = "other", _("Something else")


class Region(models.TextChoices):
    """Where it happened, no closer than figures need."""

    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("Americas")
    ASIA = "asia", _("Asia and the Pacific")
    EUROPE = "europe", _("Europe")
    MIDDLE_EAST = "middle_east", _("Middle East")
    UNSAID = "unsaid", _("Not said")


class Who(models.TextChoices):
    """From which side it comes."""

    OUTSIDER = "outsider", _("Outsider")
    STAFF = "staff", _("Staff, or formerly")


class Naming(models.TextChoices):
    """What may be known of the complainant."""

    ANONYMOUS = "anonymous", _("No name")
    CONFIDENTIAL = "confidential", _("Name known to handlers only")
    OPEN = "open", _("Name may be used where it helps")


class Fear(models.TextChoices):
    """Whether there is reprisal."""

    NO = "no", _("No")
    AFRAID = "afraid", _("Feared")
    HAPPENED = "happened", _("It has happened")


class Came(models.TextChoices):
    """How it came in."""

    WEB = "web", _("The public pages")
    LETTER = "letter", _("Letter or mail")
    PHONE = "phone", _("Telephone")
    PERSON = "person", _("In person")
    EMBASSY = "embassy", _("Embassy or authority")
    GLOBALEAKS = "globaleaks", _("GlobaLeaks")
    OTHER = "other", _("Another way")


class Stage(models.TextChoices):
    """Where it stands, in order."""

    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    EXAMINING = "examining", _("Looked into")
    ANSWERED = "answered", _("Answered")
    APPEAL = "appeal", _("Appealed")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    """What was found."""

    UPHELD = "upheld", _("Found to be right")
    PARTLY = "partly", _("Found to be right in part")
    NOT_UPHELD = "not_upheld", _("Could not be found")
    PASSED_ON = "passed_on", _("For others to decide; passed on")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Because(models.TextChoices):
    """Why a person must not see a complaint."""

    NAMED = "named", _("named by the complainant")
    DECLARED = "declared", _("declared by themselves")
    NOTED = "noted", _("noted by another handler")
    CASE = "case", _("works on the case that it concerns")


class Asked(models.TextChoices):
    """Where a request that a complaint be deleted stands."""

    OPEN = "open", _("Not decided")
    DONE = "done", _("Deleted")
    REFUSED = "refused", _("Refused")
    TAKEN_BACK = "taken_back", _("Taken back")


class Ground(models.TextChoices):
    """Why a complaint is not deleted although it was asked for."""

    LEGAL_DUTY = "legal_duty", _("The law asks for it to be kept")
    CLAIMS = "claims", _("It is needed for legal claims")
    HOLD = "hold", _("It is held for proceedings or an inquiry")
    NOT_IDENTIFIED = "not_identified", _("It is not certain that the complainant asks")


class Side(models.TextChoices):
    """Who says something."""

    COMPLAINANT = "complainant", _("Complainant")
    HOUSE = "house", _("House")


class Act(models.TextChoices):
    """What a message of a complainant does; its code is that of the log too."""

    MESSAGE = "message", _("said something")
    APPEAL = "appeal", _("appealed")
    WITHDRAW = "withdraw", _("took it back")


class Said(models.TextChoices):
    """How a complainant found it (UNGP 31 h)."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class About(models.TextChoices):
    """What a lesson is about."""

    SALES = "sales", _("How we sell and to whom")
    PRODUCT = "product", _("The product")
    CONTRACT = "contract", _("Contracts and conditions")
    STAFF = "staff", _("How we work and treat people")
    CHANNEL = "channel", _("This way to complain")
