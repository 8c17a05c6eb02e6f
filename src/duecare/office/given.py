"""The settings that a house gives by the environment: each is read here, and refused where it is not understood."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from duecare.errors import InputError

YES: Final = ("yes", "true", "on", "1")
NO: Final = ("no", "false", "off", "0", "")
READ: Final = {
    "OFFICE_FOLDER": "the office's own folder",
    "OFFICE_HOSTS": "names under which it is reached, with commas",
    "OFFICE_HTTPS": "yes or no",
    "OFFICE_SECRET": "the key that signs and encrypts, of 32 characters or more",
    "OFFICE_COMPLAINTS_KEYS": "the file of the keys of complaints",
    "OFFICE_PAPER_MB": "the largest paper in MB",
    "OFFICE_PULL": "sources of lists and country data",
    "OFFICE_WEBHOOKS_LOOPBACK": "yes or no",
    "OFFICE_MFA": "required or optional",
    "OFFICE_PROXIES": "how many servers stand before it",
    "OFFICE_OIDC_ISSUER": "the address of a provider",
    "OFFICE_OIDC_CLIENT": "what the provider calls the office",
    "OFFICE_OIDC_SECRET": "their secret",
    "OFFICE_OIDC_NAME": "what its button says",
    "OFFICE_OIDC_NEW": "yes or no",
    "OFFICE_OIDC_LINK": "yes or no",
    "OFFICE_MAIL_FROM": "the sender of mail",
    "OFFICE_URL": "the address of the office",
}
"""Every setting of this office whose name begins so, and what it sets."""
ELSEWHERE: Final = frozenset(
    {"OFFICE_ADMIN_PASSWORD", "OFFICE_WORKS_FOR", "OFFICE_DATABASE_PASSWORD", "OFFICE_TEST_DATABASE"}
)
"""Names that begin so and are read by the command, the worker, compose or tests."""
HERE: Final = ("localhost", "127.0.0.1", "::1")
"""Hosts of the web that are this computer."""
DATABASES: Final = ("postgres", "postgresql", "sqlite")
_HOST: Final = re.compile(r"\*|\.?[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:]+\]")


class Given:
    """An environment, read name by name.

    >>> Given({"OFFICE_HTTPS": "on"}).says_yes("OFFICE_HTTPS")
    True
    >>> Given({"OFFICE_PAPER_MB": "abc"}).number("OFFICE_PAPER_MB", 25, 1, 2_000)
    Traceback (most recent call last):
        ...
    duecare.errors.InputError: OFFICE_PAPER_MB is 'abc' (accepted: a whole number from 1 to 2000)
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def text(self, name: str) -> str:
        """What is given, without blanks around it; empty where nothing is."""
        return self.environment.get(name, "").strip()

    def says_yes(self, name: str) -> bool:
        """Whether yes is given; no where nothing is."""
        said = self.text(name).casefold()
        if said not in (*YES, *NO):
            raise _refused(name, self.text(name), f"{', '.join(YES)}; {', '.join(one for one in NO if one)}")
        return said in YES

    def one_of(self, name: str, meanings: Mapping[str, bool]) -> bool:
        """What a word means; False where nothing is given."""
        said = self.text(name).casefold()
        if said and said not in meanings:
            raise _refused(name, self.text(name), ", ".join(meanings))
        return meanings.get(said, False)

    def number(self, name: str, otherwise: int, least: int, most: int) -> int:
        """A whole number between two others."""
        said = self.text(name)
        if not said:
            return otherwise
        if not (said.isascii() and said.isdigit() and least <= int(said[:9]) <= most):
            raise _refused(name, said, f"a whole number from {least} to {most}")
        return int(said)

    def hosts(self, name: str) -> list[str]:
        """Names of hosts, with commas."""
        found = [one.strip() for one in self.text(name).split(",") if one.strip()]
        for one in found:
            if not _HOST.fullmatch(one):
                raise _refused(name, one, "names of hosts with commas, without https:// and port")
        return found

    def words(self, name: str, accepted: Callable[[], Collection[str]]) -> list[str]:
        """Words that are accepted, with blanks or commas."""
        found = self.text(name).replace(",", " ").split()
        known = accepted() if found else ()
        for one in found:
            if one not in known:
                raise _refused(name, one, ", ".join(sorted(known)))
        return found

    def address(self, name: str, *, here_by_http: bool) -> str:
        """An address of the web without a slash at its end. here_by_http: whether only this computer may lack HTTPS."""
        said = self.text(name).rstrip("/")
        if not said:
            return ""
        try:
            parts = urlsplit(said)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            raise _refused(name, said, "https://name") from None
        here = parts.hostname in HERE
        if not good or (here_by_http and parts.scheme == "http" and not here):
            raise _refused(name, said, "an address with https://")
        return said

    def secret(self, name: str) -> str:
        """A secret, which no message repeats; empty where nothing is given."""
        said = self.text(name)
        if said and len(said) < 32:
            raise InputError(f"{name} has {len(said)} characters", hint="accepted: 32 or more that nobody can guess")
        return said

    def database(self, name: str) -> str:
        """The address of a database of a kind that the office works on. No message repeats it: it holds a password."""
        said = self.text(name)
        if said:
            scheme = said.partition("://")[0].casefold() if "://" in said else ""
            if scheme not in DATABASES:
                kind = f"names a database of the kind {scheme[:20]!r}" if scheme else "is no address of a database"
                raise InputError(f"{name} {kind}", hint="accepted: postgres://user:password@host/name")
        return said

    def unknown(self) -> Iterator[str]:
        """A sentence for each name that looks like a setting of the office and is none."""
        for name in sorted(self.environment):
            if name.startswith("OFFICE_") and name not in READ and name not in ELSEWHERE:
                words = [one.removeprefix("OFFICE_") for one in READ]
                near = difflib.get_close_matches(name.removeprefix("OFFICE_"), words, 1, 0.7)
                meant = f" Is OFFICE_{near[0]} meant?" if near else ""
                yield f"{name} is no setting of the office, and sets nothing.{meant}"


def _refused(name: str, said: Any, accepted: str) -> InputError:
    return InputError(f"{name} is {said!r}", hint=f"accepted: {accepted}")
