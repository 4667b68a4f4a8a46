"""Check a ledger download, with no database and no trust in the server."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sosek.ledger.chain import Check, check

FITS, BROKEN, REFUSED = 0, 1, 2

EXITS = """\
exit codes:
  0  every entry fits, and the head asked for is in it
  1  an entry does not fit, and it is named; or the head asked for is not in it
  2  there is nothing to check, or the question is wrong
"""

HEAD = re.compile("[0-9a-f]{12,64}")


class _RefusedError(Exception):
    """What was asked cannot be answered, and why, in one sentence."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _RefusedError(f"{message[:1].upper()}{message[1:]}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Say whether the file is whole and unchanged; returns one of the exit codes."""
    try:
        options = _parser().parse_args(arguments)
        head = _head(options.head)
        result = _checked(options.file, head)
    except _RefusedError as refusal:
        return _say(str(refusal), REFUSED)
    if result.fault:
        place = f"line {result.fault.line}"
        if result.fault.sequence is not None:
            place += f" (entry {result.fault.sequence})"
        return _say(f"The ledger is broken at {place}: {result.fault.reason}.", BROKEN)
    if head and result.found is None:
        return _say(
            f"Its {result.entries} entries fit, but none of them has the head {head}: it was cut "
            "at its end, or it is another ledger.",
            BROKEN,
        )
    sys.stdout.write(
        f"{result.entries} entries fit, {result.closed} of them closed. Head {result.head}\n"
    )
    if result.found is not None:
        sys.stdout.write(f"{_since(result.found, result.entries)}\n")
    return FITS


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m sosek.ledger",
        description=__doc__,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", help="a ledger download (JSON lines)")
    parser.add_argument(
        "--head",
        metavar="HASH",
        default="",
        help="a head written down earlier, its first 12 signs or more: it must be the last entry "
        "or, where more was recorded since, an earlier one",
    )
    return parser


def _head(text: str) -> str:
    """As it was written down: pages print it in groups."""
    head = "".join(text.split()).lower()
    if text and not HEAD.fullmatch(head):
        raise _RefusedError(f"{text!r} is no head: write 12 to 64 of its signs, 0 to 9 and a to f.")
    return head


def _checked(name: str, head: str) -> Check:
    try:
        # What is not UTF-8 is let through, so that the check can name its line.
        with Path(name).open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            result = check(lines, head=head)
    except OSError as error:
        raise _RefusedError(f"{name} cannot be read: {error.strerror}.") from error
    if not (result.entries or result.fault):
        raise _RefusedError(f"{name} holds no entry.")
    return result


def _since(found: int, entries: int) -> str:
    more = entries - found
    if not more:
        return "The head you asked for is its last entry."
    since = "1 entry was" if more == 1 else f"{more} entries were"
    return f"The head you asked for is entry {found}; {since} recorded since."


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(sentence + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
