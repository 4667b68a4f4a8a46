"""Who may do what to the record: plain questions on the object, asked by every door.

What a user may not see does not exist for them (`visible_to`); what these refuse is forbidden.
"""

from agreements.models import Forum, Obligation, ObligationTerms, Party, Regime, Role
from agreements.permissions import (
    Asker,
    acts_for,
    acts_in,
    has_role,
    is_member,
    memberships,
    official_parties,
    official_sides,
)
from compliance.models import (
    Approval,
    CapacityNeed,
    Dispute,
    EndingProposal,
    Offer,
    ProgressReport,
    ReportDraft,
)


def can_read_record(user: Asker, regime: Regime) -> bool:
    """Read what was said, not only the figures: members, and all where everything is published."""
    if is_member(user, regime):
        return True
    return Regime.objects.readable_by(user).filter(pk=regime.pk).exists()


def can_take_archive(user: Asker, regime: Regime) -> bool:
    """Take all of a regime with them, what is withheld included: its admin."""
    return has_role(user, Role.ADMIN, regime=regime)


def reporting_party(user: Asker, obligation: Obligation) -> Party | None:
    """The party for which the user may claim progress here: the one that owes, or owed."""
    owing = [terms.owes for terms in sorted(obligation.terms.all(), key=_latest_first)]
    same_side = (party for party in owing if party.side_code == owing[0].side_code)
    return next((party for party in same_side if acts_for(user, party, obligation.forum)), None)


def _latest_first(terms: ObligationTerms) -> int:
    return -terms.sequence


def can_report(user: Asker, obligation: Obligation) -> bool:
    """Claim progress: an official of the party that owes, or of one above it."""
    return reporting_party(user, obligation) is not None


def can_observe(user: Asker, obligation: Obligation) -> bool:
    """Enter an observation from a published source: the secretariat and analysts."""
    roles = (Role.SECRETARIAT, Role.ANALYST)
    return any(m.role in roles and acts_in(m, obligation.forum) for m in memberships(user))


def verifying_party(user: Asker, report: ProgressReport, *, accepting: bool) -> Party | None:
    """The party for which the user may answer this report.

    Another side than the one concerned accepts or contests; the side concerned may contest what
    an observer says of it, never its own claim.
    """
    forum = report.obligation.forum
    concerned = concerned_side(report)
    for party in official_parties(user, forum):
        if party.side_code != concerned or (not report.claim and not accepting):
            return party
    return None


def concerned_side(report: ProgressReport) -> str:
    """The side that owes what is reported: the author's for a claim, else that of the terms."""
    if report.side is not None:
        return report.side.code
    terms = sorted(report.obligation.terms.all(), key=_latest_first)
    return terms[0].owes.side_code if terms else ""


def can_accept(user: Asker, report: ProgressReport) -> bool:
    return verifying_party(user, report, accepting=True) is not None


def can_contest(user: Asker, report: ProgressReport) -> bool:
    return verifying_party(user, report, accepting=False) is not None


def can_correct(user: Asker, report: ProgressReport) -> bool:
    """Correct a report by a later one: whoever could make it on the same side."""
    if report.side is None:
        return can_observe(user, report.obligation)
    party = reporting_party(user, report.obligation)
    return party is not None and party.side_code == report.side.code


def can_use_draft(user: Asker, draft: ReportDraft) -> bool:
    """Go on with a draft, or discard it: its side's officials; an observer's own only."""
    if draft.side is None:
        return draft.author_id == user.pk and can_observe(user, draft.obligation)
    return draft.side.code in official_sides(user, draft.obligation.forum) and can_report(
        user, draft.obligation
    )


def speaking_party(user: Asker, dispute: Dispute) -> Party | None:
    """The party whose side the user speaks for in a dispute: an official of a side in its forum."""
    return next(iter(official_parties(user, dispute.report.obligation.forum)), None)


def can_speak_in(user: Asker, dispute: Dispute) -> bool:
    """State, move up, propose an ending and confirm one, for one's side."""
    return speaking_party(user, dispute) is not None


def can_prepare_endings(user: Asker, forum: Forum) -> bool:
    """Prepare how a dispute of this forum ends, for both sides to confirm: the secretariat."""
    return any(m.role == Role.SECRETARIAT and acts_in(m, forum) for m in memberships(user))


def can_read_proposal(user: Asker, proposal: EndingProposal) -> bool:
    """What one side proposes is read by the officials of both; what the secretariat prepared also
    by it."""
    if can_speak_in(user, proposal.dispute):
        return True
    return proposal.prepared and can_prepare_endings(user, proposal.dispute.report.obligation.forum)


def offering_party(user: Asker, obligation: Obligation) -> Party | None:
    """The party for which the user may offer something else: the one that owes by the terms
    recorded last."""
    terms = sorted(obligation.terms.all(), key=_latest_first)
    owes = terms[0].owes if terms else None
    return owes if owes is not None and acts_for(user, owes, obligation.forum) else None


def can_offer(user: Asker, obligation: Obligation) -> bool:
    """Offer something else than what is owed: an official of the party that owes, or above it."""
    return offering_party(user, obligation) is not None


def answering_party(user: Asker, offer: Offer) -> Party | None:
    """The party whose side the user answers an offer for: any other than the one that made it."""
    for party in official_parties(user, offer.obligation.forum):
        if party.side_code != offer.party.side_code:
            return party
    return None


def can_answer_offer(user: Asker, offer: Offer) -> bool:
    """Accept or refuse it: an official of another side in the forum."""
    return answering_party(user, offer) is not None


def can_withdraw_offer(user: Asker, offer: Offer) -> bool:
    """Take it back: whoever acts for the party that made it, or for the one that owes now."""
    if acts_for(user, offer.party, offer.obligation.forum):
        return True
    party = offering_party(user, offer.obligation)
    return party is not None and party.side_code == offer.party.side_code


def can_ask_approval(user: Asker, obligation: Obligation) -> bool:
    """Ask an authority for its consent: who may claim progress here."""
    return can_report(user, obligation)


def can_decide_approval(user: Asker, approval: Approval) -> bool:
    """Record what an authority decided: an official of the side that asked it."""
    return can_report(user, approval.obligation)


def can_give_reason(user: Asker, obligation: Obligation) -> bool:
    """Give the side's own reason why it does not meet this."""
    return can_report(user, obligation)


def can_state_need(user: Asker, obligation: Obligation) -> bool:
    """Say what the side lacks to meet this."""
    return can_report(user, obligation)


def can_record_support(user: Asker, need: CapacityNeed) -> bool:
    """Say what became of a need: an official of the side that has it."""
    return can_report(user, need.obligation)


def can_assess(user: Asker, forum: Forum) -> bool:
    """Grade a party, or assess why something is not met: analysts, from a source."""
    return any(m.role == Role.ANALYST and acts_in(m, forum) for m in memberships(user))
