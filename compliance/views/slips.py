"""A form beneath a page: what was typed comes back, whatever kept it from coming through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest

from compliance.views.typed import typed_for


@dataclass(frozen=True, slots=True)
class Slip:
    """A form with what belongs to it."""

    form: Any
    keep: str  # the name under which the browser keeps what is typed in it
    opened: bool = False  # it holds something: refused, or lost with a sign-in
    again: tuple[str, ...] = ()  # names of files to choose again


def blank_slip(
    request: HttpRequest, keep: str, make: Callable[[Mapping[str, str]], BaseForm]
) -> Slip:
    """The form as it is first shown: empty, or as a lost sign-in left it. `make` is given what was
    typed, for its initial values."""
    typed = typed_for(request, keep)
    fields = typed.fields if typed else {}
    return Slip(make(fields), keep, typed is not None, typed.files if typed else ())


def refused_slip(request: HttpRequest, keep: str, form: BaseForm) -> Slip:
    """The form as it was sent. A browser gives no file back: their names say which to choose."""
    files = tuple(str(f.name)[:150] for name in request.FILES for f in request.FILES.getlist(name))
    return Slip(form, keep, True, files)
