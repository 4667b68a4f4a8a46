"""The sheets of what was promised, from the paper to the obligation, and of what is reported."""

from django.db import models
from django.utils.translation import gettext_lazy

from agreements.models import (
    Agreement,
    AgreementTerms,
    Forum,
    Obligation,
    ObligationTerms,
    Party,
    Site,
    WorkingPaper,
)
from compliance.imports import cells
from compliance.imports.columns import (
    SPOKEN,
    Column,
    Sheet,
    choosing,
    cited,
    code,
    dated,
    naming,
    spoken,
)
from compliance.models import Status

FIXED = gettext_lazy("Its short name in addresses and in the record; it never changes.")
FORUM = gettext_lazy("The short name of a forum.")


class Spoken(models.TextChoices):
    """As what a row is reported."""

    CLAIM = "claim", gettext_lazy("Claim")
    OBSERVATION = "observation", gettext_lazy("Observation")


def _named(model: type[models.Model], field: str) -> object:
    """What the terms call it, as the row itself has no such column."""
    named: object = model._meta.get_field(field).verbose_name  # type: ignore[union-attr]
    return named


def _weight(kind: str) -> Column:
    return Column(
        name="weight",
        kind=kind,
        field="weight",
        read=cells.number,
        label=_named(ObligationTerms, "weight"),
        help=gettext_lazy("A whole number from 1 to 1000; empty: 1."),
    )


PROMISES = (
    Sheet(
        "paper",
        (
            naming("paper", "forum", Forum, FORUM, required=True),
            Column(name="number", kind="paper", field="number", read=cells.number, required=True),
            *spoken("paper", "title", required=SPOKEN),
            naming(
                "paper",
                "proposer",
                Party,
                gettext_lazy("The code of a party."),
                label=WorkingPaper._meta.get_field("proposer").verbose_name,
            ),
            *cited("paper"),
        ),
    ),
    Sheet(
        "agreement",
        (
            code("agreement", FIXED),
            naming("agreement", "forum", Forum, FORUM, required=True),
            Column(
                name="paper",
                kind="agreement",
                field="paper",
                read=cells.number,
                label=WorkingPaper._meta.verbose_name,
                help=gettext_lazy("The number of a working paper of the forum."),
                required=True,
            ),
            *spoken("agreement", "title", required=SPOKEN),
            _weight("agreement"),
            dated("agreement", "adopted_on", label=_named(AgreementTerms, "adopted_on")),
            dated("agreement", "ended_on", label=_named(AgreementTerms, "ended_on")),
            *cited("agreement"),
        ),
    ),
    Sheet(
        "obligation",
        (
            code("obligation", FIXED),
            naming(
                "obligation",
                "agreement",
                Agreement,
                gettext_lazy("The code of an agreement."),
                required=True,
            ),
            *spoken("obligation", "title", required=SPOKEN),
            naming(
                "obligation",
                "owes",
                Party,
                gettext_lazy("The code of the party that owes it."),
                label=_named(ObligationTerms, "owes"),
                required=True,
            ),
            naming("obligation", "site", Site, gettext_lazy("The code of a site.")),
            _weight("obligation"),
            dated("obligation", "starts_on", label=_named(ObligationTerms, "starts_on")),
            dated("obligation", "due_on", label=_named(ObligationTerms, "due_on")),
            Column(
                name="milestones",
                kind="obligation",
                field="milestones",
                read=cells.parts("code", "weight", cells.whole),
                label=gettext_lazy("milestones"),
                help=gettext_lazy(
                    "Codes, separated by semicolons, each with its weight if not 1: "
                    "road=2; bridge; drainage."
                ),
            ),
            Column(
                name="consents",
                kind="obligation",
                field="consents",
                read=cells.parts("authority", "level", str),
                label=gettext_lazy("consents needed"),
                help=gettext_lazy(
                    "Codes of authorities, separated by semicolons, each with its level if that "
                    "is known: ID=central."
                ),
            ),
            *cited("obligation"),
        ),
    ),
    Sheet(
        "report",
        (
            naming(
                "report",
                "obligation",
                Obligation,
                gettext_lazy("The code of an obligation."),
                required=True,
            ),
            Column(
                name="observed_on",
                kind="report",
                field="observed_on",
                read=cells.partial,
                help=gettext_lazy(
                    "The day, month or year on which it was so: 2010-03-16, 2010-03 or 2010."
                ),
                required=True,
            ),
            choosing(
                "report",
                "status",
                Status,
                help=gettext_lazy("Empty: a percent says it; of an observation: information."),
            ),
            Column(
                name="percent",
                kind="report",
                field="percent",
                read=cells.percent,
                help=gettext_lazy("A whole number from 0 to 100, where it is known."),
            ),
            Column(
                name="milestone",
                kind="report",
                field="milestone",
                read=cells.code,
                help=gettext_lazy("The code of a milestone; empty: the whole."),
            ),
            Column(name="narrative", kind="report", field="narrative", required=True),
            Column(
                name="language",
                kind="report",
                field="language",
                read=cells.code,
                help=gettext_lazy("In which the text is written: en, id or ms."),
            ),
            Column(
                name="as",
                kind="report",
                field="kind",
                read=cells.one_of(Spoken),
                choices=Spoken,
                label=gettext_lazy("reported as"),
                help=gettext_lazy(
                    "A claim for the side that owes, or an observation from a published source. "
                    "Empty: what your role makes."
                ),
            ),
            *cited("report"),
            Column(
                name="reference",
                kind="report",
                field="key",
                read=cells.code,
                label=gettext_lazy("reference"),
                help=gettext_lazy(
                    "Your own number of the row, by which it is known again in another workbook. "
                    "Empty: its words are."
                ),
            ),
        ),
    ),
)
"""In the order in which their rows are taken."""
