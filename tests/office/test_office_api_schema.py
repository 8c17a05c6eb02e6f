"""What schemathesis makes of the schema: whatever is sent, the answer is one that the schema announces, and no 500."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from api_tokens import token_for
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_people import People
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from duecare.office.api.acts import tag_of
from duecare.office.api.interface import SCOPES, schema
from duecare.office.cases.models import Case
from duecare.office.wsgi import application

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 10


@pytest.mark.parametrize("name", sorted(SCOPES))
def test_whatever_is_sent_is_answered_as_the_schema_says(name: str, people: People, case: Case) -> None:
    loaded: Any = schemathesis.openapi.from_dict(schema())
    loaded.app = application
    operation = loaded.find_operation_by_id(name)
    secrets = [token_for(people[one])[1] for one in ("sam", "ana")]

    @given(sent=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode)),
           secret=st.sampled_from(secrets), known=st.booleans())  # fmt: skip
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def holds(sent: Any, secret: str, known: bool) -> None:
        if known and "number" in (sent.path_parameters or {}):
            sent.path_parameters["number"] = case.number
        if known and name == "change_deal":
            sent.headers["If-Match"] = tag_of(Case.objects.get())
        headers = {"Authorization": f"Bearer {secret}", "Host": "localhost", "Accept-Encoding": "identity"}
        sent.call_and_validate(headers=headers, checks=CHECKS)

    holds()
