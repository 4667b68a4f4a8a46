"""Who sits on a committee: appointed, corrected, ended, and seats that stand empty."""

import logging
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Appointment, PartialDate, User
from agreements.workflow.keeping import begin, keep, refuse_unchanged
from agreements.workflow.registering import Citations

logger = logging.getLogger(__name__)


@transaction.atomic
def appoint(
    appointment: Appointment,
    *,
    author: User,
    citations: Citations = (),
    edition: str | None = None,
) -> Appointment:
    """Somebody takes a seat; a vacancy of it that is still open ends with that."""
    begin(appointment.committee, author=author, edition=edition)
    _refuse_twin(appointment)
    _fill(appointment, author)
    keep(appointment, author=author, citations=citations)
    logger.info("appointment %s made by user %s", appointment.pk, author.pk)
    return appointment


@transaction.atomic
def change_appointment(
    appointment: Appointment,
    *,
    author: User,
    citations: Citations | None = None,
    edition: str | None = None,
) -> Appointment:
    """What was entered of it is put right."""
    begin(appointment.committee, author=author, edition=edition)
    _refuse_gone(appointment)
    refuse_unchanged(appointment, citations)
    keep(appointment, author=author, citations=citations)
    logger.info("appointment %s changed by user %s", appointment.pk, author.pk)
    return appointment


@transaction.atomic
def end_appointment(
    appointment: Appointment,
    *,
    ends_on: PartialDate,
    author: User,
    edition: str | None = None,
) -> Appointment:
    """Its term ends. Who sits there afterwards is not known by that."""
    begin(appointment.committee, author=author, edition=edition)
    appointment = _refuse_gone(appointment)
    appointment.ends_on = ends_on
    refuse_unchanged(appointment)
    keep(appointment, author=author)
    logger.info("appointment %s ended by user %s", appointment.pk, author.pk)
    return appointment


@transaction.atomic
def mark_vacant(
    vacancy: Appointment,
    *,
    author: User,
    after: Appointment | None = None,
    citations: Citations = (),
    edition: str | None = None,
) -> Appointment:
    """The seat stands empty, for certain. The term of who held it (`after`) ends then, if its
    beginning is known and its end is not: of who was only seen there, no end is known by that."""
    begin(vacancy.committee, author=author, edition=edition)
    vacancy.vacant = True
    _refuse_twin(vacancy)
    if after is not None:
        after = _refuse_gone(after)
        if after.starts_on and after.ends_on is None and vacancy.starts_on:
            after.ends_on = eve(vacancy.starts_on)
            keep(after, author=author)
    keep(vacancy, author=author, citations=citations)
    logger.info("appointment %s vacant by user %s", vacancy.pk, author.pk)
    return vacancy


def eve(day: PartialDate) -> PartialDate:
    """The day before; where only the month or the year is known, the same."""
    if day.first_day != day.last_day:
        return day
    return PartialDate((day.first_day - timedelta(days=1)).isoformat())


def _fill(appointment: Appointment, author: User) -> None:
    """Vacancies of the seat that began before and have no end."""
    starts = appointment.starts_on
    if appointment.vacant or starts is None:
        return
    for vacancy in _seat(appointment).filter(vacant=True, ends_on=None).exclude(starts_on=None):
        if vacancy.starts_on and vacancy.starts_on.first_day <= starts.first_day:
            vacancy.ends_on = max(eve(starts), vacancy.starts_on, key=lambda day: day.last_day)
            keep(vacancy, author=author)


def _refuse_twin(appointment: Appointment) -> None:
    """The same form sent twice, or a term that is there already."""
    same = {
        field.name: getattr(appointment, field.attname)
        for field in appointment._meta.concrete_fields
        if field.name not in ("id", "committee", "side", "role", "note")
    }
    if _seat(appointment).filter(**_asked(same)).exists():
        sentence = _("The same appointment is on record already.")
        raise ValidationError({"person": ValidationError(sentence, code="twin")})


def _asked(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name if value is not None else f"{name}__isnull": value if value is not None else True
        for name, value in values.items()
    }


def _seat(appointment: Appointment) -> Any:
    return Appointment.objects.filter(
        committee=appointment.committee, side=appointment.side, role=appointment.role
    )


def _refuse_gone(appointment: Appointment) -> Appointment:
    """It as it stands now."""
    found = Appointment.objects.filter(pk=appointment.pk).first()
    if found is None:
        raise ValidationError(_("This appointment was taken away in the meantime."), code="gone")
    return found
