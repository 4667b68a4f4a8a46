"""Digests: what is new on each person's list, as a message in their language."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import User
from compliance.dashboard.persons import FiguresAt, forums_seen, own_work, zone_of
from compliance.dashboard.waiting import Waiting, more_urgent, waiting
from compliance.exports.noticed import HEADINGS, note
from compliance.models import Frequency, NoticeSettings, OutboxMessage
from compliance.workflow.mailing import off_path
from compliance.workflow.noticing import settings_of, write_message

logger = logging.getLogger(__name__)

FROM_HOUR = 6
"""In the regime's time zone: nobody is written to at night."""
MOST = 12
"""Beyond so many, a part says how many more there are."""


@dataclass(slots=True)
class Written:
    """What became of a run."""

    written: int = 0
    nothing: int = 0  # nothing new for them
    unreachable: list[str] = field(default_factory=list)  # who has no address
    broken: list[str] = field(default_factory=list)  # whose list could not be read


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list: what is new in it."""

    heading: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A message before it is printed."""

    parts: tuple[Part, ...]
    fresh: int
    others: int  # what waits besides, told before
    frequency: str
    work: str
    profile: str
    off: str


def write_digests(*, at: datetime) -> Written:
    """Write each person's digest that is due into the outbox: one for a day or a week, none where
    there is nothing new, and nothing that was told already unless it became more urgent."""
    outcome = Written()
    figures_in = {code: FiguresAt(at) for code, _name in settings.LANGUAGES}
    for user in _people():
        if not user.email:
            outcome.unreachable.append(user.get_username())
            continue
        language = user.language or settings.LANGUAGE_CODE
        try:
            with translation.override(language):
                done = _write(user, language, figures_in[language], at)
        except Exception:  # whatever is wrong with one list, the others get theirs
            logger.exception("digest of user %s not written", user.pk)
            outcome.broken.append(user.get_username())
            continue
        if done is not None:
            outcome.written += done
            outcome.nothing += not done
    return outcome


def _people() -> list[User]:
    """Who acts in some role, is active, and has not turned mail off. One query."""
    rows = User.objects.filter(is_active=True, memberships__isnull=False).distinct()
    wanted = rows.exclude(notice_settings__frequency=Frequency.OFF)
    return list(wanted.order_by("pk"))


def _write(user: User, language: str, figures: FiguresAt, at: datetime) -> bool | None:
    """Whether there was something to write; None: it is not due, or is written already."""
    forums = forums_seen(user)
    zone = zone_of(forums)
    chosen = settings_of(user)
    period = period_of(chosen.frequency, at.astimezone(zone))
    key = f"digest/{user.pk}/{period}"
    if not period or OutboxMessage.objects.filter(key=key).exists():
        return None
    day = at.astimezone(zone).date()
    waits = waiting(own_work(user, forums, figures, today=day, known_at=at, zone=zone))
    fresh = [each for each in waits if more_urgent(each.urgency, chosen.told.get(each.key, ""))]
    if not fresh:
        return False
    digest = _digest(chosen, fresh, others=len(waits) - len(fresh))
    message = OutboxMessage(
        key=key,
        user=user,
        language=language,
        subject=_subject(digest),
        body=as_text(digest),
        html=as_html(digest, language),
        created_at=at,
        next_try_at=at,
    )
    return write_message(message, told={each.key: each.urgency for each in waits}) or None


def period_of(frequency: str, local: datetime) -> str:
    """The day or week for which a digest is due at this local time; "": none is before morning."""
    if local.hour < FROM_HOUR:
        return ""
    if frequency == Frequency.WEEKLY:
        year, week, _day = local.isocalendar()
        return f"{year}-W{week:02}"
    return local.date().isoformat()


def _digest(chosen: NoticeSettings, fresh: list[Waiting], *, others: int) -> Digest:
    base = settings.BASE_URL
    return Digest(
        parts=tuple(_parts(fresh, base)),
        fresh=len(fresh),
        others=others,
        frequency=chosen.frequency,
        work=base + reverse("compliance:work"),
        profile=base + reverse("compliance:profile"),
        off=base + off_path(chosen.unsubscribing),
    )


def _parts(fresh: list[Waiting], base: str) -> Iterator[Part]:
    for kind, group in groupby(fresh, lambda each: each.kind):
        items = list(group)
        lines = tuple(Line(each.title, note(each), base + each.path) for each in items[:MOST])
        yield Part(str(HEADINGS[kind]), lines, more=len(items) - len(lines))


def _subject(digest: Digest) -> str:
    return ngettext(
        "Sosek: %(count)s new thing on your list",
        "Sosek: %(count)s new things on your list",
        digest.fresh,
    ) % {"count": digest.fresh}


def as_text(digest: Digest) -> str:
    """The message as plain text."""
    blocks = [_("New on your list, or more urgent than when you were told last:")]
    blocks += [_part_text(part) for part in digest.parts]
    blocks.append(f"{_others(digest)}\n{digest.work}")
    blocks.append(
        "\n".join(
            [
                "-- ",
                _("How often you get this: %(address)s") % {"address": digest.profile},
                _("No more mail, with one click: %(address)s") % {"address": digest.off},
            ]
        )
    )
    return "\n\n".join(blocks) + "\n"


def as_html(digest: Digest, language: str) -> str:
    """The same for a mail program that shows links."""
    context = {"digest": digest, "language": language, "others": _others(digest)}
    return render_to_string("compliance/digest.html", context)


def _part_text(part: Part) -> str:
    title = part.heading.upper()
    lines = [f"* {line.title}\n  {line.note}\n  {line.address}" for line in part.lines]
    if part.more:
        lines.append(f"* {_('and %(count)s more') % {'count': part.more}}")
    return "\n\n".join([title, *lines])


def _others(digest: Digest) -> str:
    if not digest.others:
        return _("This is all that waits for you:")
    return ngettext(
        "%(count)s thing that you were told of before still waits. All of them:",
        "%(count)s things that you were told of before still wait. All of them:",
        digest.others,
    ) % {"count": digest.others}
