"""What an entry of the BIS Entity List makes of a deal: the licence requirement and how applications are judged."""

from __future__ import annotations

import re
from typing import Final

from duecare.parties.lists.draft import Draft

_DENIAL: Final = re.compile(r"(?:presumption|policy) of denial", re.I)
_MIXED: Final = re.compile(r"case[- ]by[- ]case", re.I)
# A footnote's number stands behind the citation, in the middle or at the end: "734.9(g),3", "of the EAR) 4".
_FOOTNOTES: Final = (
    (1, re.compile(r"734\.9\(e\)(?:\(1\))?\s*1\b|footnote 1\b", re.I),
     "footnote 1: foreign-made items that are direct products of US technology are subject too (15 CFR 734.9(e)(1))"),
    (3, re.compile(r"734\.9\(g\)\s*,?\s*3|footnote 3\b", re.I),
     "footnote 3: Russian or Belarusian military end user; foreign direct products are subject too (15 CFR 734.9(g))"),
    (4, re.compile(r"734\.9\(e\)(?:\(2\))?.*\)\s*4\b|EAR\s*\)?\s*4$|footnote 4\b", re.I),
     "footnote 4: items for supercomputers are subject too, as foreign direct products (15 CFR 734.9(e)(2))"),
    (5, re.compile(r"734\.9\(e\)\(3\).*\)\s*5\b|EAR\s*\)?\s*5$|footnote 5\b", re.I),
     "footnote 5: semiconductor manufacturing equipment, as foreign direct product (15 CFR 734.4(a)(9), 734.9(e)(3))"),
)  # fmt: skip


def read_policy(draft: Draft, requirement: str, policy: str = "") -> None:
    """Fill the consequence of a draft, and make the effect a presumption of denial where the entry's policy is one.

    Args:
        draft: The entry.
        requirement: Its column "License requirement".
        policy: Its column "License review policy". Where a conversion leaves it out, the effect is a licence duty.
    """
    requirement, policy = " ".join(requirement.split()), " ".join(policy.split())
    draft.consequence(f"licence requirement: {requirement}" if requirement else None)
    draft.consequence(f"review policy: {policy}" if policy else None)
    for _, pattern, meaning in _FOOTNOTES:
        if pattern.search(requirement):
            draft.consequence(meaning)
    if _DENIAL.search(policy) and not _MIXED.search(policy):
        draft.effect = "presumption_of_denial"
