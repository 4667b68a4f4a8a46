"""Why a figure is what it is, how it came about over time, what other methods say, and finding."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from agreements.api.asking import Filter, refusal
from agreements.models import Agreement, Forum, Obligation, Party, WorkingPaper
from compliance.api import analysed
from compliance.api.figures import OF_FIGURE, OF_FORUM, FigureDoor
from compliance.api.moment import OF_MOMENT, Asking, Moment
from compliance.dashboard.compare import comparison
from compliance.dashboard.compare_object import comparison_object
from compliance.dashboard.figures import figures
from compliance.dashboard.hits import hits
from compliance.dashboard.receipt_object import receipt_object
from compliance.dashboard.receipt_parts import parts_of
from compliance.dashboard.receipts import Subject, receipt
from compliance.dashboard.trend import Subject as Course
from compliance.dashboard.trend import trend_object, trend_of
from compliance.dashboard.trend_marks import happened_beside
from compliance.finding.kinds import BY_CODE
from compliance.finding.search import find
from compliance.finding.words import asked
from compliance.forms.comparing import read_question
from compliance.permissions import can_read_record
from compliance.scoring import in_force

HITS = 20
OF_PARTY = {"party": Filter("", says="Code of the party")}
OF_AGREEMENT = {"agreement": Filter("", says="Code of an agreement")}


class Receipts(FigureDoor):
    """Why a figure is what it is: which reports counted, which did not and why, by how much."""

    tells = analysed.ReceiptShape
    asks = {
        **OF_FORUM,
        "party": Filter("", says="Code of the party; an obligation names who owes it itself"),
        "paper": Filter("", int, says="Number of a working paper in the forum"),
        **OF_AGREEMENT,
        "obligation": Filter("", says="Code of an obligation"),
        **OF_FIGURE,
    }

    def get(self, request: Request) -> Response:
        forums, obligation = self._forums()
        moment = self.moment(forums)
        self.dated(moment)
        code = self.said.get("party") or (self._owing(obligation, moment) if obligation else "")
        if not code:
            raise refusal("party", _("A receipt is of one party: name it."))
        party = get_object_or_404(Party.objects.visible_to(self.asker), code=code)
        found = receipt(
            Subject(
                party,
                None if obligation else self.said.get("paper"),
                "" if obligation else self.said.get("agreement", ""),
                obligation.code if obligation else "",
            ),
            forums,
            as_of=moment.as_of,
            known_at=moment.known_at,
            method=self.method,
        )
        return Response(receipt_object(found, parts_of(found, found.results, self.asker)))

    def _forums(self) -> tuple[list[Forum], Obligation | None]:
        """An obligation and an agreement name their forum themselves."""
        said = self.said
        if "obligation" in said:
            rows = Obligation.objects.visible_to(self.asker).select_related(
                "agreement__paper__forum"
            )
            obligation = get_object_or_404(rows, code=said["obligation"])
            return self.line(obligation.forum.slug), obligation
        slug = said.get("forum", "")
        if "agreement" in said:
            agreements = Agreement.objects.visible_to(self.asker).select_related("paper__forum")
            agreement = get_object_or_404(agreements, code=said["agreement"])
            slug = slug or agreement.paper.forum.slug
        return (self.line(slug) if slug else self.forums()[:1]), None

    def _owing(self, obligation: Obligation, moment: Moment) -> str:
        """Who owes it on the day, as known at the moment; else who owes it at last."""
        versions = list(obligation.terms.select_related("owes").order_by("sequence"))
        held = in_force(versions, as_of=moment.as_of, known_at=moment.known_at)
        return str((held or versions[-1]).owes.code)


class Trends(FigureDoor):
    """Scores over time, of each side or of one party; on a forum, a paper or an agreement."""

    tells = analysed.TrendShape
    asks = {
        **OF_FORUM,
        **OF_PARTY,
        "paper": Filter("", int, says="Key of a working paper"),
        **OF_AGREEMENT,
        "from": Filter("", date, says="First day: of the record, if none is given"),
        "to": Filter("", date, says="Last day: the day asked for, if none is given"),
        **OF_MOMENT,
    }

    def get(self, request: Request) -> Response:
        forums, course = self._course()
        moment = self.moment(forums)
        first, last = self.said.get("from"), self.said.get("to")
        if last and last > moment.as_of:
            raise refusal("to", _("A trend ends at the latest on the day that is asked for."))
        if first and first > (last or moment.as_of):
            raise refusal("from", _("The first day is later than the last."))
        found = figures(
            forums,
            forums[0].regime,
            as_of=moment.as_of,
            known_at=moment.known_at,
            beside=happened_beside(forums, moment.known_at),
        )
        readable = can_read_record(self.asker, forums[0].regime)
        told = trend_of(found, course, first=first, last=last, readable=readable)
        return Response({**trend_object(told), **self.dated(moment)})

    def _course(self) -> tuple[list[Forum], Course]:
        said, path, paper, agreement = self.said, "", None, ""
        forums = self.asked_forums()
        if "paper" in said:
            papers = WorkingPaper.objects.visible_to(self.asker).select_related("forum")
            row = get_object_or_404(papers, pk=said["paper"])
            forums, paper = self.line(row.forum.slug)[:1], row.pk
        if "agreement" in said:
            rows = Agreement.objects.visible_to(self.asker).select_related("paper__forum")
            found = get_object_or_404(rows, code=said["agreement"])
            forums, agreement = self.line(found.paper.forum.slug)[:1], found.code
        if "party" in said:
            parties = Party.objects.visible_to(self.asker)
            path = get_object_or_404(parties, code=said["party"]).path
        return forums, Course(path, paper, agreement)


class Compare(FigureDoor):
    """Every method on the same facts, and how figures move if one thing were otherwise."""

    tells = analysed.CompareShape
    asks = {
        **OF_FORUM,
        "by": Filter("", choices=("side", "party"), says="Whose figures: each side's"),
        **{
            name: Filter("", says=f"The threshold of “{name}”, from 0 to 1; all three or none")
            for name in ("full", "high", "partial")
        },
        "progress": Filter("", says="Another value of “in progress”, from 0 to 1"),
        "silence": Filter("", says="Another silence period, in days, or never"),
        **OF_FIGURE,
    }

    def get(self, request: Request) -> Response:
        question = read_question({name: str(value) for name, value in self.said.items()})
        if question.errors:
            raise ValidationError(list(question.errors))
        forums = self.line(self.said["forum"]) if "forum" in self.said else self.forums()[:1]
        moment = self.moment(forums)
        head = self.dated(moment)["ledger_head"]
        page = comparison(
            forums,
            by=question.by,
            as_of=moment.as_of,
            known_at=moment.known_at,
            method=self.method,
            what_if=question.what_if,
        )
        return Response(comparison_object(page, ledger_head=head))


class Search(Asking):
    """What has the words, in any language: what the asker may not see is not counted either."""

    tells = analysed.SearchShape
    asks = {
        "q": Filter("", says="Words, beginnings of words, or a phrase in quotes", required=True),
        "kind": Filter("", choices=tuple(BY_CODE), says="Only of this kind"),
        "start": Filter("", int, says="How many of the first to pass over"),
        "known_at": OF_MOMENT["known_at"],
    }

    def get(self, request: Request) -> Response:
        moment, wanted = self.moment(self.forums()), asked(self.said.get("q", ""))
        found = find(
            wanted,
            self.asker,
            known_at=moment.known_at,
            kind=self.said.get("kind", ""),
            start=self.said.get("start", 0),
            most=HITS,
        )
        return Response(
            {
                "counts": found.counts,
                "results": [
                    _hit(each) for each in hits(found, wanted, self.asker, known_at=moment.known_at)
                ],
            }
        )


def _hit(each: Any) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "title": "".join(part.text for part in each.title),
        "where": each.where,
        "on": str(each.on) if each.on else None,
        "address": each.address,
        "excerpt": "".join(part.text for part in each.excerpt),
    }
