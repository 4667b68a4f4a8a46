"""Small helpers for views; imports no app."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest

PAGE_SIZE = 50


@contextmanager
def errors_on(form: BaseForm) -> Iterator[None]:
    """Show a ValidationError raised inside the block where the form can show it."""
    try:
        yield
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, errors in by_field.items():
            for each in errors:
                form.add_error(name if name in form.fields else None, each)


def paginate(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, name: str = "page"
) -> Page[Any]:
    """The page of `rows` that the address asks for by this name; an impossible number gives the
    nearest."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get(name))
