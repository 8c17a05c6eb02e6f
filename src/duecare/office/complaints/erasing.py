"""What is erased of a complaint, after its time or on request, and what stops it."""

from __future__ import annotations

import datetime
from typing import Final

from duecare.office.complaints.codes import Asked, Naming
from duecare.office.complaints.models import Answer, Attachment, Complaint, Deletion, Feedback, Message, Note
from duecare.office.retention.kept import holds_on

TELLS_FOR: Final = datetime.timedelta(days=90)
"""So long the code of a complaint that was deleted on request still says that it was; then the code is forgotten."""


def held_by_counsel(complaint: Complaint) -> bool:
    """Whether a hold stands on a case that the complaint is linked to: nothing of it is erased then."""
    return any(holds_on(one.case).exists() for one in complaint.links.select_related("case"))


def emptied(complaint: Complaint, day: datetime.date) -> list[str]:
    """Take out of a complaint all that was said, and its files. Codes and days stay, for figures.

    Returns the digests of the sealed bytes, which are to be discarded after the transaction. The row of the complaint
    is not saved yet.
    """
    complaint.put(account="", wish="", names="", contact="")
    complaint.erased_on, complaint.naming, complaint.nonce = day, Naming.ANONYMOUS, None
    for model in (Message, Note, Answer):
        model._default_manager.filter(complaint=complaint).delete()
    digests = []
    for file in Attachment.objects.filter(complaint=complaint, gone=False):
        digests.append(file.digest)
        file.put(name="")
        file.gone = True
        file.save()
    for said in Feedback.objects.filter(complaint=complaint):
        said.put(remark="")
        said.save(update_fields=["sealed"])
    for asked in Deletion.objects.filter(complaint=complaint):
        asked.put(text="")
        asked.save(update_fields=["sealed"])
    return digests


def forget_codes(day: datetime.date) -> int:
    """Forget the codes of complaints that were deleted on request long enough ago; returns how many."""
    told = Complaint.objects.filter(
        erased_on__lt=day - TELLS_FOR, receipt__isnull=False, deletions__state=Asked.DONE
    ).values_list("pk", flat=True)
    return Complaint.objects.filter(pk__in=list(told)).update(receipt=None)
