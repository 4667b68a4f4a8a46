"""Tables of rights, as one reads them, and how the doors are asked."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from agreements.models import User
from tests.refusals import everything, kept_files, touched

Row = dict[str, str]

# What a door answers.
YES = "yes"
TOLD = "told"  # a sentence on the page says why not; nothing is written
NO = "no"  # 403
ABSENT = "404"
SIGN_IN = "sign-in"
REFUSALS = (TOLD, NO, ABSENT, SIGN_IN)


def table(text: str) -> dict[str, Row]:
    """Who → column → what is answered. The first line names the columns."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    (_who, *columns), *rows = lines
    return {who: dict(zip(columns, cells, strict=True)) for who, *cells in rows}


def about(ask: Callable[..., Any], subjects: dict[str, Any]) -> dict[str, Callable[[Any], Any]]:
    """The same question, or the same door, for each of these."""
    return {name: partial(_of, ask, subject) for name, subject in subjects.items()}


def _of(ask: Callable[..., Any], subject: Any, who: Any) -> Any:
    return ask(who, subject)


def questions(
    everybody: dict[str, Any],
    rights: dict[str, Row],
    meaning_yes: set[str],
    ask: dict[str, Callable[[Any], Any]],
) -> None:
    """Each question says yes exactly where the table says one of these."""
    said = {
        who: {column: bool(question(_afresh(user))) for column, question in ask.items()}
        for who, user in everybody.items()
    }
    assert said == {
        who: {column: rights[who][column] in meaning_yes for column in ask} for who in everybody
    }


def answers(
    everybody: dict[str, Any], rights: dict[str, Row], doors: dict[str, Callable[[Client], str]]
) -> None:
    """Each door answers what the table says, and wrote nothing where it refused.

    The questions behind the doors are asked for everybody; a door is opened by the first of those
    whose rows are alike. Each answer is undone, so that the next finds the same.
    """
    found: dict[str, Row] = {}
    for who in _first_of_their_kind(rights):
        client = Client()
        _enter(client, everybody[who])
        found[who] = {}
        for column, door in doors.items():
            answer, wrote = _undone(door, client)
            refused = answer in REFUSALS
            found[who][column] = f"{answer}, but wrote" if wrote and refused else answer
    assert found == {who: {column: rights[who][column] for column in doors} for who in found}


def _first_of_their_kind(rights: dict[str, Row]) -> list[str]:
    rows: dict[tuple[str, ...], str] = {}
    for who, row in rights.items():
        rows.setdefault(tuple(row.values()), who)
    return list(rows.values())


def _undone(door: Callable[[Client], str], client: Client) -> tuple[str, bool]:
    """What a door answers, and whether it wrote anything; whatever it did is undone."""
    files = kept_files()
    with transaction.atomic():
        before = touched()
        answer = door(client)
        after = everything() if touched() != before else None
        transaction.set_rollback(True)
    if after is None:
        return answer, kept_files() != files
    return answer, after != everything() | {"files": files}


def _afresh(user: Any) -> Any:
    """The same person as the next request knows them."""
    return user if user.is_anonymous else User.objects.get(pk=user.pk)


def _enter(client: Client, user: Any) -> None:
    """Sign in whoever can be, with a session that is there before anything is asked."""
    if user.is_anonymous:
        assert client.session.session_key
    else:
        client.force_login(user)


def opens(client: Client, address: str) -> str:
    """What one is answered who opens the address, wherever it leads."""
    response = client.get(address, follow=True)
    if response.streaming:
        assert b"".join(response.streaming_content)
    return answer_of(response)


def posts(client: Client, address: str, **data: Any) -> str:
    """What one is answered who sends something there; who is not let in is led on to a page that
    says why."""
    response = client.post(address, data)
    led_on = response.status_code == 302 and answer_of(response) != SIGN_IN
    return opens(client, response.url) if led_on else answer_of(response)


def answer_of(response: Any) -> str:
    """What a door has answered."""
    steps = getattr(response, "redirect_chain", None)
    address = steps[-1][0] if steps else response.headers.get("Location", "")
    if address.startswith(reverse("account_login")):
        return SIGN_IN
    if response.status_code in (403, 404):
        return NO if response.status_code == 403 else ABSENT
    return YES
