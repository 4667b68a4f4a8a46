"""`python -m sosek.ledger FILE`: check a download with no database and no trust in the server."""

import sys
from pathlib import Path

from sosek.ledger.chain import check


def main(arguments: list[str]) -> int:
    """0: every entry fits; 1: one does not, and it is named; 2: there is nothing to check."""
    if len(arguments) != 1:
        return _say("Usage: python -m sosek.ledger FILE", 2)
    try:
        # What is not UTF-8 is let through, so that the check can name its line.
        with Path(arguments[0]).open(
            encoding="utf-8", errors="surrogateescape", newline="\n"
        ) as lines:
            result = check(lines)
    except OSError as error:
        return _say(f"{arguments[0]} cannot be read: {error.strerror}", 2)
    if result.fault:
        place = f"line {result.fault.line}"
        if result.fault.sequence is not None:
            place += f" (entry {result.fault.sequence})"
        return _say(f"The ledger is broken at {place}: {result.fault.reason}.", 1)
    if not result.entries:
        return _say(f"{arguments[0]} holds no entry.", 2)
    sys.stdout.write(
        f"{result.entries} entries fit, {result.closed} of them closed. Head {result.head}\n"
    )
    return 0


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(sentence + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
