from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Site
from sosek.ledger.models import Entry
from tests.compliance.imports.case import write_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixtures(settings, tmp_path):
    settings.FIXTURES = tmp_path / "fixtures"
    settings.FIXTURES.mkdir()
    (settings.FIXTURES / "README.md").write_text("What is here.")
    return settings.FIXTURES


def seed(*folder, **options):
    said = StringIO()
    call_command("seed", *folder, stdout=said, **options)
    return said.getvalue().splitlines()


def test_all_folders_are_seeded_and_what_was_created_is_said(fixtures):
    write_case(fixtures / "border")

    said = seed()

    assert said[:3] == ["created: 2 sources", "created: 1 regime", "created: 1 regime element"]
    assert "created: 2 progress reports" in said
    assert seed() == ["nothing to do"]
    assert seed(verbosity=0) == []


def test_a_folder_is_named_by_its_path_or_its_name(fixtures, tmp_path):
    elsewhere = write_case(tmp_path / "elsewhere")
    assert "created: 2 sources" in seed(str(elsewhere))

    write_case(fixtures / "border")
    assert seed("border") == ["nothing to do"]


def test_differences_are_said_and_are_no_failure(fixtures):
    write_case(fixtures / "border")
    seed()
    Site.objects.update(name="Stream")

    assert seed() == ["differs: site river name: 'Stream' here, 'River' in the fixture"]


def test_without_fixtures_there_is_nothing_to_do(fixtures):
    assert seed() == ["nothing to do"]


def test_an_unknown_folder_is_refused():
    with pytest.raises(CommandError, match=r"^There is no folder nowhere\.$"):
        seed("nowhere")


def test_a_broken_fixture_is_refused_with_its_sentence(fixtures):
    write_case(fixtures / "border", ("papers.toml", "weight = 2", 'weight = "2"'))

    with pytest.raises(
        CommandError,
        match=r"^border/papers.toml, agreement sea-posts, weight: '2' is not a whole number.$",
    ):
        seed()
    assert not Entry.objects.exists()


def test_steps_are_not_logged_one_by_one(fixtures, caplog):
    write_case(fixtures / "border")
    seed()

    assert caplog.records == []
