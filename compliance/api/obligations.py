"""Obligations, with their state on a day where it is asked for."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agreements.api.asking import Filter
from agreements.api.doors import Shelf
from agreements.api.shapes import ObligationShape, obligation_terms
from agreements.models import Forum, Obligation
from compliance.api.moment import OF_MOMENT, Asking, moment_of
from compliance.api.told import StateShape, Told, state_object
from compliance.dashboard.figures import figures
from compliance.dashboard.persons import forums_seen
from compliance.dashboard.states import obligation_line
from sosek.ledger.models import instant


class StatedObligationShape(ObligationShape):
    """What one party owes under one agreement; further the versions of its terms, and its state on
    a day, null where it is not in force then."""

    further = {"terms": (obligation_terms,), "state": ()}
    state = serializers.SerializerMethodField()

    class Meta(ObligationShape.Meta):
        fields = (*ObligationShape.Meta.fields, "state")  # type: ignore[assignment]

    @extend_schema_field(StateShape(allow_null=True))
    def get_state(self, obligation: Obligation) -> Told | None:
        found: Told | None = self.context["states"].get(obligation.code)
        return found


class ObligationShelf(Shelf, Asking):
    """Obligations; `expand=terms` tells every version of their terms, `expand=state` how far each
    is on a day (`as_of`), as known at a moment (`known_at`)."""

    model, serializer_class, lookup_field = Obligation, StatedObligationShape, "code"
    asks = {
        "forum": Filter("agreement__paper__forum__slug", says="Short name of the forum"),
        "agreement": Filter("agreement__code", says="Code of the agreement"),
        "paper": Filter("agreement__paper__number", int, says="Number of the paper"),
        "site": Filter("site__code", says="Code of the site"),
        **OF_MOMENT,
    }

    def known_names(self) -> tuple[str, ...]:
        return (*super().known_names(), *OF_MOMENT)

    def narrowed(self, rows: Any, said: Any) -> Any:
        return super().narrowed(rows, {n: v for n, v in said.items() if n not in OF_MOMENT})

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        asked = context["asked"]
        return {**context, "states": self._states() if asked and "state" in asked.expand else {}}

    def _states(self) -> dict[str, Told]:
        """The states of all that is owed in the forums asked for. Six queries a regime."""
        seen = forums_seen(self.asker)
        slug = self.said.get("forum")
        found: dict[str, Told] = {}
        for _regime, group in groupby(seen, lambda forum: forum.regime_id):
            found |= self._of([forum for forum in group if slug in (None, forum.slug)])
        return found

    def _of(self, forums: Sequence[Forum]) -> dict[str, Told]:
        if not forums:
            return {}
        moment = moment_of(self.said, list(forums))
        self.passing = instant(moment.known_at) if moment.now else ""
        given = {} if self.action == "list" else {"obligation": self.kwargs["code"]}
        found = figures(
            forums, forums[0].regime, as_of=moment.as_of, known_at=moment.known_at, **given
        )
        return {
            each.code: state_object(obligation_line(each, found))
            for result in found.results
            for each in result.obligations
        }
