"""What views share: refusals on a form, and pages of a long list."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from sosek.web import PAGE_SIZE, errors_on, paginate


class Form(forms.Form):
    reason = forms.CharField()


def bound() -> Form:
    form = Form({"reason": "So."})
    assert form.is_valid()
    return form


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (ValidationError("No."), {"__all__": ["No."]}),
        (ValidationError(["No.", "Never."]), {"__all__": ["No.", "Never."]}),
        (ValidationError({"reason": "Why?"}), {"reason": ["Why?"]}),
        (ValidationError({"side": "Whose?"}), {"__all__": ["Whose?"]}),  # a field not shown
    ],
)
def test_a_refusal_stands_where_the_form_can_show_it(refusal: Any, told: Any) -> None:
    form = bound()

    with errors_on(form):
        raise refusal

    assert form.errors == told


def test_a_refusal_keeps_its_code_and_anything_else_is_loud() -> None:
    form = bound()
    with errors_on(form):
        raise ValidationError({"reason": ValidationError("Why?", code="why")})
    assert form.has_error("reason", "why")

    with pytest.raises(KeyError), errors_on(form):
        raise KeyError


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("2", 2), ("99", 3), ("0", 3), ("-1", 3), ("x", 1)]
)
def test_an_impossible_page_gives_the_nearest(rf: Any, asked: str, number: int) -> None:
    rows = list(range(2 * PAGE_SIZE + 1))

    assert paginate(rf.get("/", {"page": asked}), rows).number == number
