"""Who brings a workbook in, and which of its rows they may: the same questions as on the pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.models import Obligation, Party, Regime, Role, User
from agreements.permissions import can_edit_structure, has_role, memberships
from compliance.imports.promises import Spoken
from compliance.imports.sheets import SHEETS
from compliance.imports.workbook import Line, LineItem
from compliance.permissions import can_observe, reporting_party

MOST_KEPT = 1000  # obligations at a time: a workbook may name more of them than should be held


def regimes_of(user: User) -> QuerySet[Regime]:
    """Those in which the user has a role, and so something to bring."""
    own = {membership.regime_id for membership in memberships(user)}
    return Regime.objects.filter(pk__in=own).order_by("pk")


@dataclass(frozen=True, slots=True)
class Bringer:
    """A user, on behalf of one regime."""

    user: User
    regime: Regime

    def may(self, kind: str) -> bool:
        """Whether rows of this kind are theirs to bring at all."""
        if kind == "party":  # it belongs to no regime alone
            return has_role(self.user, Role.ADMIN, regime=self.regime)
        if kind == "report":
            roles = (Role.OFFICIAL, Role.SECRETARIAT, Role.ANALYST)
            return has_role(self.user, *roles, regime=self.regime)
        return can_edit_structure(self.user, self.regime)

    @property
    def kinds(self) -> list[str]:
        return [kind for kind in SHEETS if self.may(kind)]

    @property
    def claims(self) -> bool:
        return has_role(self.user, Role.OFFICIAL, regime=self.regime)

    def obligations(self) -> QuerySet[Obligation]:
        """Those of the regime, with all that is asked of them."""
        return (
            Obligation.objects.visible_to(self.user)
            .filter(agreement__paper__forum__regime=self.regime)
            .select_related("agreement__paper__forum__regime")
            .select_related("agreement__paper__forum__predecessor")
            .prefetch_related("terms__owes", "terms__milestones")
        )

    def reportable(self) -> Iterator[Obligation]:
        """Those on which the user may claim or observe."""
        for obligation in self.obligations().order_by("code").iterator(chunk_size=500):
            if reporting_party(self.user, obligation) or can_observe(self.user, obligation):
                yield obligation

    def refusal(self, line: Line) -> str:
        """Why the whole row is not theirs to bring; empty: it is."""
        if self.may(line.sheet.kind):
            return ""
        return _("your role does not bring in %(sheet)s") % {"sheet": line.sheet.title}


class Reported:
    """The obligations that a workbook names, many read at once, and for whom the user speaks."""

    def __init__(self, who: Bringer) -> None:
        self.who = who
        self._kept: dict[str, tuple[Obligation, Party | None, bool]] = {}

    def load(self, codes: set[str]) -> list[Obligation]:
        """Read those of these that are not known yet."""
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        found = list(self.who.obligations().filter(code__in=codes - self._kept.keys()))
        for obligation in found:
            party = reporting_party(self.who.user, obligation)
            observes = can_observe(self.who.user, obligation)
            self._kept[obligation.code] = obligation, party, observes
        return found

    def speaker(self, item: LineItem) -> tuple[Obligation, Party | None]:
        """The obligation, and the party that claims; None: it is observed."""
        code = item.given["obligation"]
        if code not in self._kept:
            raise item.absent("obligation", "obligation", code)
        obligation, party, observes = self._kept[code]
        said = item.given.get("kind")
        if said == Spoken.CLAIM and party is None:
            problem = _("only an official of the party that owes it claims progress on it")
            raise item.wrong("obligation", problem)
        if said == Spoken.OBSERVATION and not observes:
            problem = _("only the secretariat and analysts observe, in the forums of their role")
            raise item.wrong("obligation", problem)
        if party is None and not observes:
            problem = _("neither do you act for the party that owes it, nor do you observe here")
            raise item.wrong("obligation", problem)
        return obligation, None if said == Spoken.OBSERVATION else party
