"""What was found, as a page shows it: its name, where it belongs, when, and the words that fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import (
    Agreement,
    Appointment,
    Committee,
    Instrument,
    Meeting,
    Obligation,
    PartialDate,
    Site,
    Source,
    WorkingPaper,
)
from agreements.permissions import Asker
from compliance.dashboard.meetings import short_name
from compliance.finding.kinds import BY_CODE
from compliance.finding.search import Found, keys
from compliance.finding.words import Asked, Part, excerpt, found_in, marked
from compliance.models import ProgressReport

LANGUAGES = ("en", "id", "ms")


class Text(NamedTuple):
    """Something that may have the words, and its language where that is known."""

    text: str
    language: str = ""


class Shown(NamedTuple):
    """What a page says of one thing."""

    name: str
    where: str
    address: str
    texts: tuple[Text, ...]
    on: PartialDate | date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    kind: str
    word: Any  # of its kind
    title: tuple[Part, ...]
    where: str
    on: PartialDate | date | None
    address: str
    excerpt: tuple[Part, ...]  # where the words stand, unless the title has them
    language: str  # of the excerpt


def hits(found: Found, wanted: Asked, user: Asker, *, known_at: datetime) -> tuple[Hit, ...]:
    """In the order in which they were found. For each kind among them one query, for reports and
    what stands under a committee two."""
    shown: dict[tuple[str, str], Shown] = {}
    for code in {kind for kind, _key in found.hits}:
        rows = BY_CODE[code].visible(user, known_at).filter(pk__in=keys(found.hits, code))
        say = SAYING[code]
        for row in rows.select_related(*say.joined).prefetch_related(*say.read):
            shown[code, _key_of(row)] = say.shown(row)
    return tuple(
        _hit(code, shown[code, _plain(key)], wanted)
        for code, key in found.hits
        if (code, _plain(key)) in shown
    )


def _key_of(row: Model) -> str:
    return _plain(str(row.pk))


def _plain(key: str) -> str:
    """A key as both databases write it."""
    return key.replace("-", "")


def _hit(code: str, shown: Shown, wanted: Asked) -> Hit:
    texts = [each for each in shown.texts if each.text and each.text != shown.name]
    fits = next((each for each in texts if found_in(each.text, wanted)), None)
    if (
        fits
        and code != "report"
        and all(found_in(shown.name, Asked((term,))) for term in wanted.terms)
    ):
        fits = None  # the title says it all
    return Hit(
        kind=code,
        word=SAYING[code].word,
        title=marked(shown.name, wanted),
        where=shown.where,
        on=shown.on,
        address=shown.address,
        excerpt=excerpt(fits.text, wanted) if fits else (),
        language=fits.language if fits else "",
    )


def _translated(row: Any, *fields: str) -> tuple[Text, ...]:
    return tuple(
        Text(getattr(row, f"{field}_{language}"), language)
        for field in fields
        for language in LANGUAGES
    )


def _paper(row: WorkingPaper) -> Shown:
    where = _("%(forum)s, paper %(number)s") % {"forum": row.forum, "number": row.number}
    return Shown(str(row), where, row.get_absolute_url(), _translated(row, "name"))


def _agreement(row: Agreement) -> Shown:
    return Shown(str(row), str(row.paper), row.get_absolute_url(), _translated(row, "name"))


def _obligation(row: Obligation) -> Shown:
    return Shown(str(row), str(row.agreement), row.get_absolute_url(), _translated(row, "name"))


def _site(row: Site) -> Shown:
    where = ", ".join(filter(None, [str(row.get_kind_display()), row.district, str(row.party)]))
    texts = (Text(", ".join(map(str, row.aliases))), Text(row.note))
    return Shown(row.name, where, row.get_absolute_url(), texts)


def _committee(row: Committee) -> Shown:
    names = tuple(text for name in row.names.all() for text in _translated(name, "name"))
    texts = (*names, *_translated(row, "mandate"))
    return Shown(str(row), str(row.get_level_display()), row.get_absolute_url(), texts)


def _person(row: Appointment) -> Shown:
    where = f"{row.get_role_display()}, {row.committee}"
    texts = _translated(row, "post")
    return Shown(row.person, where, row.committee.get_absolute_url(), texts, row.starts_on)


def _meeting(row: Meeting) -> Shown:
    name = f"{short_name(row)}, {row.place}" if row.place else short_name(row)
    texts = _translated(row, "summary")
    return Shown(name, str(row.committee), row.get_absolute_url(), texts, row.starts_on)


def _instrument(row: Instrument) -> Shown:
    texts = _translated(row, "name", "note")
    return Shown(str(row), row.place, reverse("compliance:timeline"), texts, row.signed_on)


def _source(row: Source) -> Shown:
    where = ", ".join(filter(None, [row.author, str(row.get_kind_display())]))
    address = reverse("agreements:source", args=[row.key])
    return Shown(row.title, where, address, (Text(row.note),), row.published_on)


def _report(row: ProgressReport) -> Shown:
    said = row.get_status_display() if row.status else _("Information")
    name = _("%(obligation)s: %(state)s") % {"obligation": row.obligation, "state": said}
    by = str(row.side) if row.side else _("Observation")
    texts = (Text(row.narrative, row.language),)
    return Shown(name, by, row.get_absolute_url(), texts, row.observed_on)


class Saying(NamedTuple):
    """How a kind of thing is shown, and what that reads beside the row."""

    word: Promise  # of one
    shown: Callable[[Any], Shown]
    joined: Sequence[str] = ()
    read: Sequence[str] = ()


SAYING = {
    "paper": Saying(gettext_lazy("Working paper"), _paper, ("forum",)),
    "agreement": Saying(gettext_lazy("Agreement"), _agreement, ("paper",)),
    "obligation": Saying(gettext_lazy("Obligation"), _obligation, ("agreement",)),
    "site": Saying(gettext_lazy("Site"), _site, ("party",)),
    "committee": Saying(gettext_lazy("Committee"), _committee, (), ("names",)),
    "person": Saying(
        gettext_lazy("Person in office"), _person, ("committee",), ("committee__names",)
    ),
    "meeting": Saying(gettext_lazy("Meeting"), _meeting, ("committee",), ("committee__names",)),
    "instrument": Saying(gettext_lazy("Instrument"), _instrument),
    "source": Saying(gettext_lazy("Source"), _source),
    "report": Saying(gettext_lazy("Report"), _report, ("obligation", "side")),
}
