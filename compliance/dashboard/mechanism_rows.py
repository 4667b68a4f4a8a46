"""The rows behind each figure of the mechanisms."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.mechanism_page import MechanismPage
from compliance.dashboard.mechanism_words import days_of, level_word
from compliance.dashboard.mechanisms import Health, Waits, health

LISTS: Mapping[str, Promise] = {
    "reported": _("Obligations reported on in the last 12 months"),
    "unreported": _("Obligations not reported on in the last 12 months"),
    "evidenced": _("Obligations reported on with evidence"),
    "answered": _("Obligations of which a report was answered by another side"),
    "delays": _("Reports of the last 12 months, with the days from observed to recorded"),
    "disputes_open": _("Disputes that are open"),
    "disputes_settled": _("Disputes that ended"),
    "needs_met": _("Needs that are met"),
    "needs_promised": _("Needs for which support is promised or delivered"),
    "needs_open": _("Needs that are open"),
    "pending": _("Approvals that wait"),
    "approvals": _("Approvals asked for, with the days they wait or waited"),
}
OF_OBLIGATIONS = {"reported", "unreported", "evidenced", "answered"}
"""Lists that say no more than a published score does; the others show what was submitted."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One row behind a figure."""

    title: str
    url: str
    side: PartyLabel | None
    level: str
    days: str  # "": not counted in days


def rows_behind(page: MechanismPage, name: str, *, side: str = "", level: str = "") -> list[Behind]:
    """The rows of a list, of one side or of all, before one level or any."""
    if name not in LISTS:
        return []
    found = health(page.record, as_of=page.as_of, side=side)
    if name in OF_OBLIGATIONS:
        return [_obligation(page, code) for code in sorted(_codes(found, name))]
    if name.startswith("needs_"):
        keys: Iterable[str] = getattr(found, name)
        obligations = {need.key: need.obligation for need in page.record.needs}
        return [_obligation(page, obligations[key]) for key in keys]
    waits, of, link = _waits(page, found, name)
    rows = [row for row in waits.rows if not level or row.level == level]
    rows.sort(key=lambda row: -1 if row.days is None else row.days, reverse=True)
    return [
        Behind(
            title=_title(page, of[row.key]),
            url=link(of[row.key], row.key),
            side=_side(page, of[row.key]),
            level="" if name == "delays" else level_word(row.level),
            days=days_of(row.days),
        )
        for row in rows
    ]


def _codes(found: Health, name: str) -> frozenset[str]:
    if name == "unreported":
        return found.owed - found.reported
    codes: frozenset[str] = getattr(found, name)
    return codes


Link = Callable[[str, str], str]


def _waits(page: MechanismPage, found: Health, name: str) -> tuple[Waits, Mapping[str, str], Link]:
    record = page.record
    if name == "delays":
        return found.delays, {r.key: r.obligation for r in record.reports}, _at("r")
    if name.startswith("disputes_"):
        waits = found.open_disputes if name == "disputes_open" else found.settled_disputes
        return waits, {d.key: d.obligation for d in record.disputes}, _dispute
    waits = found.pending if name == "pending" else found.waits
    return waits, {a.key: a.obligation for a in record.approvals}, _at("a")


def _at(letter: str) -> Link:
    def link(obligation: str, key: str) -> str:
        return f"{reverse('compliance:obligation', args=[obligation])}#{letter}-{key}"

    return link


def _dispute(obligation: str, key: str) -> str:
    """The file of a dispute where it has a page, else the obligation."""
    try:
        return reverse("compliance:dispute", args=[key])
    except NoReverseMatch:
        return reverse("compliance:obligation", args=[obligation])


def _obligation(page: MechanismPage, code: str) -> Behind:
    url = reverse("compliance:obligation", args=[code])
    return Behind(_title(page, code), url, _side(page, code), "", "")


def _title(page: MechanismPage, code: str) -> str:
    return str(page.case.obligation_labels[code].name)


def _side(page: MechanismPage, code: str) -> PartyLabel | None:
    return page.parties.get(page.owing.get(code, ""))
