"""The description of the API is true: valid, complete, and kept to whatever is asked."""

import os
from io import StringIO

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agreements.workflow import make_token
from sosek.api import described
from tests.factories import ProgressReportFactory, VerificationFactory, pdf

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.django_db
def test_the_description_is_valid_and_nothing_in_it_is_guessed():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_every_address_answers_as_described(
    settings, obligation_of_id, official_id, official_my, sabah, meeting
):
    """Each as an official, of a row that is there, with what fits the description."""
    settings.API_RATE = 1_000_000
    report = ProgressReportFactory(obligation=obligation_of_id, author=official_id, uploads=[pdf()])
    VerificationFactory(report=report, verifier=official_my, party=sabah, verdict="contested")
    there = {
        "obligations": {"code": obligation_of_id.code},
        "forums": {"slug": "kaltim-sabah"},
        "parties": {"code": "ID"},
        "reports": {"id": str(report.pk)},
        "disputes": {"id": str(report.disputes.get().pk)},
        "evidence": {"id": str(report.evidence.get().pk)},
        "committees": {"code": meeting.committee.code},
        "meetings": {"code": meeting.code, "id": meeting.agenda.get(kind="other").pk},
    }
    _token, secret = make_token(official_id, name="test", scope="write", days=7)
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/schema/", whole)
    operations = [result.ok() for result in schema.get_all_operations()]
    for operation in operations:
        ask(operation, headers, there.get(operation.path.split("/")[3], {}))

    assert len(operations) == sum(len(methods) for methods in described()["paths"].values())


def whole(environ, start):
    """The whole application; what it answers is read to its end, files too."""
    response = WSGIHandler()(environ, start)
    try:
        return [b"".join(response)]
    finally:
        response.close()


def ask(operation, headers, there):
    """Ask it so often."""

    @seed(1995)
    @given(case=operation.as_strategy())
    @once_generated
    def answered(case):
        for name in case.path_parameters or {}:
            case.path_parameters[name] = there.get(name, case.path_parameters[name])
        case.call_and_validate(headers=headers, checks=CHECKS)

    answered()


once_generated = settings(
    max_examples=int(os.environ.get("SOSEK_API_EXAMPLES", "1")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    database=None,
)
