"""`make bench`: a forum of 1,000 obligations and 10,000 reports on SQLite and PostgreSQL."""

import os
import subprocess
import sys
import tempfile

from bench import serving


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sosek-bench-") as folder:
        environment = {**os.environ, "SOSEK_DATA_DIR": folder, "SOSEK_DEMO": "True"}
        environment.pop("DATABASE_URL", None)
        measure = [sys.executable, "-m", "bench.measure"]
        subprocess.run(measure, env=environment, check=True)  # noqa: S603 - our own module
        with_postgres = [sys.executable, "-m", "tests.with_postgres", *measure]
        subprocess.run(with_postgres, env=environment, check=True)  # noqa: S603
        subprocess.run(
            [sys.executable, "manage.py", "seed"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        serving.measure(environment)


if __name__ == "__main__":
    main()
