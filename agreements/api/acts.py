"""Writing who sits on a committee, by the verbs of its pages."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from agreements.api.asking import refusal
from agreements.api.shapes import AppointmentShape
from agreements.api.writing import Act, PartialDay, Said
from agreements.models import Appointment, Committee, Party, Post
from agreements.permissions import can_edit_structure
from agreements.workflow import appoint, end_appointment, mark_vacant


def _day(*, required: bool = False) -> PartialDay:
    if required:
        return PartialDay()
    return PartialDay(required=False, allow_blank=True, allow_null=True, default=None)


def _line(most: int) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, allow_blank=True, default="")


class SayVacancy(Said):
    """From when a seat stands empty, for certain."""

    side = _line(20)
    role = serializers.ChoiceField(Post.choices, default=Post.CHAIR)
    starts_on = _day()
    ends_on = _day()
    note = _line(2000)


class SayAppointment(SayVacancy):
    """Who takes a seat, in which office, from when to when as far as known."""

    person = _line(200)
    post_en = _line(300)
    post_id = _line(300)
    post_ms = _line(300)
    seen_on = _day()
    disputed = serializers.BooleanField(required=False, default=False)


class SayEnd(Said):
    """When a term ends."""

    ends_on = _day(required=True)


class OnCommittee(Act):
    """Who sits on a committee."""

    gives = AppointmentShape

    def find(self, code: str) -> Committee:  # type: ignore[override]
        rows = Committee.objects.visible_to(self.writer).select_related("regime", "side", "forum")
        return get_object_or_404(rows, code=code)

    def ask(self, subject: Committee, said: Mapping[str, Any]) -> Any:
        return True if can_edit_structure(self.writer, subject.regime_id) else None

    def seat(self, committee: Committee, said: dict[str, Any]) -> Appointment:
        """Whoever sits on the body of a side sits there for that side."""
        side = _party(said.pop("side"))
        if committee.side is not None and side not in (None, committee.side):
            raise refusal("side", _("This committee is of another side."))
        return Appointment(committee=committee, side=committee.side or side, **said)


def _party(code: str) -> Party | None:
    found = Party.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise refusal("side", _("There is no “%(key)s” to choose here.") % {"key": code})
    return found


class Appoint(OnCommittee):
    """Somebody takes a seat of a committee."""

    takes = SayAppointment

    def act(
        self, subject: Committee, actor: Any, said: dict[str, Any], key: uuid.UUID
    ) -> Appointment:
        return appoint(self.seat(subject, said), author=self.writer)


class MarkVacant(OnCommittee):
    """A seat of a committee stands empty, for certain."""

    takes = SayVacancy

    def act(
        self, subject: Committee, actor: Any, said: dict[str, Any], key: uuid.UUID
    ) -> Appointment:
        return mark_vacant(self.seat(subject, said), author=self.writer)


class EndAppointment(Act):
    """A term ends. Who follows is not known by that."""

    takes, gives, status = SayEnd, AppointmentShape, 200

    def find(self, pk: int) -> Appointment:  # type: ignore[override]
        rows = Appointment.objects.visible_to(self.writer).select_related("committee", "side")
        return get_object_or_404(rows, pk=pk)

    def ask(self, subject: Appointment, said: Mapping[str, Any]) -> Any:
        return True if can_edit_structure(self.writer, subject.committee.regime_id) else None

    def act(
        self, subject: Appointment, actor: Any, said: dict[str, Any], key: uuid.UUID
    ) -> Appointment:
        return end_appointment(subject, ends_on=said["ends_on"], author=self.writer)
