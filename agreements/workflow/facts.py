"""What the rows say now of the fixed part of each entry, for the audit of the ledger."""

from agreements.models import Agreement, Forum, Obligation, Party
from sosek.ledger.audit import Facts


def _party_facts() -> Facts:
    for party in Party.objects.select_related("parent"):
        # The path is made from the parents, and scoring reads it: it must say the same.
        strayed = {"path": party.path} if party.path != party.path_below(party.parent) else {}
        yield party.code, party.fixed_facts() | strayed


def _forum_facts() -> Facts:
    rows = Forum.objects.select_related("regime", "predecessor").prefetch_related("parties")
    return ((forum.slug, forum.fixed_facts()) for forum in rows)


def _agreement_facts() -> Facts:
    rows = Agreement.objects.select_related("paper__forum")
    return ((agreement.code, agreement.fixed_facts()) for agreement in rows)


def _obligation_facts() -> Facts:
    rows = Obligation.objects.select_related("agreement")
    return ((obligation.code, obligation.fixed_facts()) for obligation in rows)


FIXED_FACTS = {
    "party": _party_facts,
    "forum": _forum_facts,
    "agreement": _agreement_facts,
    "obligation": _obligation_facts,
}
