"""`python -m sosek.ledger FILE`, as a stranger runs it: no settings, no database."""

import json
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

    assert said() == "The following arguments are required: file.\n"
    assert said("a", "b") == "Unrecognized arguments: b.\n"
    assert said(str(empty)) == f"{empty} holds no entry.\n"
    assert said(str(tmp_path)) == f"{tmp_path} cannot be read: Is a directory.\n"
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


def test_help_says_what_it_does_and_how_it_ends(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])

    assert end.value.code == 0
    said = capsys.readouterr().out
    assert "--head HASH" in said
    assert "exit codes:\n  0  every entry fits" in said


@pytest.fixture
def heads(tmp_path):
    """A whole download, and the hash of each of its entries."""
    lines = download()
    path = tmp_path / "ledger.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return path, [json.loads(line)["hash"] for line in lines]


def test_a_head_written_down_earlier_is_looked_for(heads, capsys):
    path, found = heads

    assert main([str(path), "--head", found[-1]]) == 0
    assert "The head you asked for is its last entry.\n" in capsys.readouterr().out
    groups = " ".join(found[1].upper()[place : place + 4] for place in range(0, 12, 4))
    assert main([str(path), "--head", groups]) == 0
    assert "is entry 2; 2 entries were recorded since.\n" in capsys.readouterr().out
    assert main([str(path), "--head", found[2]]) == 0
    assert "is entry 3; 1 entry was recorded since.\n" in capsys.readouterr().out


def test_a_download_cut_at_its_end_lacks_the_head(heads, capsys):
    path, found = heads
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]), encoding="utf-8")

    assert main([str(path)]) == 0
    assert main([str(path), "--head", found[-1]]) == 1
    assert "Its 3 entries fit, but none of them has the head" in capsys.readouterr().err


def test_a_broken_download_is_named_before_its_head(heads, capsys):
    path, found = heads
    path.write_text(path.read_text().replace('"percent":50', '"percent":99'), encoding="utf-8")

    assert main([str(path), "--head", found[0]]) == 1
    assert "broken at line 2" in capsys.readouterr().err


@pytest.mark.parametrize("head", ["abc", "g" * 12, "a" * 65, " "])
def test_what_is_no_head_is_refused(heads, capsys, head):
    assert main([str(heads[0]), "--head", head]) == 2
    assert "is no head: write 12 to 64 of its signs" in capsys.readouterr().err
