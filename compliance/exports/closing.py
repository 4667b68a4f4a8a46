"""The end of a report: its annex, its addenda, who signed it, and how to check it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.models import Post
from compliance.dashboard.proceedings import AddendumLine, Signature
from compliance.dashboard.reading import KINDS
from compliance.dashboard.report import Exhibit, MeetingReport
from compliance.exports import wording
from compliance.exports.document import (
    MOST,
    NUMBER,
    Block,
    Column,
    Fact,
    Facts,
    Line,
    Lines,
    Paragraph,
    Section,
    Signatures,
    Signer,
    Steps,
    Table,
    said,
)


def annex(report: MeetingReport) -> Iterator[Block]:
    """The files behind the reports, and those attached to the meeting."""
    yield Section(1, _("Annex of evidence"))
    if not report.exhibits:
        yield Paragraph(said(_("No file stands behind the reports on these obligations.")))
    else:
        yield Table(
            caption=_("Files that show what the reports say"),
            columns=(
                Column(_("No."), 9, kind="number"),
                Column(_("Report"), 44),
                Column(_("File"), 46),
                Column(_("Kind and size"), 20),
                Column(_("SHA-256"), 52, kind="code"),
            ),
            rows=tuple(_exhibit(n, each) for n, each in enumerate(report.exhibits[:MOST], start=1)),
        )
        yield from wording.more(len(report.exhibits))
    if report.page.files:
        yield _attached(report)


def _exhibit(number: int, each: Exhibit) -> tuple[Lines, ...]:
    file = each.evidence
    speaks = wording.party(each.party) if each.party else said(_("From a published source"))
    return (
        (Line(str(number), style=NUMBER),),
        (*wording.obligation(each.line), *speaks, *said(wording.day(each.report.observed_on))),
        (
            *said(file.name, style="strong"),
            *said(file.caption),
            *said(file.place),
            *(said(wording.day(file.shown_on)) if file.shown_on else ()),
        ),
        (*said(KINDS.get(file.content_type, file.content_type)), *said(wording.size(file.size))),
        said(file.sha256, style="code"),
    )


def _attached(report: MeetingReport) -> Table:
    return Table(
        caption=_("Files attached to the meeting"),
        columns=(
            Column(_("File"), 75),
            Column(_("Kind and size"), 24),
            Column(_("SHA-256"), 72, kind="code"),
        ),
        rows=tuple(
            (
                (*said(file.name, style="strong"), *said(file.caption)),
                (
                    *said(KINDS.get(file.content_type, file.content_type)),
                    *said(wording.size(file.size)),
                ),
                said(file.sha256, style="code"),
            )
            for file in report.page.files
        ),
    )


def addenda(report: MeetingReport) -> Iterator[Block]:
    """What corrects or completes the record; nothing where nothing does."""
    if not report.page.addenda:
        return
    yield Section(1, _("Addenda"))
    for each in report.page.addenda:
        yield Section(2, _("Addendum %(number)s") % {"number": each.addendum.order})
        yield Paragraph(said(each.addendum.text))
        yield Paragraph(said(_addendum_state(each, report)), style="note")


def _addendum_state(each: AddendumLine, report: MeetingReport) -> str:
    if each.record is not None:
        day = wording.day(each.record.recorded_at.astimezone(report.zone).date())
        return _("Signed by both sides on %(day)s.") % {"day": day}
    waiting = [s.side.name for s in each.signatures if s.confirmation is None]
    return _("Not signed yet. Awaited: %(sides)s.") % {"sides": ", ".join(waiting)}


def signatures(report: MeetingReport) -> Iterator[Block]:
    """Who confirmed the record for which side; lines to sign for the chairs who did not."""
    yield Section(1, _("Signatures"))
    yield Paragraph(said(state_sentence(report)), style="lead")
    yield Signatures(tuple(_signer(each, report) for each in report.page.signatures))


def _signer(each: Signature, report: MeetingReport) -> Signer:
    confirmation = each.confirmation
    chair = Fact(_("Chair"), said(_chair(each, report)))
    facts: tuple[Fact, ...] = (chair, Fact(_("Signature"), ()), Fact(_("Place and date"), ()))
    if confirmation is not None:
        by = Fact(_("Confirmed by"), said(_official(each, report)))
        on = Fact(_("On"), said(wording.moment(confirmation.confirmed_at, report.zone)))
        digest = Fact(_("What was confirmed (SHA-256)"), said(confirmation.digest, style="code"))
        facts = (chair, by, on, digest)
    label = _("For %(side)s") % {"side": each.side.name}
    return Signer(label=label, side=each.side.css, facts=facts)


def _chair(each: Signature, report: MeetingReport) -> str:
    for delegation in report.page.delegations:
        if delegation.side is not None and delegation.side.code == each.side.code:
            for delegate in delegation.delegates:
                if delegate.role == Post.CHAIR:
                    return str(delegate)
    return ""


def _official(each: Signature, report: MeetingReport) -> str:
    """By name to the members of the regime; to others as the ledger has it."""
    if each.confirmation is None or not report.named:
        return _("an official of %(side)s") % {"side": each.side.name}
    official = each.confirmation.official
    return official.get_full_name() or official.get_username()


def state_sentence(report: MeetingReport) -> str:
    """Where the record is, and when it was signed."""
    page = report.page
    if page.record is not None:
        day = wording.day(page.record.recorded_at.astimezone(report.zone).date())
        return _("The record was signed by both sides on %(day)s.") % {"day": day}
    if page.called_off:
        return _("The meeting was called off and did not take place; there is no record of it.")
    starts_on = page.meeting.starts_on
    if page.state == "planned" and (not starts_on or starts_on.first_day > report.board.as_of):
        return _("The meeting is planned; there is no record yet.")
    return {
        "planned": _("The record is still open."),
        "held": _("The record is still open."),
        "unconfirmed": _("It is not confirmed that the meeting took place."),
        "closed": _("The record lies before the sides and is not signed yet."),
    }[page.state]


def checking(report: MeetingReport) -> Iterator[Block]:
    """The head of the ledger, the question, and how anybody can answer it again."""
    board = report.board
    yield Section(1, _("How to check it"))
    yield Facts(tuple(_question(report)))
    yield Steps(
        (
            (
                Line(_("Take a download of the ledger into a file:")),
                Line("manage.py export_ledger --output FILE", style="code"),
            ),
            (
                Line(
                    _(
                        "See that nothing in it was changed. The head above is its last entry, or "
                        "an earlier one where more was recorded since:"
                    )
                ),
                Line("python -m sosek.ledger FILE", style="code"),
            ),
            (
                Line(_("Compute the scores again:")),
                *(Line(text, style="code") for text in _commands(report)),
            ),
        )
    )
    yield Paragraph(
        said(
            _("Neither needs the server or its database. Method: %(method)s.")
            % {"method": board.method}
        ),
        style="note",
    )


def _question(report: MeetingReport) -> Iterator[Fact]:
    board, page = report.board, report.page
    if report.head:
        entry = _("entry %(number)s") % {"number": wording.number(report.head.sequence)}
        hash_line = Line(report.head.hash, style="code")
        yield Fact(_("Ledger head"), (Line(entry), hash_line))
    if page.record is not None:
        entry = _("entry %(number)s") % {"number": wording.number(page.record.sequence)}
        yield Fact(_("Signed record"), (Line(entry),))
    elif page.digest:
        yield Fact(_("Record as it stands (SHA-256)"), said(page.digest, style="code"))
    yield Fact(_("As of"), said(wording.day(board.as_of)))
    yield Fact(_("As known at"), said(wording.moment(board.known_at, report.zone)))
    yield Fact(_("Method"), said(board.method))


def _commands(report: MeetingReport) -> Iterator[str]:
    """One for each forum that no other of them succeeds."""
    before = {forum.predecessor_id for forum in report.forums}
    for forum in report.forums:
        if forum.pk not in before:
            yield (
                f"python -m compliance.scoring FILE --forum {forum.slug}"
                f" --as-of {report.board.as_of.isoformat()}"
                f" --known-at {report.board.known_at.isoformat()}"
            )
