"""What a meeting discusses, what each side says to it, and how each point is closed."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.commitments import WEIGHT, Agreement, Obligation, Site, WorkingPaper
from agreements.models.committees import Committee
from agreements.models.dates import Named, PartialDateField
from agreements.models.meetings import Held, Meeting
from agreements.models.parties import Party
from agreements.models.people import User
from agreements.models.visible import ProceedingsQuerySet


class ItemKind(models.TextChoices):
    OPENING = "opening", _("Opening and adoption of the last record")
    MATTERS = "matters", _("Matters arising")
    PAPER = "paper", _("Working paper")
    OTHER = "other", _("Other matters")
    NEXT = "next", _("Next session")


class AgendaItem(models.Model):
    """A point of a meeting's agenda. One that others stand under is a heading: they are decided,
    not it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind, default=ItemKind.OTHER)
    under = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
        verbose_name=_("under"),
    )
    title = models.CharField(
        _("title"),
        max_length=300,
        blank=True,
        help_text=_("Left empty, the name of the paper, agreement or obligation stands here."),
    )
    text = models.TextField(_("what is proposed or discussed"), blank=True, max_length=20000)
    paper = models.ForeignKey(
        WorkingPaper,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("working paper"),
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("agreement"),
    )
    obligation = models.ForeignKey(
        Obligation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("obligation"),
    )
    arises_from = models.ForeignKey(
        "Decision", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )  # an earlier decision: put off, escalated from below, or answered from above
    history = HistoricalRecords()

    regime_path = "meeting__committee__regime"
    objects = ProceedingsQuerySet["AgendaItem"].as_manager()

    class Meta:
        ordering = ("meeting", "order")
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="one_agenda_item_per_place",
                violation_error_message=_("The agenda already has an item with that number."),
            ),
            models.CheckConstraint(
                condition=~Q(under=models.F("pk")), name="agenda_item_not_under_itself"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its title, else the name of what it is about, else what kind of point it is."""
        about = self.paper or self.agreement or self.obligation
        return self.title or (str(about) if about else str(self.get_kind_display()))

    def clean(self) -> None:
        super().clean()
        about = self.paper_id or self.agreement_id or self.obligation_id
        needs = self.under_id or self.kind == ItemKind.PAPER
        if needs and not about and not self.title.strip():
            raise ValidationError({"title": _("Give the point a title, or say what it is about.")})
        if self.under and self.under.meeting_id != self.meeting_id:
            raise ValidationError({"under": _("A point stands under one of the same meeting.")})
        if self.under and self.under.under_id:
            raise ValidationError(
                {"under": _("A point stands under a heading, not under a point.")}
            )


def numbers(items: Iterable[AgendaItem]) -> dict[int, str]:
    """What stands before each point of an agenda: 1, 2, 2.1; by key, in the order of the agenda."""
    below: dict[int | None, list[AgendaItem]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.order):
        below[item.under_id].append(item)
    found: dict[int, str] = {}
    for place, heading in enumerate(below[None], start=1):
        found[heading.pk] = str(place)
        for step, point in enumerate(below[heading.pk], start=1):
            found[point.pk] = f"{place}.{step}"
    return found


class Position(models.Model):
    """What a side says to a point, in its own words."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="positions")
    side = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("side"))
    text = models.TextField(_("position"), max_length=20000)
    history = HistoricalRecords()

    regime_path = "item__meeting__committee__regime"
    objects = ProceedingsQuerySet["Position"].as_manager()

    class Meta:
        ordering = ("item", "side")
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = (
            models.UniqueConstraint(
                fields=["item", "side"],
                name="one_position_per_side",
                violation_error_message=_("This side already has a position on this point."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.side}"


class Outcome(models.TextChoices):
    AGREED = "agreed", _("Agreed")
    NOT_AGREED = "not_agreed", _("Not agreed")
    DROPPED = "dropped", _("Dropped")
    DEFERRED = "deferred", _("Deferred")
    ESCALATED = "escalated", _("Escalated")


class DecisionQuerySet(ProceedingsQuerySet["Decision"]):
    def visible_to(self, user: "User | AnonymousUser") -> "DecisionQuerySet":
        return self.filter(pk__in=super().visible_to(user).values("pk"))

    def signed(self) -> "DecisionQuerySet":
        """Those of meetings whose record is signed: before that nothing is decided."""
        return self.filter(item__meeting__records__order=0)

    def unfollowed(self) -> "DecisionQuerySet":
        """Those that no agenda has taken up since; that of a meeting called off does not count."""
        taken_up = AgendaItem.objects.filter(arises_from=models.OuterRef("pk")).exclude(
            meeting__held=Held.CALLED_OFF
        )
        return self.filter(~models.Exists(taken_up))

    def put_off(self, committees: Iterable[Committee]) -> "DecisionQuerySet":
        """Signed decisions that wait for a meeting of one of these committees: put off by it,
        escalated to it, or answering what it had escalated."""
        return self.signed().filter(
            Q(outcome=Outcome.DEFERRED, item__meeting__committee__in=committees)
            | Q(outcome=Outcome.ESCALATED, escalated_to__in=committees)
            | Q(
                item__arises_from__outcome=Outcome.ESCALATED,
                item__arises_from__item__meeting__committee__in=committees,
            )
            & ~Q(outcome__in=[Outcome.DEFERRED, Outcome.ESCALATED])
        )

    def to_be_done(self, committees: Iterable[Committee]) -> "DecisionQuerySet":
        """Signed decisions of these committees that somebody still has to carry out."""
        return self.signed().filter(
            outcome=Outcome.AGREED,
            action_by__isnull=False,
            done_on=None,
            item__meeting__committee__in=committees,
        )


class Decision(models.Model):
    """How a point was closed: the outcome, and by whom what is to be done until when."""

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="decision")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    text = models.TextField(_("decision"), blank=True, max_length=20000)
    action_by = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("action by")
    )
    until = PartialDateField(_("until"), null=True, blank=True)
    escalated_to = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="escalations",
        verbose_name=_("escalated to"),
    )
    done_on = PartialDateField(
        _("done on"),
        null=True,
        blank=True,
        help_text=_("The day on which what was decided had been done, or was taken back."),
    )
    history = HistoricalRecords()

    regime_path = "item__meeting__committee__regime"
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.ESCALATED, escalated_to__isnull=False)
                | (~Q(outcome=Outcome.ESCALATED) & Q(escalated_to=None)),
                name="escalated_to_a_committee",
                violation_error_message=_(
                    "Name the committee above where a point is escalated, and only there."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.get_outcome_display()}"


class NeededApproval(models.Model):
    """An authority whose consent a decision needs before it can be carried out."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="approvals")
    authority = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("authority")
    )
    level = models.CharField(_("level"), max_length=40, blank=True)
    history = HistoricalRecords()

    regime_path = "decision__item__meeting__committee__regime"
    objects = ProceedingsQuerySet["NeededApproval"].as_manager()

    class Meta:
        ordering = ("decision", "pk")
        verbose_name = _("approval needed")
        verbose_name_plural = _("approvals needed")
        constraints = (
            models.UniqueConstraint(
                fields=["decision", "authority", "level"],
                name="one_approval_per_authority",
                violation_error_message=_("This approval is already on the list."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.authority} ({self.level})" if self.level else str(self.authority)


class PreparedAgreement(Named):
    """What becomes an agreement when the record is signed; before that it binds nobody."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="prepared")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=WEIGHT)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="prepared"
    )  # the one it adds to, or the one it has become
    history = HistoricalRecords()

    regime_path = "decision__item__meeting__committee__regime"
    objects = ProceedingsQuerySet["PreparedAgreement"].as_manager()

    class Meta:
        verbose_name = _("prepared agreement")
        verbose_name_plural = _("prepared agreements")


class PreparedObligation(Named):
    """What one party will owe once the record is signed: a new obligation, or new terms of one."""

    prepared = models.ForeignKey(PreparedAgreement, models.CASCADE, related_name="obligations")
    owes = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("owed by"))
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site")
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=WEIGHT)
    starts_on = PartialDateField(_("starts on"), null=True, blank=True)
    due_on = PartialDateField(_("due on"), null=True, blank=True)
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="prepared"
    )  # the one whose terms it changes, or the one it has become
    history = HistoricalRecords()

    regime_path = "prepared__decision__item__meeting__committee__regime"
    objects = ProceedingsQuerySet["PreparedObligation"].as_manager()

    class Meta:
        ordering = ("prepared", "pk")
        verbose_name = _("prepared obligation")
        verbose_name_plural = _("prepared obligations")

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise ValidationError({"due_on": _("It is due before it starts.")})
