"""The verbs of the regime: what may be registered, how terms get new versions, who may act.

What a score reads goes into the ledger in the same transaction. The rest is master data, kept
with its history of changes.
"""

from agreements.workflow.changing import (
    amend_agreement,
    amend_obligation,
    change_master,
    change_settings,
)
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

__all__ = [
    "FIXED_FACTS",
    "amend_agreement",
    "amend_obligation",
    "change_master",
    "change_person",
    "change_settings",
    "cited_by",
    "register",
    "register_agreement",
    "register_forum",
    "register_obligation",
    "register_paper",
    "register_party",
    "register_regime",
    "remove_person",
]
