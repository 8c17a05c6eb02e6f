"""What papers show of a review: put into words when a page first asks, and kept.

Most reviews are overtaken before anybody opens the page: by the next answer of an intake, by the next edition of a
list. What is shown is made of the document of the review alone, so it is the same whenever it is made.
"""

from __future__ import annotations

import datetime
import logging
import time
from typing import Final

from django.utils.html import format_html
from django.utils.translation import gettext as _

from duecare.errors import DuecareError
from duecare.office.cases.house import house_rules
from duecare.office.cases.models import Case, Reviewed
from duecare.papers.html import memo_sections
from duecare.review import written_review

AFTER: Final = datetime.timedelta(seconds=30)
"""A review that nobody has opened is left alone for so long: the next answer may overtake it."""
SECONDS: Final = 30
_LOG = logging.getLogger(__name__)


def sections_of(review: Reviewed) -> dict[str, str]:
    """The sections of a review as HTML by their keys: made and kept the first time.

    A review that facts were read in which the vocabulary has no more cannot be put into words: it is reviewed again
    with the next pass of monitoring, and until then the page says so.
    """
    if review.sections is not None:
        kept: dict[str, str] = review.sections
        return kept
    guidance = house_rules().guidance
    try:
        made = memo_sections(written_review(review.content), guidance)
    except DuecareError:
        _LOG.exception("review %s of case %s cannot be shown", review.number, review.case_id)
        said = _(
            "The rules have changed since this was reviewed. It is reviewed again with the next pass of monitoring."
        )
        return {"outcome": str(format_html("<section><h2>{}</h2><p>{}</p></section>", review.headline, said))}
    Reviewed.objects.filter(pk=review.pk, sections=None).update(sections=made)  # none where it was erased meanwhile
    review.sections = made
    return made


def show_reviews(now: datetime.datetime) -> int:
    """Make what pages will ask of the latest reviews, the newest last; stops after half a minute and goes on when asked
    again. Returns how many were made."""
    latest = Case.objects.filter(review__sections=None, review__at__lte=now - AFTER, tombstones=None)
    numbers = list(latest.order_by("review").values_list("review", flat=True)[:2_000])
    end = time.monotonic() + SECONDS
    for made, number in enumerate(numbers):
        if time.monotonic() > end:
            return made
        review = Reviewed.objects.filter(pk=number, sections=None).first()
        if review is not None:
            sections_of(review)
    return len(numbers)
