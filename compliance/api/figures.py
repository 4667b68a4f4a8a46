"""Every figure of the pages, computed by the same functions."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from agreements.api.asking import Filter
from agreements.models import Forum, Party
from compliance.api import told
from compliance.api.moment import OF_METHOD, OF_MOMENT, Asking, Moment
from compliance.dashboard.board import board
from compliance.dashboard.figures import figures
from compliance.dashboard.ledger import head_at
from compliance.dashboard.mechanism_record import mechanism_record
from compliance.dashboard.mechanisms import health
from compliance.dashboard.party import party_page
from compliance.scoring import By, Method, report_object, score_by
from sosek.ledger.models import instant

OF_FIGURE = {**OF_MOMENT, **OF_METHOD}
OF_FORUM = {"forum": Filter("", says="Short name of the forum, with those it succeeds")}


class FigureDoor(Asking):
    """An address that answers with figures."""

    asks = OF_FIGURE

    @property
    def method(self) -> Method:
        """By which the asker wants the figures."""
        return Method(self.said.get("method", Method.FULFILMENT))

    def asked_forums(self) -> list[Forum]:
        """The forum that the address names, with those it succeeds; else all of the regime."""
        slug = self.said.get("forum")
        return self.line(slug) if slug else self.forums()

    def dated(self, moment: Moment) -> told.Told:
        """What stands above the figures. Nothing is told of before anything was recorded."""
        head = head_at(moment.known_at)
        if head is None:
            raise Http404
        known_at = instant(moment.known_at)
        return told.dated(
            as_of=moment.as_of, known_at=known_at, ledger_head=head.hash, method=self.method
        )


class Scores(FigureDoor):
    """A table of scores of a forum: what `manage.py score --format json` prints."""

    tells = told.ScoreTableShape
    asks = {
        **OF_FORUM,
        "by": Filter("", choices=tuple(by.value for by in By), says="What the rows are: sides"),
        **OF_FIGURE,
    }

    def get(self, request: Request) -> Response:
        forums = self.line(self.said["forum"]) if "forum" in self.said else self.forums()[:1]
        moment, by = self.moment(forums), By(self.said.get("by", By.SIDE.value))
        head = self.dated(moment)["ledger_head"]
        found = figures(forums, forums[0].regime, as_of=moment.as_of, known_at=moment.known_at)
        seated = {party.side_code for party in forums[0].parties.all()}
        rows = score_by(
            by, found.results, thresholds=found.thresholds, sides=seated, method=self.method
        )
        return Response(
            report_object(
                forum=forums[0].slug,
                as_of=moment.as_of,
                known_at=moment.known_at,
                ledger_head=head,
                by=by,
                rows=rows,
                method=self.method,
            )
        )


class RegimeBoard(FigureDoor):
    """The board of all forums of the regime shown: both sides, every paper and agreement."""

    tells = told.BoardShape

    def get(self, request: Request) -> Response:
        return self.board(self.forums())

    def board(self, forums: list[Forum]) -> Response:
        moment, regime = self.moment(forums), forums[0].regime
        above = self.dated(moment)
        found = board(
            forums, regime, as_of=moment.as_of, known_at=moment.known_at, method=self.method
        )
        own = {"regime": regime.slug, "forums": told.codes(forums)}
        return Response({**above, **own, **told.board_object(found)})


class ForumBoard(RegimeBoard):
    """The board of a forum, with those it succeeds."""

    def get(self, request: Request, slug: str) -> Response:  # type: ignore[override]
        return self.board(self.line(slug))


class PartyFigures(FigureDoor):
    """A party's score, per agreement and of the parties below it, and the reports behind it."""

    tells = told.PartyFiguresShape
    asks = {**OF_FORUM, **OF_FIGURE}

    def get(self, request: Request, code: str) -> Response:
        party = get_object_or_404(Party.objects.visible_to(self.asker), code=code)
        forums = self.asked_forums()
        moment = self.moment(forums)
        page = party_page(
            party,
            forums,
            forums[0].regime,
            self.asker,
            as_of=moment.as_of,
            known_at=moment.known_at,
            method=self.method,
        )
        return Response(
            {
                **self.dated(moment),
                **told.score_object(page.score),
                "figure": told.other(page.figure),
                "party": party.code,
                "forums": told.codes(forums),
                "papers_assessed": page.papers_assessed,
                "papers_due": page.papers_due,
                "agreements": [
                    {
                        "agreement": each.code,
                        "paper": each.number,
                        "title": each.title,
                        **told.score_object(each.score),
                        "figure": told.other(each.figure),
                    }
                    for each in page.agreements
                ],
                "below": [
                    {
                        "party": label.code,
                        **told.score_object(score),
                        "figure": told.other(other),
                    }
                    for label, score, other in page.below
                ],
                "reports": [str(each.report.pk) for each in page.behind],
                "withheld": page.withheld,
            }
        )


class Mechanisms(FigureDoor):
    """The health of the regime, or of one forum, per side and of all."""

    tells = told.MechanismsShape
    asks = {**OF_FORUM, **OF_MOMENT}

    def get(self, request: Request) -> Response:
        forums = self.asked_forums()
        moment = self.moment(forums)
        above = self.dated(moment)
        found = figures(forums, forums[0].regime, as_of=moment.as_of, known_at=moment.known_at)
        record = mechanism_record(found.case, forums, known_at=moment.known_at, zone=moment.zone)
        sides: list[Any] = [*found.sides, None]
        return Response(
            {
                **above,
                "forums": told.codes(forums),
                "sides": [
                    {
                        "side": side.code if side else None,
                        **told.health_object(
                            health(record, as_of=moment.as_of, side=side.path if side else "")
                        ),
                    }
                    for side in sides
                ],
            }
        )
