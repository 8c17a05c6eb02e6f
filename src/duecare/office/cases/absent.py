"""Rows that are known not to be there."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import QuerySet


class NoRows(QuerySet[Any]):
    """Django's `none()`, which also puts no question together where it is only narrowed, read or counted."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if not self.query.is_empty():
            self.query.set_empty()

    def _narrowed(self, *_given: Any, **_named: Any) -> Self:
        return self

    filter = exclude = order_by = select_related = prefetch_related = defer = only = values_list = _narrowed

    def _fetch_all(self) -> None:
        self._result_cache: list[Any] = []

    def exists(self) -> bool:
        return False

    def count(self) -> int:
        return 0

    def first(self) -> None:
        return None
