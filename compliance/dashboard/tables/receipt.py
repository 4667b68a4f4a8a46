"""A receipt as tables: what each obligation brings, and every report behind it."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from compliance.dashboard.receipt_parts import Part, Share
from compliance.dashboard.table import Coded, Column, Kind, Row, Table, Value
from compliance.scoring import Item
from compliance.templatetags.look import level_word, state_word


def shares_table(parts: Sequence[Part]) -> Table:
    """What each obligation brings to the figure; by another method its level and its points."""
    return Table(
        name="shares",
        title=_("What each obligation brings"),
        columns=(
            *_obligation_columns(),
            Column("owes", _("Party"), Kind.CODE),
            Column("agreement_weight", _("Weight of the agreement"), Kind.NUMBER),
            Column("weight", _("Weight"), Kind.NUMBER),
            Column("due", _("Due"), Kind.FLAG),
            Column("established", pgettext("share", "Established"), Kind.SCORE),
            Column("expected", _("Expected"), Kind.SCORE),
            Column("compliance", _("Compliance"), Kind.SCORE),
            Column("contribution", _("Brings"), Kind.SCORE),
            Column("level", _("Level")),
            Column("points", _("Points"), Kind.NUMBER),
            Column("base", _("Of points"), Kind.NUMBER),
        ),
        rows=(_share(part, share) for part in parts for share in part.shares),
    )


def reports_table(parts: Sequence[Part]) -> Table:
    """Every report behind it, with whether and why it counts."""
    return Table(
        name="reports",
        title=_("Reports behind the score"),
        columns=(
            *_obligation_columns(),
            Column("entry", _("Entry"), Kind.NUMBER),
            Column("observed_on", _("Observed on"), Kind.DAY),
            Column("recorded_at", _("Recorded"), Kind.MOMENT),
            Column("status", _("State")),
            Column("percent", _("Percent"), Kind.NUMBER),
            Column("verdict", _("Verdict"), Kind.CODE),
            Column("counted", _("Counts"), Kind.FLAG),
            Column("why", _("Why")),
        ),
        rows=(row for part in parts for share in part.shares for row in _reports(part, share)),
    )


def _obligation_columns() -> tuple[Column, ...]:
    return (
        Column("agreement", _("Code of the agreement"), Kind.CODE),
        Column("obligation", _("Code of the obligation"), Kind.CODE),
        Column("obligation_title", _("Obligation")),
    )


def _obligation(part: Part, share: Share) -> tuple[Value, ...]:
    return part.code, share.line.code, share.line.title


def _share(part: Part, share: Share) -> Row:
    line = share.line
    return (
        *_obligation(part, share),
        line.party.code,
        part.weight,
        share.weight,
        line.due,
        line.established,
        line.expected,
        line.compliance,
        share.contribution,
        *_item(share.item or part.item),
    )


def _item(item: Item | None) -> tuple[Value, ...]:
    if item is None:
        return None, None, None
    return Coded(item.level, str(level_word(item.level))), int(item.points), item.base


def _reports(part: Part, share: Share) -> Iterator[Row]:
    for fact in share.facts:
        report = fact.report
        yield (
            *_obligation(part, share),
            report.sequence,
            report.observed_on,
            report.recorded_at,
            Coded(report.status, str(state_word(report.status))),
            report.percent,
            fact.considered.verdict.value,
            fact.considered.counted,
            str(fact.why),
        )
    yield from _later(part, share)


def _later(part: Part, share: Share) -> Iterable[Row]:
    """By number and date alone: what they say was not known."""
    why = _("Recorded later: not known at this moment.")
    for report in share.later:
        yield (
            *_obligation(part, share),
            report.sequence,
            None,
            report.recorded_at,
            None,
            None,
            "recorded_later",
            False,
            why,
        )
