"""What verbs of the record ask first: whether this form has been sent before, which day it is."""

import uuid
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from agreements.models import Forum, PartialDate, RegimeSettings
from sosek.ledger.writing import Chain

M = TypeVar("M", bound=Model)


def sent_before(model: type[M], key: uuid.UUID | None, **same: Any) -> M | None:
    """What the same form has already become; refuses a key that belongs to something else."""
    rows: Any = model._default_manager
    earlier: M | None = rows.filter(submission_key=key).first() if key else None
    if earlier and any(getattr(earlier, name) != value for name, value in same.items()):
        raise ValidationError(_("This form was already sent. Open it again."), code="key")
    return earlier


def current_settings(regime_id: int) -> RegimeSettings:
    """The settings of a regime that were recorded last."""
    return RegimeSettings.objects.filter(regime_id=regime_id).latest("sequence")


def today_in(forum: Forum, chain: Chain) -> date:
    """The day it is for a forum, in the time zone of its regime."""
    zone = ZoneInfo(current_settings(forum.regime_id).time_zone)
    return chain.now.astimezone(zone).date()


def refuse_future(field: str, day: PartialDate | None, today: date) -> None:
    """A day that has not come says nothing."""
    if day and day.first_day > today:
        refusal = ValidationError(_("That day has not come yet."), code="future")
        raise ValidationError({field: refusal})


def day_read(day: PartialDate, today: date) -> date:
    """The day that figures read: a month or year speaks for its end, never for days to come."""
    return min(day.last_day, today)
