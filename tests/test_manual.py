"""The pages of docs/, as the application shows them: there, true and leading somewhere."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from sosek.manual import ENGLISH_ALONE, PAGES, manual, manual_page
from tests.test_docs import SETTINGS, check_worked_row, worked_rows

DOCS = Path(__file__).resolve().parent.parent / "docs"
LANGUAGES = ("en", "id", "ms")
FILES = sorted(DOCS.glob("*/*.md"))
COMMAND = re.compile(r"manage\.py (\w+)([^\n`|]*)")


def shape(name: str, language: str) -> list[int]:
    """The depths of its headings, in their order."""
    text = (DOCS / language / f"{name}.md").read_text()
    text = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    return [len(mark) for mark in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]


def test_every_page_is_there_in_the_languages_promised() -> None:
    for name in PAGES:
        found = {each for each in LANGUAGES if (DOCS / each / f"{name}.md").exists()}
        assert found == ({"en"} if name in ENGLISH_ALONE else set(LANGUAGES)), name
        assert {str(shape(name, each)) for each in found} == {str(shape(name, "en"))}
    assert {file.stem for file in FILES} == set(PAGES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_link_leads_somewhere(file: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", file.read_text())
    for link in links:
        path, _, anchor = link.partition("#")
        if path.startswith("/"):
            try:
                resolve(path)
            except Resolver404:
                pytest.fail(f"{file.name}: {link}")
        elif not path.startswith("https://"):
            target = (file.parent / path).resolve() if path else file
            assert target.exists(), link
            page = manual_page(target.stem, target.parent.name)
            assert not anchor or f'id="{anchor}"' in (page.html if page else ""), link


def test_every_command_told_exists_with_its_options() -> None:
    told = [found for file in FILES for found in COMMAND.findall(file.read_text())]
    apps = get_commands()
    assert told
    for name, rest in told:
        assert name in apps, name
        parser = load_command_class(str(apps[name]), name).create_parser("manage.py", name)
        options = {option for action in parser._actions for option in action.option_strings}
        assert set(re.findall(r"(?<=\s)--[\w-]+", rest)) <= options, name


def test_every_setting_told_exists() -> None:
    told = {name for file in FILES for name in re.findall(r"\bSOSEK_[A-Z_]+\b", file.read_text())}

    assert told <= set(re.findall(r'"(SOSEK_[A-Z_]+)"', SETTINGS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worked_case_is_computed_as_told(language: str) -> None:
    rows = worked_rows((DOCS / language / "scoring.md").read_text())

    assert [row[0] for row in rows] == ["Indonesia", "Malaysia"]
    for row in rows:
        check_worked_row(row)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_is_shown_it_in_their_language(client: Any, language: str) -> None:
    client.cookies["django_language"] = language
    index = client.get("/help/")
    assert [page.name for page in index.context["pages"]] == list(PAGES)
    assert [page.language for page in manual(language)].count(language) >= 6

    for page in manual(language):
        shown = client.get(f"/help/{page.name}/").content.decode()
        assert page.title in shown
        assert ('class="msg note"' in shown) == (page.language != language)
    assert client.get("/help/luck/").status_code == 404


def test_what_is_written_as_html_is_not_taken_as_such(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    text = "# T\n\nWhat.\n\n<script>x</script>\n\n[a](javascript:x)\n\n| <b>h | i |\n|---|---|\n"
    (tmp_path / "en" / "official.md").write_text(text)
    settings.DOCS = tmp_path
    manual_page.cache_clear()
    page = manual_page("official", "ms")
    manual_page.cache_clear()

    assert page is not None
    assert page.language == "en"
    assert "<script" not in page.html
    assert "href" not in page.html
    assert "<b>" not in page.html
