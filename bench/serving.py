"""Memory of a worker and the weight of a first visit, from a real server on loopback."""

import gzip
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"


def measure(environment: dict[str, str]) -> None:
    """Start one worker, visit it, and print what it weighs."""
    manage = [sys.executable, "manage.py"]
    for step in (["compilepo"], ["collectstatic", "--noinput"]):
        subprocess.run([*manage, *step], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own commands
    server = subprocess.Popen(  # noqa: S603 - our own server
        [
            *(sys.executable, "-m", "gunicorn", "sosek.wsgi", "-b", f"127.0.0.1:{PORT}"),
            *("-w", "1", "--threads", "4", "--preload", "--no-control-socket"),
        ],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait()
        page, assets = _visit()
        for _ in range(20):
            _fetch("/")
        worker = _worker_of(server.pid)
        memory = _resident(worker) / 1024
    finally:
        server.terminate()
        server.wait()
    _line("memory of a worker, MB", memory, 110)
    _line("first page with its assets, compressed KB", (page + assets) / 1024, 60)


def _wait() -> None:
    for _ in range(100):
        try:
            _fetch("/")
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def _visit() -> tuple[int, int]:
    """Bytes on the wire of the page, and of the style sheets, scripts and icons it asks for."""
    body, size = _fetch("/")
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', body))
    return size, sum(_fetch(address)[1] for address in assets)


def _fetch(path: str) -> tuple[str, int]:
    headers = {"Accept-Encoding": "br, gzip" if path.startswith("/static/") else "gzip"}
    request = urllib.request.Request(ADDRESS + path, headers=headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        raw = answer.read()
        encoding = answer.headers.get("Content-Encoding")
    body = gzip.decompress(raw) if encoding == "gzip" else raw
    return body.decode(errors="replace"), len(raw)


def _worker_of(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return int(children[0])


def _resident(pid: int) -> int:
    """Resident memory in KB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found.group(1)) if found else 0


def _line(what: str, figure: float, most: float) -> None:
    exceeded = " EXCEEDED" if figure > most else ""
    sys.stdout.write(f"{'server':<12}{what:<50}{figure:8.2f}  (at most {most:g}){exceeded}\n")


if __name__ == "__main__":
    measure(dict(os.environ))
