"""`python -m tests.with_postgres COMMAND …` runs a command on a throw-away PostgreSQL.

The settings are read before any conftest, so the address must be there before pytest starts.
EXPECT_DB makes the suite refuse to run on anything else.
"""

import os
import signal
import subprocess
import sys

from tests.throwaway_postgres import throwaway_postgres


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with throwaway_postgres() as url:
        environment = {**os.environ, "DATABASE_URL": url, "EXPECT_DB": "postgresql"}
        return subprocess.call(command, env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
