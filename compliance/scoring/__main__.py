"""Compute a forum's scores from a ledger download, without the server."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from compliance.scoring.aggregation import agreement_results
from compliance.scoring.download import DownloadError, Entry, head_at, read_entries
from compliance.scoring.methods import Method
from compliance.scoring.offline import forum_facts, known_at_of
from compliance.scoring.printing import Format, report_object, rows_as
from compliance.scoring.tables import By, score_by

REFUSED = 2

EXITS = """\
exit codes:
  0  the scores are printed
  2  they cannot be computed, or the question is wrong; one sentence says why
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise DownloadError(f"{message[:1].upper()}{message[1:]}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores and return 0, or say in one sentence why not and return 2."""
    try:
        text = _scores(_parser().parse_args(arguments))
    except DownloadError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    sys.stdout.write(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m compliance.scoring",
        description=__doc__,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", help="a ledger download (JSON lines)")
    parser.add_argument("--forum", required=True, help="slug of the forum")
    parser.add_argument(
        "--as-of", required=True, metavar="DAY", help="YYYY-MM-DD: what was so on that day"
    )
    parser.add_argument(
        "--known-at",
        metavar="MOMENT",
        help="a day (its end) or a moment: what was recorded by then; all where it is left out",
    )
    parser.add_argument(
        "--by",
        default=By.SIDE.value,
        choices=[by.value for by in By],
        help="what each row is about (%(default)s where it is left out)",
    )
    parser.add_argument(
        "--method",
        default=Method.FULFILMENT.value,
        choices=[method.value for method in Method],
        help="how the scores are made (%(default)s where it is left out)",
    )
    parser.add_argument(
        "--format",
        default=Format.TABLE.value,
        choices=[style.value for style in Format],
        help="how they are printed (%(default)s where it is left out)",
    )
    return parser


def _scores(options: argparse.Namespace) -> str:
    entries = _entries(options.file)
    as_of = _day(options.as_of)
    known_at = known_at_of(options.known_at, entries, forum=options.forum)
    facts = forum_facts(entries, forum=options.forum, as_of=as_of, known_at=known_at)
    results = agreement_results(facts.agreements, as_of=as_of, known_at=known_at)
    by, method = By(options.by), Method(options.method)
    rows = score_by(by, results, thresholds=facts.thresholds, sides=facts.sides, method=method)
    report = report_object(
        forum=options.forum,
        as_of=as_of,
        known_at=known_at,
        ledger_head=head_at(entries, known_at),
        by=by,
        rows=rows,
        method=method,
    )
    return rows_as(report, Format(options.format), by=by)


def _entries(name: str) -> tuple[Entry, ...]:
    try:
        with Path(name).open(encoding="utf-8") as lines:
            return read_entries(lines)
    except OSError as error:
        raise DownloadError(f"{name} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DownloadError(f"{name} is not a text in UTF-8.") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DownloadError(f"{text!r} is not a date: write it as YYYY-MM-DD.") from error


if __name__ == "__main__":
    sys.exit(main())
