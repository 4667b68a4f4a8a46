"""What can be found: which words of each kind of thing are kept, and who may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet, TextChoices
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import (
    Agreement,
    Appointment,
    Committee,
    CommitteeName,
    Instrument,
    Meeting,
    MeetingKind,
    Obligation,
    Site,
    SiteKind,
    Source,
    WorkingPaper,
)
from agreements.permissions import Asker
from compliance.models import ProgressReport

NAMES = ("name_en", "name_id", "name_ms")


@dataclass(frozen=True, slots=True)
class Listed:
    """A column that holds a list of texts."""

    column: str


@dataclass(frozen=True, slots=True)
class Below:
    """Columns of rows that point at what is found."""

    model: type[Model]
    key: str  # the column by which they point
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A column whose code has words, kept in every language."""

    column: str
    choices: type[TextChoices]

    def words(self) -> dict[str, str]:
        """Of each code all its words."""
        return {choice.value: in_every_language(choice.label) for choice in self.choices}


@dataclass(frozen=True, slots=True)
class Said:
    """Words that all of a kind have."""

    words: Promise


Piece = str | Listed | Below | Labelled | Said


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that can be found."""

    code: str
    word: Promise
    model: type[Model]
    title: tuple[Piece, ...]
    text: tuple[Piece, ...] = ()
    dated: str = ""  # the column of its day
    only: str = ""  # the column that must say something
    seen: Callable[[Asker, datetime], QuerySet[Any]] | None = None

    def visible(self, user: Asker, known_at: datetime) -> QuerySet[Any]:
        """Those of it that the reader may see."""
        if self.seen is not None:
            return self.seen(user, known_at)
        found: QuerySet[Any] = self.model.objects.visible_to(user)  # type: ignore[attr-defined]
        return found


def in_every_language(text: Any) -> str:
    """A word of ours in all its languages."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(str(text))
    return " ".join(dict.fromkeys(found))


def _reports(user: Asker, known_at: datetime) -> QuerySet[Any]:
    return ProgressReport.objects.visible_to(user).filter(recorded_at__lte=known_at)


KINDS = (
    Kind("paper", _("Working papers"), WorkingPaper, (*NAMES, "number", Said(_("Working paper")))),
    Kind("agreement", _("Agreements"), Agreement, NAMES, ("code",)),
    Kind("obligation", _("Obligations"), Obligation, NAMES, ("code",)),
    Kind(
        "site",
        _("Sites"),
        Site,
        ("name", Listed("aliases")),
        ("district", "note", "code", Labelled("kind", SiteKind)),
    ),
    Kind(
        "committee",
        _("Committees"),
        Committee,
        (Below(CommitteeName, "committee_id", NAMES),),
        ("mandate_en", "mandate_id", "mandate_ms", "code"),
    ),
    Kind(
        "person",
        _("People in office"),
        Appointment,
        ("person",),
        ("post_en", "post_id", "post_ms"),
        only="person",
    ),
    Kind(
        "meeting",
        _("Meetings"),
        Meeting,
        (Labelled("kind", MeetingKind), "number", "place"),
        ("summary_en", "summary_id", "summary_ms", "code"),
        dated="starts_on",
    ),
    Kind(
        "instrument",
        _("Instruments"),
        Instrument,
        NAMES,
        ("place", "note_en", "note_id", "note_ms", "code"),
        dated="signed_on",
    ),
    Kind(
        "source",
        _("Sources"),
        Source,
        ("title",),
        ("author", "key", "note"),
        dated="published_on",
    ),
    Kind(
        "report",
        _("Reports"),
        ProgressReport,
        (),
        ("narrative",),
        dated="observed_day",
        seen=_reports,
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}
