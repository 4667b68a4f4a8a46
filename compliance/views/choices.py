"""The choices by which several lists may be narrowed."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from compliance.dashboard.board import Board
from compliance.dashboard.figures import PartyLabel
from compliance.templatetags.look import state_word
from compliance.views.pages import DashboardRequest
from sosek.choosing import Choice, one_of


def by_forum(request: DashboardRequest) -> Choice:
    """The forums of the regime shown. No query of its own."""
    forums = [(each.slug, each.name) for each in request.chrome.regime_forums]
    return one_of("forum", _("Forum"), _("All forums"), forums)


def by_side(label: str, sides: Iterable[PartyLabel]) -> Choice:
    return one_of("side", label, _("Both sides"), [(side.code, side.name) for side in sides])


def by_state(states: Iterable[str]) -> Choice:
    options = [(state, state_word(state)) for state in sorted(set(states))]
    return one_of("state", _("State"), _("All states"), options)


def by_paper(board: Board) -> Choice:
    papers = [(str(paper.pk), f"{paper.number} {paper.title}") for paper in board.papers]
    return one_of("paper", _("Working paper"), _("All papers"), papers)
