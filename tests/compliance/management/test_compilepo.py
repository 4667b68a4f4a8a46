import gettext
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture
def catalogue(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    path = tmp_path / "id" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'{CATALOGUE}\nmsgid "Party"\nmsgstr "Pihak"\n')
    return path


def compilepo():
    said = StringIO()
    call_command("compilepo", stdout=said)
    return said.getvalue()


def translated(path):
    with path.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Party")


def test_a_catalogue_is_compiled_once(catalogue):
    assert compilepo() == "compiled id/LC_MESSAGES/django.po\n"
    assert translated(catalogue) == "Pihak"
    assert compilepo() == ""


def test_a_changed_catalogue_is_compiled_again(catalogue):
    compilepo()
    catalogue.write_text(f'{CATALOGUE}\nmsgid "Party"\nmsgstr "Peserta"\n')

    assert compilepo() == "compiled id/LC_MESSAGES/django.po\n"
    assert translated(catalogue) == "Peserta"


def test_a_broken_catalogue_is_refused_with_its_line(catalogue):
    catalogue.write_text('msgid "Party\nmsgstr')

    with pytest.raises(CommandError, match=r"django.po cannot be read: "):
        compilepo()
    assert not catalogue.with_suffix(".mo").exists()
