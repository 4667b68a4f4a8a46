"""The mechanisms in words: each figure with its base, and a reading made from the figures alone.

No sentence blames: each says what is on record, of how many, and since when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Level
from compliance.dashboard.mechanisms import Health, Waits
from compliance.models import Rung

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Told:
    """A figure, what it counts, and the name of the list behind it."""

    value: str
    words: str
    rows: str


@dataclass(frozen=True, slots=True)
class LevelTold:
    """A level with what is or was before it."""

    code: str
    name: str
    words: str
    rows: str


def days_of(value: Fraction | int | None) -> str:
    """Days, halves included; a dash where none is known."""
    if value is None:
        return NOTHING
    whole = Fraction(value)
    places = 0 if whole.denominator == 1 else 1
    return number_format(float(whole), decimal_pos=places, use_l10n=True)


def level_word(code: str) -> str:
    """A level of disputes or of approvals in words; what is no level of ours, as it was written."""
    words = {**dict(Level.choices), **dict(Rung.choices)}
    return str(words.get(code, code)) if code else _("Level not on record")


def _of(count: int, base: int) -> str:
    return _("%(count)s of %(base)s") % {"count": count, "base": base} if base else NOTHING


def transparency_figures(found: Health) -> Sequence[Told]:
    owed = len(found.owed)
    return (
        Told(
            _of(len(found.reported), owed),
            _("obligations reported on in the last 12 months"),
            "reported",
        ),
        Told(_of(len(found.evidenced), owed), _("reported on with evidence"), "evidenced"),
        Told(_of(len(found.answered), owed), _("answered by another side"), "answered"),
        Told(
            days_of(found.delays.median),
            ngettext(
                "days from observed to recorded, of %(count)s report",
                "days from observed to recorded, the median of %(count)s reports",
                found.delays.count,
            )
            % {"count": found.delays.count},
            "delays",
        ),
    )


def settlement_figures(found: Health) -> Sequence[Told]:
    settled = found.settled_disputes
    return (
        Told(str(found.open_disputes.count), _("disputes open"), "disputes_open"),
        Told(
            days_of(settled.median),
            ngettext(
                "days to settle, of %(count)s dispute that ended",
                "days to settle, the median of %(count)s disputes that ended",
                settled.count,
            )
            % {"count": settled.count},
            "disputes_settled",
        ),
    )


def capacity_figures(found: Health) -> Sequence[Told]:
    return (
        Told(_of(len(found.needs_met), found.needs), _("needs met"), "needs_met"),
        Told(
            _of(len(found.needs_promised), found.needs),
            _("needs with support promised or delivered"),
            "needs_promised",
        ),
        Told(_of(len(found.needs_open), found.needs), _("needs open"), "needs_open"),
    )


def decision_figures(found: Health) -> Sequence[Told]:
    waits = found.waits
    return (
        Told(str(found.pending.count), _("approvals waiting"), "pending"),
        Told(
            days_of(waits.median),
            ngettext(
                "days of waiting, of %(count)s approval with a day on record",
                "days of waiting, the median of %(count)s approvals with a day on record",
                len(waits.dated),
            )
            % {"count": len(waits.dated)},
            "approvals",
        ),
        Told(days_of(waits.longest), _("days, the longest wait"), "approvals"),
    )


def levels_of(key: str, found: Health) -> Sequence[LevelTold]:
    """What stands before each level, where a group has levels."""
    if key == "settlement":
        return [
            *(_open_at(level, waits) for level, waits in found.open_disputes.by_level),
            *(_settled_at(level, waits) for level, waits in found.settled_disputes.by_level),
        ]
    if key == "decision":
        return [_waiting_at(level, waits) for level, waits in found.waits.by_level]
    return []


def _open_at(level: str, waits: Waits) -> LevelTold:
    words = ngettext("%(count)s dispute open", "%(count)s disputes open", waits.count)
    return LevelTold(level, level_word(level), words % {"count": waits.count}, "disputes_open")


def _settled_at(level: str, waits: Waits) -> LevelTold:
    words = ngettext(
        "%(count)s dispute ended here, after %(days)s days",
        "%(count)s disputes ended here, after a median of %(days)s days",
        waits.count,
    ) % {"count": waits.count, "days": days_of(waits.median)}
    return LevelTold(level, level_word(level), words, "disputes_settled")


def _waiting_at(level: str, waits: Waits) -> LevelTold:
    words = ngettext(
        "%(count)s approval, median %(median)s days, longest %(longest)s",
        "%(count)s approvals, median %(median)s days, longest %(longest)s",
        waits.count,
    ) % {
        "count": waits.count,
        "median": days_of(waits.median),
        "longest": days_of(waits.longest),
    }
    return LevelTold(level, level_word(level), words, "approvals")


def reading(found: Health) -> list[str]:
    """What the figures say of the regime, in sentences."""
    return [
        *_of_transparency(found),
        *_of_settlement(found),
        *_of_capacity(found),
        *_of_decision(found),
    ]


def _of_transparency(found: Health) -> list[str]:
    owed, reported = len(found.owed), len(found.reported)
    if not owed:
        return [_("Transparency: no obligation was in force on this day.")]
    if not reported:
        return [
            ngettext(
                "Transparency: the %(owed)s obligation in force was not reported on in the last "
                "12 months.",
                "Transparency: none of the %(owed)s obligations in force was reported on in the "
                "last 12 months.",
                owed,
            )
            % {"owed": owed}
        ]
    said = ngettext(
        "Transparency: in the last 12 months %(reported)s of %(owed)s obligation was reported on, "
        "%(evidence)s with evidence; %(answered)s was answered by another side.",
        "Transparency: in the last 12 months %(reported)s of %(owed)s obligations were reported "
        "on, %(evidence)s with evidence; %(answered)s were answered by another side.",
        owed,
    ) % {
        "reported": reported,
        "owed": owed,
        "evidence": len(found.evidenced),
        "answered": len(found.answered),
    }
    return [said, _until_recorded(found)]


def _until_recorded(found: Health) -> str:
    return ngettext(
        "Half of the reports were recorded within %(days)s day of what they observed.",
        "Half of the reports were recorded within %(days)s days of what they observed.",
        int(found.delays.median or 0),
    ) % {"days": days_of(found.delays.median)}


def _of_settlement(found: Health) -> list[str]:
    opened, settled = found.open_disputes, found.settled_disputes
    if not opened.count and not settled.count:
        return [_("Dispute settlement: no dispute is on record by this day.")]
    said = []
    if opened.count:
        said.append(
            ngettext(
                "Dispute settlement: %(count)s dispute is open, for %(days)s days.",
                "Dispute settlement: %(count)s disputes are open, the longest for %(days)s days.",
                opened.count,
            )
            % {"count": opened.count, "days": days_of(opened.longest)}
        )
    else:
        said.append(_("Dispute settlement: no dispute is open."))
    if settled.count:
        said.append(
            ngettext(
                "%(count)s dispute has ended, after %(days)s days.",
                "%(count)s disputes have ended, after a median of %(days)s days.",
                settled.count,
            )
            % {"count": settled.count, "days": days_of(settled.median)}
        )
    return said


def _of_capacity(found: Health) -> list[str]:
    if not found.needs:
        return [_("Capacity building: no need is on record by this day.")]
    return [
        ngettext(
            "Capacity building: of %(count)s need on record %(met)s is met; for %(promised)s "
            "support is promised or delivered, and %(open)s is open.",
            "Capacity building: of %(count)s needs on record %(met)s are met; for %(promised)s "
            "support is promised or delivered, and %(open)s are open.",
            found.needs,
        )
        % {
            "count": found.needs,
            "met": len(found.needs_met),
            "promised": len(found.needs_promised),
            "open": len(found.needs_open),
        }
    ]


def _of_decision(found: Health) -> list[str]:
    waits = found.waits
    if not waits.count:
        return [_("Decision procedure: no approval is on record by this day.")]
    said = [
        ngettext(
            "Decision procedure: of %(count)s approval asked for %(pending)s waits.",
            "Decision procedure: of %(count)s approvals asked for %(pending)s wait.",
            waits.count,
        )
        % {"count": waits.count, "pending": found.pending.count}
    ]
    if waits.dated:
        said.append(
            _("An approval waits %(median)s days in the median, and at the longest %(longest)s.")
            % {"median": days_of(waits.median), "longest": days_of(waits.longest)}
        )
    if waits.undated:
        said.append(
            ngettext(
                "Of %(count)s approval it is not on record since when.",
                "Of %(count)s approvals it is not on record since when.",
                waits.undated,
            )
            % {"count": waits.undated}
        )
    return said
