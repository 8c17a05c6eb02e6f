"""An order system of a house, as far as it asks for clearance."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class Orders:
    """The order system of the house, which asks over HTTP with its token."""

    def __init__(self, address: str, secret: str, customer: str, item: str) -> None:
        asked = urllib.parse.urlencode({"customer": customer, "item": item})
        self._address, self._secret = f"{address}/api/v1/clearance?{asked}", secret

    def ask(self, activity: str, secret: str = "") -> tuple[int, dict[str, Any]]:
        """Status and answer."""
        asked = urllib.request.Request(
            f"{self._address}&activity={activity}", headers={"Authorization": f"Bearer {secret or self._secret}"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)
