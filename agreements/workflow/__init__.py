"""The verbs of the regime: what may be registered, how terms get new versions, who may act.

What a score reads goes into the ledger in the same transaction. The rest is master data, kept
with its history of changes.
"""

from agreements.workflow.appointments import (
    appoint,
    change_appointment,
    end_appointment,
    mark_vacant,
)
from agreements.workflow.changes import Change, changes_since, in_words
from agreements.workflow.changing import (
    amend_agreement,
    amend_obligation,
    change_master,
    change_settings,
)
from agreements.workflow.committees import (
    add_committee,
    close_committee,
    describe_committee,
    move_committee,
    rename_committee,
    rests,
    standing_below,
)
from agreements.workflow.editions import Past, edition_of, past_of, refuse_stale
from agreements.workflow.facts import FIXED_FACTS
from agreements.workflow.people import change_person, remove_person
from agreements.workflow.registering import (
    cited_by,
    register,
    register_agreement,
    register_forum,
    register_obligation,
    register_paper,
    register_party,
    register_regime,
)
from agreements.workflow.reverting import revert
from agreements.workflow.tokens import make_token, revoke_token, token_of

__all__ = [
    "FIXED_FACTS",
    "Change",
    "Past",
    "add_committee",
    "amend_agreement",
    "amend_obligation",
    "appoint",
    "change_appointment",
    "change_master",
    "change_person",
    "change_settings",
    "changes_since",
    "cited_by",
    "close_committee",
    "describe_committee",
    "edition_of",
    "end_appointment",
    "in_words",
    "make_token",
    "mark_vacant",
    "move_committee",
    "past_of",
    "refuse_stale",
    "register",
    "register_agreement",
    "register_forum",
    "register_obligation",
    "register_paper",
    "register_party",
    "register_regime",
    "remove_person",
    "rename_committee",
    "rests",
    "revert",
    "revoke_token",
    "standing_below",
    "token_of",
]
