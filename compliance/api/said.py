"""What programs send about the record: the shape alone; what it means is asked by the verbs."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import serializers

from agreements.api.asking import refusal
from agreements.api.writing import PartialDay, Said
from agreements.models import Basis, Citation, Outcome, Source
from agreements.permissions import Asker
from compliance.forms.approvals import STATED_LEVELS
from compliance.forms.reports import INFORMATION
from compliance.models import (
    FINDINGS,
    Consented,
    Grade,
    ImpedimentCause,
    OfferKind,
    OfferOutcome,
    Scale,
    Status,
    SupportStage,
    Verdict,
    Voice,
)
from compliance.models.reports import LONGEST_TEXT

LANGUAGES = ("en", "id", "ms")
LARGEST_KEY = 2**53
AT_MOST: Any = {"max_length": 20}  # of a list, which the types do not know


def words(*, required: bool = False) -> serializers.CharField:
    """A text as long as the record takes it; that something must be said is told by the record."""
    return serializers.CharField(
        max_length=LONGEST_TEXT, required=required, allow_blank=True, **_default(required, "")
    )


def line(most: int, *, required: bool = False) -> serializers.CharField:
    return serializers.CharField(
        max_length=most, required=required, allow_blank=True, **_default(required, "")
    )


def day(*, required: bool = True) -> PartialDay:
    if required:
        return PartialDay()
    return PartialDay(required=False, allow_blank=True, allow_null=True, default=None)


def share() -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=0, max_value=100, required=False, allow_null=True, default=None
    )


def choice(choices: Any, *, required: bool = True) -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices, required=required, allow_blank=not required, **_default(required, "")
    )


def language() -> serializers.ChoiceField:
    """Of the words; that of the request where none is said."""
    return serializers.ChoiceField(LANGUAGES, default=spoken)


def spoken() -> str:
    return (get_language() or "en")[:2]


def point() -> serializers.IntegerField:
    """A point of an agenda by its key."""
    return serializers.IntegerField(
        min_value=1, max_value=LARGEST_KEY, required=False, allow_null=True, default=None
    )


def files() -> serializers.ListField:
    """Files, sent as multipart; what they are is checked by the verb, one by one."""
    file = serializers.FileField(allow_empty_file=True, max_length=255)
    return serializers.ListField(child=file, required=False, default=list)


def _default(required: bool, value: Any) -> dict[str, Any]:
    return {} if required else {"default": value}


class SayCitation(Said):
    """A place in a source of the register."""

    source = line(40, required=True)  # type: ignore[assignment]
    locator = line(120)
    basis = serializers.ChoiceField(Basis.choices, default=Basis.STATED)
    quote = line(600)


class Cited(Said):
    """What may cite its sources."""

    citations = SayCitation(many=True, required=False, default=list, **AT_MOST)


class SayReport(Cited):
    """A report. Of the side that owes it is a claim; of the secretariat and analysts an
    observation, which cites its source and may be information alone."""

    status = choice([*Status.choices, (INFORMATION, "Information")], required=False)
    percent = share()
    milestone = line(40)
    observed_on = day()
    narrative = words(required=True)
    language = language()
    sources_differ = serializers.BooleanField(required=False, default=False)
    corrects = serializers.UUIDField(required=False, allow_null=True, default=None)
    evidence = files()


class SayVerification(Said):
    """An answer to a report; contesting needs a reason."""

    verdict = serializers.ChoiceField(Verdict.choices)
    reason = words()


class SayStatement(Said):
    """What a side adds to the file of a dispute."""

    text = words(required=True)
    evidence = files()


class SayMove(Said):
    """Why a dispute goes to the next level."""

    reason = words(required=True)


class SayEnding(Said):
    """How a dispute would end."""

    finding = serializers.ChoiceField(FINDINGS)
    reason = words(required=True)
    status = choice(Status.choices, required=False)
    percent = share()
    settlement = words()


class SayConfirmation(Said):
    """The moment of the proposal that was read: its `proposed_at`."""

    seen_at = serializers.DateTimeField()


class SayOffer(Said):
    """What is offered instead of what is owed."""

    kind = serializers.ChoiceField(OfferKind.choices)
    text = words(required=True)
    reason = words()
    language = language()
    due_on = day(required=False)
    name_en = line(300)
    name_id = line(300)
    name_ms = line(300)
    site = line(80)
    item = point()


class SayOfferAnswer(Said):
    """Accepted or refused by the other side, or taken back by its own."""

    outcome = serializers.ChoiceField(OfferOutcome.choices)
    reason = words(required=True)
    item = point()


class SayApproval(Said):
    """Which authority of the side that owes is asked for its consent."""

    authority = line(20, required=True)
    level = choice([level for level in STATED_LEVELS if level[0]], required=False)
    asked_on = day(required=False)
    text = words()
    language = language()


class SayApprovalDecision(Said):
    """What the authority decided."""

    outcome = serializers.ChoiceField(Consented.choices)
    decided_on = day()
    reason = words()
    language = language()


class SayImpediment(Cited):
    """Why an obligation is not met: as its side gives it, or as an analyst assesses it."""

    voice = serializers.ChoiceField(Voice.choices)
    cause = serializers.ChoiceField(ImpedimentCause.choices)
    text = words(required=True)
    observed_on = day()
    assessor = line(200)
    language = language()


class SayNeed(Said):
    """What the side lacks."""

    cause = serializers.ChoiceField(ImpedimentCause.choices)
    text = words(required=True)
    observed_on = day()
    language = language()


class SaySupport(Said):
    """What became of a need."""

    stage = serializers.ChoiceField(SupportStage.choices)
    donor = line(200)
    text = words(required=True)
    observed_on = day()
    language = language()


class SayAssessment(Cited):
    """An analyst's grade of a party."""

    party = line(20, required=True)
    agreement = line(80)
    scale = serializers.ChoiceField(Scale.choices)
    grade = serializers.ChoiceField(Grade.choices)
    assessor = line(200)
    rationale = words(required=True)
    observed_on = day()
    language = language()


class SayMeeting(Said):
    """A meeting to be planned; its agenda opens by itself with what is open."""

    kind = serializers.CharField(max_length=14)
    number = serializers.IntegerField(
        min_value=1, max_value=9999, required=False, allow_null=True, default=None
    )
    starts_on = day()
    ends_on = day(required=False)
    place = line(200)
    host = line(20)


class SayPosition(Said):
    """What a side says to a point of an agenda."""

    text = serializers.CharField(max_length=LONGEST_TEXT)


class SayNeededApproval(Said):
    """An authority whose consent the decision needs."""

    authority = line(20, required=True)
    level = line(40)


class SayDecision(Said):
    """How a point is closed. What becomes an agreement with it is prepared on the page."""

    outcome = serializers.ChoiceField(Outcome.choices)
    text = words()
    action_by = line(20)
    until = day(required=False)
    escalated_to = line(80)
    approvals = SayNeededApproval(many=True, required=False, default=list, **AT_MOST)


def picked(rows: Any, key: Any, field: str, *, by: str = "code") -> Any:
    """The row of this key among those that may be chosen; None where no key was given."""
    if key in (None, ""):
        return None
    if isinstance(rows, QuerySet):
        found: Model | None = rows.filter(**{by: key}).first()
    else:
        found = next((row for row in rows if getattr(row, by) == key), None)
    if found is None:
        raise refusal(field, _("There is no “%(key)s” to choose here.") % {"key": key})
    return found


def citations(user: Asker, said: Iterable[dict[str, Any]]) -> list[Citation]:
    """The places cited; one that is cited already is used again. Inside the transaction of what
    cites them."""
    sources = Source.objects.visible_to(user)
    found = []
    for each in said:
        place = {**each, "source": picked(sources, each["source"], "citations", by="key")}
        citation, _created = Citation.objects.get_or_create(**place)
        found.append(citation)
    return found
