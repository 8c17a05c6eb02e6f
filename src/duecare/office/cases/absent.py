"""Rows that are known not to be there."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import QuerySet


class NoRows(QuerySet[Any]):
    """A queryset that is empty however it is narrowed, and puts no question together, as Django's `none()` does."""

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
