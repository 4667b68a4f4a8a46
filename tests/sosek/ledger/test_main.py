"""`python -m sosek.ledger FILE`, as a stranger runs it: no settings, no database."""

import subprocess
import sys

import pytest
from django.conf import settings

from sosek.ledger.__main__ import main
from sosek.ledger.chain import check
from tests.sosek.ledger.chains import download


def run(*arguments):
    """Exit code, output and complaint of the command in a process that knows no Django."""
    code = (
        "import sys\n"
        "sys.modules['django'] = None\n"  # importing it would fail
        "import runpy\n"
        "runpy.run_module('sosek.ledger', run_name='__main__', alter_sys=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env={},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_whole_download_exits_with_0_and_its_head(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_text("".join(download(closed={2})), encoding="utf-8")

    code, said, complained = run(path)

    assert (code, complained) == (0, "")
    assert said == f"4 entries fit, 1 of them closed. Head {check(download()).head}\n"


def test_broken_download_exits_with_1_and_names_the_place(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_text("".join(download()).replace('"percent":50', '"percent":99'), encoding="utf-8")

    assert run(path) == (
        1,
        "",
        "The ledger is broken at line 2 (entry 2): its payload does not fit its digest.\n",
    )


def test_nothing_to_check_exits_with_2(tmp_path, capsys):
    empty = tmp_path / "empty.jsonl"
    empty.touch()

    def said(*arguments):
        assert main(list(arguments)) == 2
        return capsys.readouterr().err

    assert said() == "Usage: python -m sosek.ledger FILE\n"
    assert said("a", "b") == "Usage: python -m sosek.ledger FILE\n"
    assert said(str(empty)) == f"{empty} holds no entry.\n"
    assert said(str(tmp_path)) == f"{tmp_path} cannot be read: Is a directory\n"
    assert "cannot be read: No such file" in said(str(tmp_path / "none"))


def test_byte_that_is_no_text_is_named_with_its_line(tmp_path, capsys):
    path = tmp_path / "ledger.jsonl"
    path.write_bytes("".join(download()).encode().replace(b"Nyamuk", b"Ny\xffmuk"))

    assert main([str(path)]) == 1
    assert "The ledger is broken at line 2" in capsys.readouterr().err


@pytest.mark.parametrize("junk", [b"\xff\xfe", b"\x00" * 10, b"PK\x03\x04", b"{}\n", b"\n"])
def test_file_that_is_no_ledger_is_broken_at_its_first_line(junk, tmp_path, capsys):
    path = tmp_path / "junk"
    path.write_bytes(junk)

    assert main([str(path)]) == 1
    assert "The ledger is broken at line 1" in capsys.readouterr().err
