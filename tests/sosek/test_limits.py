"""What is too large is refused before it is read."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from sosek.limits import LimitMiddleware

pytestmark = pytest.mark.django_db  # a request closes what connections have grown old


class Untouched:
    """A body that must not be read."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def posted(**said: Any) -> dict[str, Any]:
    request = RequestFactory().post("/accounts/login/", content_type="application/octet-stream")
    environ = request.environ | {"wsgi.input": Untouched(), "HTTP_COOKIE": "sessionid=none"}
    environ.pop("CONTENT_LENGTH", None)
    return environ | said


def answered(environ: dict[str, Any]) -> tuple[str, str]:
    """What the whole application says to it."""
    status: list[str] = []
    parts = WSGIHandler()(environ, lambda line, headers, *rest: status.append(line))
    return status[0], b"".join(parts).decode()


def test_what_is_too_large_is_neither_read_nor_asked_whose_it_is(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        status, page = answered(posted(CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES + 1)))

    assert status == "413 Request Entity Too Large"
    assert "What you sent is larger than 104.0\xa0MB" in page


@pytest.mark.parametrize(
    ("language", "says"),
    [("id", "Terlalu besar sekaligus"), ("ms", "Terlalu besar sekali gus")],
)
def test_it_says_so_in_the_language_of_the_browser(language, says):
    large = str(settings.REQUEST_MAX_BYTES + 1)
    _status, page = answered(posted(CONTENT_LENGTH=large, HTTP_ACCEPT_LANGUAGE=language))
    assert f"<h1>{says}</h1>" in page


def test_what_does_not_say_how_long_it_is_is_refused():
    status, page = answered(posted(HTTP_TRANSFER_ENCODING="chunked"))
    assert status == "411 Length Required"
    assert "does not say how long it is" in page


def test_a_length_of_more_digits_than_python_reads_is_too_large():
    status, _page = answered(posted(CONTENT_LENGTH="9" * 5000))
    assert status == "413 Request Entity Too Large"


@pytest.mark.parametrize("length", ["", "0", "0" * 5000, str(settings.REQUEST_MAX_BYTES)])
def test_everything_else_goes_on(length):
    request = RequestFactory().get("/")
    request.META["CONTENT_LENGTH"] = length
    assert LimitMiddleware(lambda request: "answer")(request) == "answer"


def test_a_report_with_all_its_files_and_the_longest_text_goes_through():
    files = settings.EVIDENCE_MAX_FILES * settings.EVIDENCE_MAX_BYTES
    assert settings.EVIDENCE_MAX_FILES <= settings.DATA_UPLOAD_MAX_NUMBER_FILES
    assert files + settings.DATA_UPLOAD_MAX_MEMORY_SIZE < settings.REQUEST_MAX_BYTES


def test_a_program_is_told_so_as_a_problem():
    status, told = answered(
        posted(PATH_INFO="/api/v1/reports/", CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES + 1))
    )

    assert status.startswith("413")
    assert json.loads(told)["type"].endswith("/api/docs/#too-large")
