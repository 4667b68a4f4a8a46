"""A wrong setting stops the start with one sentence."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from sosek.settings import (
    allowed_hosts,
    base_url,
    data_dir,
    database,
    env_bool,
    env_number,
    mail,
    secret_key,
)

ROOT = Path(__file__).resolve().parent.parent.parent
URL = (
    "DATABASE_URL must begin with postgres:// or sqlite:///, for example "
    "postgres://sosek@localhost/sosek"
)


def complaint(read: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(*args, **kwargs)
    return str(refusal.value)


@pytest.mark.parametrize(("text", "meant"), [("True", True), ("False", False), (None, True)])
def test_yes_or_no(monkeypatch: Any, text: str | None, meant: bool) -> None:
    monkeypatch.delenv("SOSEK_HTTPS", raising=False)
    if text:
        monkeypatch.setenv("SOSEK_HTTPS", text)

    assert env_bool("SOSEK_HTTPS", default=True) is meant


@pytest.mark.parametrize("text", ["", "true", "1", "yes"])
def test_neither_yes_nor_no(monkeypatch: Any, text: str) -> None:
    monkeypatch.setenv("SOSEK_HTTPS", text)

    said = complaint(env_bool, "SOSEK_HTTPS", default=False)
    assert said == f"SOSEK_HTTPS must be True or False, not {text!r}"


def test_names_of_the_site(monkeypatch: Any) -> None:
    monkeypatch.setenv("SOSEK_ALLOWED_HOSTS", "sosek.example, register.example,")
    assert allowed_hosts() == ["sosek.example", "register.example"]
    monkeypatch.setenv("SOSEK_ALLOWED_HOSTS", " , ")
    assert complaint(allowed_hosts) == "SOSEK_ALLOWED_HOSTS names no host."


@pytest.mark.parametrize("start", [["manage.py", "prepare"], ["-c", "import sosek.wsgi"]])
def test_a_database_that_does_not_answer_is_said(start: list[str], tmp_path: Path) -> None:
    given = {"SOSEK_DEMO": "True", "SOSEK_DATA_DIR": str(tmp_path)}
    nowhere = {"DATABASE_URL": "postgres://sosek@127.0.0.1:1/sosek"}
    done = subprocess.run(
        [sys.executable, *start],
        env=os.environ | given | nowhere,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode
    assert "database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_number(monkeypatch: Any) -> None:
    monkeypatch.delenv("SOSEK_EVIDENCE_MAX_MB", raising=False)
    assert env_number("SOSEK_EVIDENCE_MAX_MB", default=10) == 10
    monkeypatch.setenv("SOSEK_EVIDENCE_MAX_MB", "25")
    assert env_number("SOSEK_EVIDENCE_MAX_MB", default=10) == 25


@pytest.mark.parametrize("text", ["", "0", "-1", "2.5", "ten", "²"])
def test_no_number(monkeypatch: Any, text: str) -> None:
    monkeypatch.setenv("SOSEK_EVIDENCE_MAX_MB", text)

    said = complaint(env_number, "SOSEK_EVIDENCE_MAX_MB", default=10)
    assert said == f"SOSEK_EVIDENCE_MAX_MB must be a whole number above 0, not {text!r}"


def test_the_data_folder_is_made(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("SOSEK_DATA_DIR", str(tmp_path / "new" / "folder"))
    assert data_dir() == tmp_path / "new" / "folder"
    assert data_dir().is_dir()


def test_a_data_folder_that_cannot_be(monkeypatch: Any, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("SOSEK_DATA_DIR", str(file))

    assert complaint(data_dir) == f"SOSEK_DATA_DIR: cannot use {file}: File exists"


def test_the_secret_key(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("SOSEK_SECRET_KEY", "k" * 32)
    assert secret_key(tmp_path, may_make_one=False) == "k" * 32
    monkeypatch.setenv("SOSEK_SECRET_KEY", "k" * 31)
    said = complaint(secret_key, tmp_path, may_make_one=True)
    assert said == "SOSEK_SECRET_KEY must have at least 32 characters"


def test_a_demonstration_keeps_a_key_of_its_own(monkeypatch: Any, tmp_path: Path) -> None:
    """Read by its owner alone; nothing but a demonstration makes one."""
    monkeypatch.delenv("SOSEK_SECRET_KEY", raising=False)
    assert complaint(secret_key, tmp_path, may_make_one=False) == (
        "SOSEK_SECRET_KEY must be set (or SOSEK_DEMO=True for a demonstration)"
    )

    made = secret_key(tmp_path, may_make_one=True)

    assert len(made) >= 32
    assert secret_key(tmp_path, may_make_one=True) == made
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_the_database(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    embedded = database(tmp_path)
    assert embedded["NAME"] == str(tmp_path / "sosek.sqlite3")
    assert embedded["OPTIONS"]["transaction_mode"] == "IMMEDIATE"  # type: ignore[index]
    assert "synchronous=FULL" in embedded["OPTIONS"]["init_command"]  # type: ignore[index]

    monkeypatch.setenv("DATABASE_URL", "postgres://sosek@localhost/sosek")
    server = database(tmp_path)
    assert (server["NAME"], server["USER"]) == ("sosek", "sosek")
    assert server["CONN_HEALTH_CHECKS"] is True


@pytest.mark.filterwarnings("ignore:Engine not recognized")
@pytest.mark.parametrize("url", ["sosek", "mysql://localhost/sosek", "postgres://host:port/sosek"])
def test_no_database_of_ours(monkeypatch: Any, tmp_path: Path, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    assert complaint(database, tmp_path) == URL


def test_without_a_key_nothing_starts(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=kept | {"SOSEK_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode != 0
    assert "SOSEK_SECRET_KEY must be set" in run.stderr


@pytest.mark.parametrize("url", ["sosek.example", "ftp://a", "https://a.example/b", "https://"])
def test_the_address_of_the_site(monkeypatch: Any, url: str) -> None:
    monkeypatch.setenv("SOSEK_BASE_URL", url)
    assert complaint(base_url, ["a"], https=True).startswith("SOSEK_BASE_URL must be an address")

    monkeypatch.setenv("SOSEK_BASE_URL", "https://sosek.example/")
    assert base_url(["a"], https=False) == "https://sosek.example"
    monkeypatch.delenv("SOSEK_BASE_URL")
    assert base_url([".sosek.example"], https=True) == "https://sosek.example"
    assert base_url(["127.0.0.1"], https=False) == "http://127.0.0.1:8000"


def test_the_mail_server(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert mail(tmp_path, to_files=True)["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert mail(tmp_path, to_files=False)["EMAIL_BACKEND"].endswith("dummy.EmailBackend")

    monkeypatch.setenv("EMAIL_URL", "smtp+tls://sosek:p%40ss@mail.example:587")
    found = mail(tmp_path, to_files=False)
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_PORT"]) == ("p@ss", 587)
    assert found["EMAIL_USE_TLS"]
    for wrong in ("mail.example", "smtps://mail.example", "filemail:///tmp"):
        monkeypatch.setenv("EMAIL_URL", wrong)
        said = complaint(mail, tmp_path, to_files=False)
        assert said.startswith("EMAIL_URL must begin with smtp://")
