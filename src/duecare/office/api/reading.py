"""Read the body of a request: JSON as the library reads it, and nothing that a database could not keep."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, RawPostDataException, UnreadablePostError
from ninja.parser import Parser

from duecare.errors import InputError
from duecare.office.api.problems import RequestError
from duecare.transaction.json_text import load_json

_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def read_json(body: bytes) -> Any:
    """The JSON of a body, in UTF-8; fractions as text, as transactions keep them.

    Raises:
        RequestError: no JSON, a key twice, nested too deeply, a NUL or half a character in it.
    """
    try:
        document, _ = load_json(body.decode("utf-8"), None)
        text = json.dumps(document, default=str, ensure_ascii=False)
        text.encode("utf-8")
    except UnicodeError:
        raise RequestError("unreadable", "The body is not text in UTF-8.") from None
    except InputError as wrong:
        raise RequestError("unreadable", f"The body {wrong}.") from None
    if _NUL.search(text):
        raise RequestError("unreadable", "The body has a NUL character in it.")
    return json.loads(text)


class Reader(Parser):
    """How bodies of requests are read."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = request.body
        except RequestDataTooBig:
            raise RequestError("too-large") from None
        except (RawPostDataException, UnreadablePostError):
            raise RequestError("unreadable", "The body was cut off.") from None
        return read_json(body)
