"""Make the starter's practice profiles from its observations, and say what changed.

Run: PYTHONPATH=src python scripts/starter_profiles.py [--check] [--as-of 2026-11-26]
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping

from duecare.countries.profile.observed import observed
from duecare.countries.profile.policy import BANDS, policy
from duecare.countries.profile.result import Profile
from duecare.countries.profile.stored import Profiles, open_profiles, profiles_text
from duecare.countries.profile.world import world
from duecare.countries.starter import starter_editions
from duecare.errors import InputError
from duecare.snapshots.starter.files import path_of

AS_OF = datetime.date(2026, 11, 26)


def main(arguments: list[str]) -> int:
    as_of = datetime.date.fromisoformat(arguments[arguments.index("--as-of") + 1]) if "--as-of" in arguments else AS_OF
    rules, path = policy(), path_of("practice.jsonl")
    editions = list(starter_editions())
    profiles = world(observed([(source, edition) for source, edition, _ in editions], rules, as_of.year), rules, as_of)
    text = profiles_text(profiles, as_of, rules.version, rules.seed, rules.draws, [one for _, _, one in editions])
    same = path.is_file() and path.read_text("utf-8") == text
    if not same:
        changed = differences(profiles)
        print(f"{len(profiles)} countries; {len(changed)} bands differ", *changed, sep="\n")
        if "--check" in arguments:
            return 1
        path.write_text(text, "utf-8")
        print(f"written: {len(text.encode()) / 1e6:.2f} MB")
    return 0


def differences(profiles: Mapping[str, Profile]) -> list[str]:
    """What is named otherwise than in the file that is there: country, dimension, before and after."""
    try:
        before: Profiles | None = open_profiles(path_of("practice.jsonl"))
    except InputError:
        before = None
    changed = []
    for code, profile in profiles.items():
        old = before.get(code) if before is not None else None
        for dimension, now in profile.practice.items():
            was = old.practice.get(dimension) if old is not None else None
            if was is None or was.bands != now.bands:
                then = " or ".join(BANDS[band] for band in was.bands) if was is not None else "nothing"
                changed.append(f"{code} {dimension}: {then} -> {' or '.join(BANDS[band] for band in now.bands)}")
    return changed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
