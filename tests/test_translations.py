"""Every sentence a person sees is there in every language, and says the same."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Formatter

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("id", "ms")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")
SOURCES = ("agreements", "compliance", "sosek", "templates", "locale")


def catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    return polib.pofile(str(root / "locale" / language / "LC_MESSAGES" / "django.po"))


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_or_fuzzy(language: str) -> None:
    po = catalogue(language)

    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []
    assert len(po) > 300


@pytest.mark.parametrize("word", ["Official", "Established"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_with_two_meanings_has_two_translations(language: str, word: str) -> None:
    said = [entry.msgstr for entry in catalogue(language) if entry.msgid == word]

    assert len(said) == len(set(said)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    for entry in catalogue(language):
        wanted = sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert sorted(PLACEHOLDER.findall(text)) == wanted, entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_survives_translation(language: str) -> None:
    tags = re.compile(r"</?\w+")
    for entry in catalogue(language):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert sorted(tags.findall(text)) == sorted(tags.findall(entry.msgid)), entry.msgid


def test_every_sentence_of_the_code_is_in_the_catalogues(tmp_path: Path) -> None:
    """Collect the sentences anew, in a copy, and compare."""
    for name in SOURCES:
        ignored = shutil.ignore_patterns("__pycache__", "*.mo")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    tools = Path(sys.executable).parent
    subprocess.run(
        [
            *(sys.executable, "-m", "django", "makemessages"),
            *("-l", "id", "-l", "ms", "--no-location", "--no-obsolete", "--no-wrap"),
        ],
        cwd=tmp_path,
        env={"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    for language in LANGUAGES:
        fresh = {key(entry) for entry in catalogue(language, tmp_path) if not entry.obsolete}
        kept = {key(entry) for entry in catalogue(language) if not entry.obsolete}
        assert fresh - kept == set()
        assert kept - fresh == set()


def test_plurals_fit_the_language() -> None:
    """Both languages have one form for every number."""
    for language in LANGUAGES:
        for entry in catalogue(language):
            if entry.msgid_plural:
                assert list(entry.msgstr_plural) == [0], entry.msgid


def test_no_sentence_is_built_from_braces() -> None:
    for entry in catalogue("id"):
        names = [name for _, name, _, _ in Formatter().parse(entry.msgid.replace("%", ""))]
        assert not any(names), entry.msgid
