"""Errors a caller can catch: one root, children that also are what Python callers expect."""

from __future__ import annotations


class DuecareError(Exception):
    """Root of every error that Duecare raises on purpose."""


class InputError(DuecareError, ValueError):
    """A file, value or argument that cannot be used; says where it is and what is accepted."""

    def __init__(
        self, message: str, *, path: str | None = None, line: int | None = None, hint: str | None = None
    ) -> None:
        self.message, self.path, self.line, self.hint = message, path, line, hint
        super().__init__(message)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text


class OutputError(DuecareError, OSError):
    """A result could not be written; nothing was left behind half-written."""
