"""The part of a receipt that tells what each agreement brings, and the reports behind it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from compliance.dashboard.receipt_parts import Fact, Part, Share
from compliance.exports import wording
from compliance.exports.document import (
    MOST,
    NUMBER,
    Block,
    Column,
    Line,
    Lines,
    Paragraph,
    Section,
    Table,
    one,
    said,
)
from compliance.templatetags.look import NOTHING, level_word


def parts_told(parts: Sequence[Part]) -> Iterator[Block]:
    yield Section(1, _("What each agreement brings"))
    left = MOST
    for part in parts:
        if left > 0:
            yield Section(2, one(part.title), number=_paper(part))
            yield Paragraph(said(_weighed(part)), style="lead")
            yield _shares(part, part.shares[:left])
            yield from _reports(part.shares[:left])
        left -= len(part.shares)
    yield from wording.more(sum(len(part.shares) for part in parts))


def _paper(part: Part) -> str:
    return _("Working paper %(number)s") % {"number": part.paper}


def _weighed(part: Part) -> str:
    values = {
        "weight": part.weight,
        "score": _exact(part.score.value),
        "contribution": _exact(part.contribution),
    }
    text = _("Weight %(weight)s, score %(score)s, brings %(contribution)s.") % values
    if part.item is not None:
        text += f" {level_word(part.item.level)}: {part.item.points} ÷ {part.item.base}."
    return text


def _shares(part: Part, shares: Sequence[Share]) -> Table:
    return Table(
        caption=_("What is established against what is expected"),
        columns=(
            Column(_("Obligation"), 50),
            Column(_("Weight"), 16, kind="number"),
            Column(pgettext("share", "Established"), 24, kind="number"),
            Column(_("Expected"), 22, kind="number"),
            Column(_("Compliance"), 26, kind="number"),
            Column(_("Brings"), 22, kind="number"),
        ),
        rows=tuple(
            (
                (*wording.obligation(each.line), *_level(each)),
                (Line(str(each.weight), style=NUMBER),),
                *(
                    (Line(_exact(value), style=NUMBER),)
                    for value in (
                        each.line.established,
                        each.line.expected,
                        each.line.compliance,
                        each.contribution,
                    )
                ),
            )
            for each in shares
        ),
    )


def _level(share: Share) -> Lines:
    if share.item is None:
        return ()
    text = f"{level_word(share.item.level)}: {share.item.points} ÷ {share.item.base}"
    return said(text, style="quiet")


def _reports(shares: Sequence[Share]) -> Iterator[Block]:
    rows = [(share, fact) for share in shares for fact in share.statements]
    if rows:
        yield Table(
            caption=_("The reports, and why each counts or does not"),
            columns=(
                Column(_("Obligation"), 40),
                Column(_("Report"), 34),
                Column(_("Counts"), 18),
                Column(_("Why"), 60),
                Column(_("Entry"), 16, kind="number"),
            ),
            rows=tuple(_report(share, fact) for share, fact in rows),
        )
    for share in shares:
        yield from _unread(share)


def _report(share: Share, fact: Fact) -> tuple[Lines, ...]:
    report = fact.report
    percent = "" if report.percent is None else f" {report.percent} %"
    return (
        wording.obligation(share.line),
        (
            *said(wording.day(report.observed_on)),
            *said(f"{wording.word(report.status)}{percent}", style="quiet"),
        ),
        said(_("counts") if fact.considered.counted else _("does not count")),
        (*said(fact.why), *_waits(fact)),
        (Line(str(report.sequence), style=NUMBER),),
    )


def _waits(fact: Fact) -> Lines:
    if fact.until is None:
        return ()
    return said(_("Can be contested until %(day)s.") % {"day": wording.day(fact.until)})


def _unread(share: Share) -> Iterator[Block]:
    """What was recorded after the moment, and what the reader may not see."""
    if share.later:
        entries = ", ".join(
            _("entry %(number)s (%(day)s)")
            % {"number": each.sequence, "day": wording.day(each.recorded_at.date())}
            for each in share.later
        )
        text = _("“%(name)s”: recorded later and so not counted: %(entries)s.")
        yield Paragraph(said(text % {"name": share.line.title, "entries": entries}), style="note")
    if share.information:
        text = _("“%(name)s”: without a status and so counted for nothing: entries %(entries)s.")
        entries = ", ".join(str(each.report.sequence) for each in share.information)
        yield Paragraph(said(text % {"name": share.line.title, "entries": entries}), style="note")
    if share.withheld:
        text = _("“%(name)s”: withheld (%(count)s).")
        yield Paragraph(
            said(text % {"name": share.line.title, "count": share.withheld}), style="note"
        )


def _exact(value: Fraction | None) -> str:
    return NOTHING if value is None else str(value)
