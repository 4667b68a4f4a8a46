"""The verbs of a meeting: planning it, its agenda, what is decided, and its signed record."""

from compliance.workflow.meetings.agenda import (
    add_item,
    change_item,
    move_item,
    remove_item,
    take_up,
)
from compliance.workflow.meetings.calling_off import call_off, put_back
from compliance.workflow.meetings.deciding import (
    Agreed,
    Owed,
    Ruling,
    agreement_of,
    committees_above,
    decide,
    mark_done,
    state_position,
    undecide,
)
from compliance.workflow.meetings.editions import as_read, edition_of
from compliance.workflow.meetings.planning import (
    Proposal,
    attach_file,
    change_meeting,
    detach_file,
    keep_delegate,
    plan_meeting,
    proposal,
    remove_delegate,
)
from compliance.workflow.meetings.signing import (
    add_addendum,
    close_meeting,
    confirm_addendum,
    confirm_record,
    remove_addendum,
    reopen_meeting,
)

__all__ = [
    "Agreed",
    "Owed",
    "Proposal",
    "Ruling",
    "add_addendum",
    "add_item",
    "agreement_of",
    "as_read",
    "attach_file",
    "call_off",
    "change_item",
    "change_meeting",
    "close_meeting",
    "committees_above",
    "confirm_addendum",
    "confirm_record",
    "decide",
    "detach_file",
    "edition_of",
    "keep_delegate",
    "mark_done",
    "move_item",
    "plan_meeting",
    "proposal",
    "put_back",
    "remove_addendum",
    "remove_delegate",
    "remove_item",
    "reopen_meeting",
    "state_position",
    "take_up",
    "undecide",
]
