"""What a notice says of each thing that waits, in the reader's language."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import PartialDate
from compliance.dashboard.concerns import Silent, ToAnswer, ToReport
from compliance.dashboard.consents import ConsentLine
from compliance.dashboard.meetings import MeetingLine
from compliance.dashboard.meetings_due import ToConfirm, ToPrepare
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.turns import DisputeTurn, OfferTurn
from compliance.dashboard.waiting import Waiting
from compliance.templatetags.look import partial_date

HEADINGS = {
    "records": gettext_lazy("Records to confirm"),
    "positions": gettext_lazy("Positions to state"),
    "meetings": gettext_lazy("Meetings to close"),
    "report": gettext_lazy("To report"),
    "answer": gettext_lazy("To accept or contest"),
    "contested": gettext_lazy("Contested"),
    "disputes": gettext_lazy("Your turn in disputes"),
    "offers": gettext_lazy("Offers to answer"),
    "approvals": gettext_lazy("Approvals to chase"),
    "silent": gettext_lazy("Who has not reported"),
    "unassessed": gettext_lazy("Not assessed"),
}


def note(each: Waiting) -> str:
    """The sentence below its title."""
    return NOTES[each.kind](each.item)


def _owed(item: ToReport) -> str:
    day = {"day": partial_date(item.due_on)}
    if item.overdue_days:
        late = ngettext("%(days)s day", "%(days)s days", item.overdue_days)
        since = _("overdue since %(day)s") % day
        return f"{late % {'days': item.overdue_days}}, {since}"
    if item.days_left is not None and item.due_on and _exact(item.due_on):
        return f"{_('due on %(day)s') % day}, {_left(item.days_left)}"
    if item.due_on:
        return _("due in %(day)s") % day
    return f"{_('No date')}, {_('on record; counts as due')}"


def _answer(item: ToAnswer) -> str:
    if item.last_day is None or item.days_left is None:
        return f"{_whose(item)} {_since(item)}"
    stands = _("stands after %(day)s") % {"day": partial_date(item.last_day)}
    return f"{_whose(item)} {_left(item.days_left)}, {stands}"


def _whose(item: ToAnswer) -> str:
    named = {"party": item.line.party.name, "number": item.paper}
    if item.claim:
        return _("%(party)s states, paper %(number)s.") % named
    return _("Observation about %(party)s, paper %(number)s.") % named


def _since(item: ToAnswer) -> str:
    day = item.text.observed_on if item.text else None
    return _("since %(day)s") % {"day": partial_date(day)} if day else ""


def _contested(item: ToAnswer) -> str:
    sides = [_("%(side)s contests it.") % {"side": side.name} for side in item.contested_by]
    return " ".join([_whose(item), *sides])


def _dispute(item: DisputeTurn) -> str:
    if item.confirm:
        return _("A proposal to end it waits for your side.")
    return _("This level ran out of time: either side may move it up.")


def _offer(item: OfferTurn) -> str:
    party = item.offer.party.name if item.offer.party else ""
    return _("%(party)s offers: %(kind)s.") % {"party": party, "kind": item.offer.word}


def _record(item: ToConfirm) -> str:
    side = _("for %(side)s") % {"side": item.side.name}
    return f"{partial_date(item.line.starts_on)}, {side}"


def _position(item: ToPrepare) -> str:
    unsaid = ngettext(
        "%(count)s point without a word of your side",
        "%(count)s points without a word of your side",
        item.points,
    )
    return f"{partial_date(item.line.starts_on)}: {unsaid % {'count': item.points}}"


def _meeting(line: MeetingLine) -> str:
    return partial_date(line.starts_on)


def _approval(item: ConsentLine) -> str:
    if item.days is None:
        return item.authority.name
    days = ngettext("%(days)s day", "%(days)s days", item.days) % {"days": item.days}
    return f"{item.authority.name}: {days}"


def _silent(item: Silent) -> str:
    whose = _("%(party)s, paper %(number)s.") % {
        "party": item.line.party.name,
        "number": item.paper,
    }
    if not item.claim:
        return f"{whose} {_('Never reported.')}"
    return f"{whose} {_('Last claim about %(day)s.') % {'day': partial_date(item.since)}}"


def _unassessed(line: ObligationLine) -> str:
    return line.party.name


def _left(days: int) -> str:
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def _exact(day: PartialDate) -> bool:
    return day.parts[2] is not None


NOTES: dict[str, Callable[[Any], str]] = {
    "records": _record,
    "positions": _position,
    "meetings": _meeting,
    "report": _owed,
    "answer": _answer,
    "contested": _contested,
    "disputes": _dispute,
    "offers": _offer,
    "approvals": _approval,
    "silent": _silent,
    "unassessed": _unassessed,
}
