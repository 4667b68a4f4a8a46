from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Agreement, Forum, Obligation, ObligationTerms, Regime, User
from compliance.models import ProgressReport, Verification
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def generate(**numbers):
    said = StringIO()
    call_command("generate", stdout=said, **numbers)
    return said.getvalue()


def test_a_forum_has_as_many_rows_as_asked(demo):
    said = generate(obligations=25, reports=130)

    assert said == "synthetic-1: 25 obligations and 130 reports, published\n"
    assert Obligation.objects.count() == 25
    assert Agreement.objects.count() == 3
    assert ProgressReport.objects.count() == 130
    assert Obligation.objects.filter(reports=None).count() == 3
    assert Verification.objects.exists()
    assert ProgressReport.objects.filter(claim=False).exists()


def test_every_row_stands_in_the_ledger(demo):
    generate(obligations=12, reports=60)

    check = audit()

    assert check.fault is None
    assert check.entries == Entry.objects.count()


def test_every_row_could_have_been_written_one_by_one(demo):
    generate(obligations=12, reports=60)

    for model in (Agreement, Obligation, ObligationTerms, ProgressReport, Verification):
        for row in model.objects.all():
            row.full_clean()


def test_the_shell_gives_numbers_as_text(demo):
    call_command("generate", "--obligations=2", "--reports=3", stdout=StringIO())

    assert ProgressReport.objects.count() == 3


def test_a_second_forum_stands_beside_the_first(demo):
    generate(obligations=3, reports=5)
    generate(obligations=3, reports=5)

    assert set(Forum.objects.values_list("slug", flat=True)) == {"synthetic-1", "synthetic-2"}
    assert audit().fault is None


def test_the_same_seed_makes_the_same_forum(demo):
    def made(forum):
        reports = ProgressReport.objects.filter(obligation__agreement__paper__forum__slug=forum)
        return list(reports.order_by("sequence").values_list("observed_day", "status", "percent"))

    for seed in (7, 7, 8):
        generate(obligations=10, reports=40, seed=seed)

    assert made("synthetic-1") == made("synthetic-2")
    assert made("synthetic-1") != made("synthetic-3")


def test_anybody_may_read_it_and_nobody_can_sign_in(demo):
    generate(obligations=1, reports=1)

    assert Regime.objects.publishing("everything").count() == 1
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_only_a_demonstration_takes_made_up_records(settings):
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(CommandError, match="only a demonstration takes made-up records"):
        generate(obligations=1, reports=1)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_number_that_is_none_is_refused(demo, count):
    with pytest.raises(CommandError, match="is not a whole number above 0"):
        call_command("generate", f"--obligations={count}")
