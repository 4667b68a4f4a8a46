# ruff: noqa: S608 - tables and columns are named by the models

import importlib
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from agreements.models import ObligationTerms, RegimeSettings
from compliance.models import DisputeEnding, Evidence, ProgressReport
from sosek.ledger.guards import REFUSAL, guarded_models, install, lifted, require_guards
from sosek.ledger.models import Entry
from tests.sosek.ledger.tampering import settle, unguarded

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")

TABLES = {
    "ledger_entry",
    "agreements_citation",
    "agreements_regimesettings",
    "agreements_agreementterms",
    "agreements_agreementterms_citations",
    "agreements_obligationterms",
    "agreements_obligationterms_citations",
    "agreements_milestone",
    "agreements_consent",
    "agreements_meetingrecord",
    "compliance_progressreport",
    "compliance_progressreport_citations",
    "compliance_evidence",
    "compliance_verification",
    "compliance_dispute",
    "compliance_disputestep",
    "compliance_disputestatement",
    "compliance_disputeevidence",
    "compliance_disputeending",
    "compliance_offer",
    "compliance_offer_citations",
    "compliance_offeranswer",
    "compliance_approval",
    "compliance_approval_citations",
    "compliance_approvaldecision",
    "compliance_approvaldecision_citations",
    "compliance_impediment",
    "compliance_impediment_citations",
    "compliance_capacityneed",
    "compliance_capacityneed_citations",
    "compliance_needsupport",
    "compliance_needsupport_citations",
    "compliance_assessment",
    "compliance_assessment_citations",
}
GUARDED = sorted(guarded_models(), key=lambda model: model._meta.db_table)


def each_guarded(check):
    """One record serves all tables: what is refused leaves nothing behind."""

    def test(record):
        for model in GUARDED:
            try:
                check(model)
            except BaseException as error:
                error.add_note(f"of {model._meta.db_table}")
                raise

    test.__name__ = check.__name__
    return test


def refused(statement, parameters=()):
    """The database itself says no."""
    with (
        pytest.raises(IntegrityError, match=REFUSAL),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, parameters)


def columns(model):
    return [field.column for field in model._meta.local_concrete_fields]


def fresh(field):
    """SQL for a value of this column that no row has."""
    if isinstance(field, models.UUIDField):
        return "lower(hex(randomblob(16)))"
    return f'"{field.column}" + 100000'


def test_every_table_of_the_record_is_guarded():
    assert {model._meta.db_table for model in GUARDED} == TABLES


@each_guarded
def test_no_sql_changes_or_deletes_a_row(model):
    table, key = model._meta.db_table, model._meta.pk.column
    before = list(model._base_manager.order_by("pk").values())
    assert before

    refused(f'UPDATE "{table}" SET "{key}" = "{key}"')
    refused(f'DELETE FROM "{table}"')
    refused(
        f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE true '
        f'ON CONFLICT ("{key}") DO UPDATE SET "{key}" = excluded."{key}"'
    )
    assert list(model._base_manager.order_by("pk").values()) == before


@each_guarded
def test_no_queryset_changes_or_deletes_a_row(model):
    rows = model._base_manager.all()
    before = list(rows.order_by("pk").values())

    for change in (
        lambda: rows.update(**{model._meta.pk.name: F(model._meta.pk.name)}),
        lambda: rows._raw_delete("default"),
        lambda: rows.first().save(),
        lambda: model._base_manager.bulk_create(
            [rows.first()],
            update_conflicts=True,
            unique_fields=[model._meta.pk.name],
            update_fields=[model._meta.local_concrete_fields[-1].name],
        ),
    ):
        with pytest.raises(IntegrityError, match=REFUSAL), transaction.atomic():
            change()
    assert list(rows.order_by("pk").values()) == before


def test_deleting_through_a_model_is_refused(record):
    """Where nothing else refers to a row, so that no PROTECT comes first."""
    for row in (DisputeEnding.objects.get(), Evidence.objects.get(), Entry.objects.last()):
        with pytest.raises(IntegrityError, match=REFUSAL), transaction.atomic():
            row.delete()


@on_postgresql
@each_guarded
def test_no_table_is_emptied(model):
    settle()

    refused(f'TRUNCATE "{model._meta.db_table}" CASCADE')


@on_postgresql
def test_emptying_what_the_record_rests_on_is_refused(record):
    settle()

    refused("TRUNCATE agreements_obligation CASCADE")
    refused("TRUNCATE agreements_user CASCADE")


@on_sqlite
@each_guarded
def test_no_row_takes_the_place_of_another(model):
    """INSERT OR REPLACE deletes the row in its way, by its key or by anything unique."""
    table = model._meta.db_table
    before = list(model._base_manager.order_by("pk").values())
    fields = model._meta.local_concrete_fields
    quoted = ", ".join(f'"{column}"' for column in columns(model))
    alone = [field for field in fields if field.unique]
    together = [*model._meta.unique_together, *model._meta.total_unique_constraints]

    def values(*, but):
        """All columns as they are, those unique by themselves fresh but for one."""
        kept = (f'"{f.column}"' if f is but or f not in alone else fresh(f) for f in fields)
        return ", ".join(kept)

    for field in alone:
        refused(
            f'INSERT OR REPLACE INTO "{table}" ({quoted}) SELECT {values(but=field)} FROM "{table}"'
        )
        refused(f'REPLACE INTO "{table}" ({quoted}) SELECT {values(but=field)} FROM "{table}"')
    if together:
        refused(f'REPLACE INTO "{table}" ({quoted}) SELECT {values(but=None)} FROM "{table}"')
    if isinstance(model._meta.pk, models.UUIDField):
        refused(
            f'REPLACE INTO "{table}" (rowid, {quoted}) '
            f'SELECT rowid, {values(but=None)} FROM "{table}"'
        )
    assert list(model._base_manager.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_guards_survive_a_migration_that_rebuilds_a_table(record):
    field = ProgressReport._meta.get_field("language")
    wider = models.TextField(blank=True)
    wider.set_attributes_from_name("language")

    with connection.schema_editor() as editor:
        editor.alter_field(ProgressReport, field, wider)
    call_command("migrate", verbosity=0)

    require_guards()
    refused("DELETE FROM compliance_progressreport")
    with connection.schema_editor() as editor:
        editor.alter_field(ProgressReport, wider, field)
    call_command("migrate", verbosity=0)
    require_guards()


@pytest.mark.django_db(transaction=True)
def test_installing_guards_again_changes_nothing_and_mends_what_was_weakened(record):
    table = "compliance_progressreport"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER guard_{table}_delete ON {table}")
        else:
            cursor.execute(f"DROP TRIGGER guard_{table}_delete")
            cursor.execute(
                f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} BEGIN SELECT 1; END"
            )

    install(connection)
    install(connection)

    require_guards()
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "name",
    [
        "guard_ledger_entry_update",
        "guard_compliance_progressreport_delete",
        "guard_agreements_milestone_update",
        "guard_compliance_progressreport_citations_delete",
    ],
)
def test_server_does_not_start_without_a_guard(db, name):
    table = name.removeprefix("guard_").rpartition("_")[0]
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    require_guards()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")

    with pytest.raises(ImproperlyConfigured) as refusal:
        require_guards()

    assert str(refusal.value) == (
        f"The database does not guard its record ({name} is missing): "
        "run `manage.py migrate`, then start again."
    )


@on_postgresql
def test_server_does_not_start_with_a_guard_asleep(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER guard_ledger_entry_update")

    with pytest.raises(ImproperlyConfigured, match="guard_ledger_entry_update is missing"):
        require_guards()


@pytest.mark.django_db(transaction=True)
def test_wsgi_application_asks_for_the_guards():
    def served():
        sys.modules.pop("sosek.wsgi", None)
        return importlib.import_module("sosek.wsgi").application

    assert callable(served())
    with lifted(), pytest.raises(SystemExit, match="does not guard its record"):
        served()
    assert callable(served())


def test_guards_can_be_lifted_only_for_a_while(record):
    with unguarded():
        assert RegimeSettings.objects.update(silence_days=1) == 1

    require_guards()
    with pytest.raises(IntegrityError, match=REFUSAL), transaction.atomic():
        ObligationTerms.objects.update(weight=3)
