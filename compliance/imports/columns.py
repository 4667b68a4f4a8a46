"""Columns of a workbook: what each is called, how its cells are read, and the field it fills."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from agreements.models import Source
from compliance.imports import cells
from compliance.imports.cells import Reader
from compliance.imports.reading import LANGUAGES
from compliance.imports.shapes import SHAPES

Words = Any  # a text, or one that is translated when it is shown

DATE = gettext_lazy("A year, a month or a day: 2010, 2010-03 or 2010-03-16.")
SPOKEN = gettext_lazy("In one language at least.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet. It fills a field of an item, of a text that of one language."""

    name: str  # as a heading, whatever the language
    kind: str  # of the item
    field: str
    language: str = ""
    read: Reader = cells.text
    label: Words = ""  # where that of the model does not say it
    help: Words = ""
    choices: type[models.TextChoices] | None = None
    names: type[models.Model] | None = None  # what it names by its code
    required: bool = False

    @property
    def attribute(self) -> str:
        """The column of the model that it fills."""
        known = SHAPES[self.kind].fields[self.field]
        return (known.column or self.field) + (f"_{self.language}" if self.language else "")

    @property
    def heading(self) -> str:
        """In the language of the reader."""
        if self.label:
            return capfirst(str(self.label))
        field: Any = SHAPES[self.kind].model._meta.get_field(self.attribute)
        return capfirst(str(field.verbose_name))


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of one kind."""

    kind: str
    columns: tuple[Column, ...]

    @property
    def model(self) -> type[models.Model]:
        return SHAPES[self.kind].model

    @property
    def names_its_own(self) -> bool:
        """Whether a row may name another of its kind, which then comes before it."""
        fields = (SHAPES[each.kind].fields[each.field] for each in self.columns)
        return any(known.of == self.kind for known in fields)

    @property
    def title(self) -> str:
        """In the language of the reader."""
        return capfirst(str(self.model._meta.verbose_name_plural))


def spoken(kind: str, field: str, *, name: str = "", required: Words = "") -> Iterator[Column]:
    """A text in three languages, a column each."""
    for language in LANGUAGES:
        yield Column(
            name=f"{name or field}_{language}",
            kind=kind,
            field=field,
            language=language,
            help=required,
        )


def naming(kind: str, field: str, of: type[models.Model], help_text: Words, **more: Any) -> Column:
    """A column that names something by its code."""
    given: dict[str, Any] = {"label": of._meta.verbose_name, "names": of, **more}
    name = given.pop("name", field)
    return Column(name=name, kind=kind, field=field, read=cells.code, help=help_text, **given)


def choosing(kind: str, field: str, choices: type[models.TextChoices], **more: Any) -> Column:
    read = cells.one_of(choices)
    return Column(name=field, kind=kind, field=field, read=read, choices=choices, **more)


def code(kind: str, help_text: Words) -> Column:
    return Column(
        name="code", kind=kind, field="code", read=cells.code, help=help_text, required=True
    )


def dated(kind: str, field: str, **more: Any) -> Column:
    return Column(name=field, kind=kind, field=field, read=cells.partial, **{"help": DATE, **more})


def cited(kind: str) -> Iterator[Column]:
    """Where the row is from."""
    yield Column(
        name="source",
        kind=kind,
        field="citations",
        read=cells.code,
        names=Source,
        label=Source._meta.verbose_name,
        help=gettext_lazy("The key of the source that says so."),
    )
    yield Column(
        name="locator",
        kind=kind,
        field="citations",
        label=gettext_lazy("place in the source"),
        help=gettext_lazy("Where in the source: a page, an article, a line."),
    )
