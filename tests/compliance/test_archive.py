"""All of a regime goes into one file and comes out the same; what does not fit is named."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.test import override_settings
from jsonschema import Draft202012Validator

import sosek
from agreements.models import (
    Citation,
    Committee,
    Forum,
    MeetingFile,
    Party,
    Regime,
    RegimeSettings,
    Role,
    Source,
    User,
)
from agreements.workflow import change_settings
from compliance.archive.columns import columns_of
from compliance.archive.contents import (
    FIELDS_LEFT,
    IN_PARTS_OF_THEIR_OWN,
    MANIFEST,
    PARTS,
    STAYS_BEHIND,
)
from compliance.archive.schema import whole_schema
from compliance.dashboard.ledger import entry_lines, opens_to
from compliance.imports.seeding import seed
from compliance.models import Evidence, ProgressReport, Verdict
from compliance.workflow.disputing import Ending, add_statement, confirm_ending, propose_ending
from compliance.workflow.meetings import attach_file
from sosek.ledger.chain import check
from sosek.ledger.models import Entry
from tests.compliance.imports.case import write_case
from tests.factories import (
    MeetingFactory,
    ProgressReportFactory,
    ReportDraftFactory,
    VerificationFactory,
    member,
    pdf,
    photo,
    sign,
)
from tests.refusals import everything, writes_nothing

ROOT = Path(__file__).resolve().parent.parent.parent
REPORTS = "rows/compliance.progressreport.jsonl"
SECRET = "Only for those elsewhere."
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Before:
    """What a register holds, and says, before it goes into an archive."""

    archive: bytes
    holds: dict[str, Any]
    score: str

    @property
    def head(self) -> str:
        return str(self.holds["head"])


@pytest.fixture(scope="module")
def registers(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> dict[str, Before]:
    """A regime alone in its register, then beside another. Made once, and taken back: whatever is
    asked of an archive is asked with an empty register."""
    folder = tmp_path_factory.mktemp("before")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder / "evidence"),
        transaction.atomic(),
    ):
        seed([write_case(folder / "case")])
        _record()
        alone = _before(folder)
        ProgressReportFactory(narrative=SECRET)
        found = {"alone": alone, "beside another": _before(folder)}
        transaction.set_rollback(True)
    return found


def _before(folder: Path) -> Before:
    path = folder / "archive.zip"
    call_command("export_archive", "border", output=str(path), stdout=io.StringIO())
    return Before(path.read_bytes(), everything(), score())


def _record() -> None:
    """A claim with evidence, contested and found right; a signed meeting, with a file; a draft."""
    regime, sides = Regime.objects.get(), {p.code: p for p in Party.objects.all()}
    ours = member(
        Role.OFFICIAL,
        regime,
        sides["A"],
        username="budi",
        email="budi@example.org",
        first_name="Budi",
    )
    theirs = member(Role.OFFICIAL, regime, sides["B"], username="aminah")
    obligation = Forum.objects.get(slug="one-b").papers.get().agreements.get().obligations.first()
    draft = {"obligation": obligation, "author": ours, "side": sides["A"]}
    ReportDraftFactory(**draft, fields={"narrative": "Not yet to be read."}, files=[photo()])
    claim = ProgressReportFactory(
        obligation=obligation, author=ours, party=sides["A-1"], uploads=[photo(), pdf()]
    )
    dispute = VerificationFactory(
        report=claim, verifier=theirs, party=sides["B"], verdict=Verdict.CONTESTED
    ).dispute
    said = {"dispute": dispute, "author": ours, "side": sides["A"]}
    add_statement(**said, text="Look.", uploads=[photo(size=(9, 9))])
    seen = propose_ending(**said, ending=Ending(finding="upheld", reason="Seen.")).proposed_at
    confirm_ending(dispute=dispute, author=theirs, side=sides["B"], seen_at=seen)
    meeting = MeetingFactory(committee=Committee.objects.get(code="centre"), number=1)
    attach_file(meeting, pdf())
    sign(meeting, (ours, sides["A"]), (theirs, sides["B"]))


def score() -> str:
    said = io.StringIO()
    asked = {"as_of": "2010-12-31", "known_at": "2100-01-01", "format": "json"}
    call_command("score", "one-b", by="agreement", stdout=said, **asked)
    return said.getvalue()


def imported(archive: bytes, tmp_path: Path, **options: Any) -> str:
    path, said = tmp_path / "a.zip", io.StringIO()
    path.write_bytes(archive)
    call_command("import_archive", str(path), stdout=said, **options)
    return said.getvalue()


def exported(tmp_path: Path) -> bytes:
    path = tmp_path / "again.zip"
    call_command("export_archive", "border", output=str(path), stdout=io.StringIO())
    return path.read_bytes()


def verified() -> str:
    said = io.StringIO()
    call_command("verify_ledger", stdout=said)
    return said.getvalue()


def content(stored: Any) -> bytes:
    with stored.file.open("rb") as file:
        return bytes(file.read())


def parts(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        return {name: file.read(name) for name in file.namelist()}


def read(content: bytes) -> Rows:
    return [json.loads(line) for line in content.splitlines()]


def written(rows: Rows) -> bytes:
    """In canonical form."""
    texts = (json.dumps(r, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for r in rows)
    return "".join(text + "\n" for text in texts).encode()


@pytest.mark.django_db
def test_a_regime_comes_back_with_the_same_head_and_the_same_figures(
    registers: dict[str, Before], tmp_path: Path
) -> None:
    before = registers["alone"]

    said = imported(before.archive, tmp_path)

    assert said.endswith(f" imported. Head {before.head}\n")
    assert verified() == f"{Entry.objects.count()} entries fit. Head {before.head}\n"
    assert score() == before.score
    assert exported(tmp_path) == before.archive

    after, left = everything(), {label.replace(".", "_", 1) for label in STAYS_BEHIND}
    changed = {name for name in after if after[name] != before.holds[name]}
    assert changed <= left | {"files"}
    assert len(after["files"]) == len(before.holds["files"]) - 1  # that of the draft
    assert content(Evidence.objects.get(name="post.jpg")) == photo().read()
    assert content(MeetingFile.objects.get()) == pdf().read()
    _persons_open_nothing(before)


def _persons_open_nothing(before: Before) -> None:
    """They come as accounts without a name, and what is private to a side does not come at all."""
    texts = b"".join(parts(before.archive).values())
    for word in (b"budi", b"Budi", b"example.org", b"aminah", b"Not yet to be read", b"md5"):
        assert word not in texts
    persons = User.objects.order_by("username")
    assert [(p.username[: len("official-A-")], p.is_active, p.email) for p in persons] == [
        ("official-A-", False, ""),
        ("official-B-", False, ""),
    ]
    assert not any(person.has_usable_password() for person in persons)
    assert [m.party.code for m in persons[0].memberships.all()] == ["A"]
    assert ProgressReport.objects.exclude(author=None).get().author == persons[0]


@pytest.mark.django_db
def test_of_other_regimes_only_their_place_in_the_chain_comes_along(
    registers: dict[str, Before], tmp_path: Path
) -> None:
    before = registers["beside another"]
    held, alone = parts(before.archive), parts(registers["alone"].archive)
    assert SECRET.encode() not in b"".join(held.values())
    assert {name for name in held if name.startswith("rows/") and held[name] != alone[name]} == {
        "rows/agreements.party.jsonl",  # parties belong to all
        "rows/agreements.historicalparty.jsonl",
    }

    imported(before.archive, tmp_path)

    closed = Entry.objects.filter(payload="")
    assert {entry.subject + entry.salt for entry in closed} == {""}
    assert verified() == (
        f"{Entry.objects.count()} entries fit, {closed.count()} of them closed. "
        f"Head {before.head}\n"
    )
    assert score() == before.score
    assert exported(tmp_path) == before.archive
    said = io.StringIO()
    call_command("export_ledger", stdout=said)
    assert check(said.getvalue().splitlines()).closed == closed.count()
    stranger, forums = AnonymousUser(), list(Forum.objects.select_related("regime"))
    shown = entry_lines(list(Entry.objects.all()), stranger, forums, opens_to(stranger))
    assert [line.opened for line in shown].count(False) == closed.count()


def _count_from_one(*tables: type[models.Model]) -> None:
    """As in a new database: PostgreSQL goes on counting where what was counted was taken back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


@pytest.mark.django_db
def test_a_register_is_filled_once_and_goes_on_from_there(
    registers: dict[str, Before], tmp_path: Path
) -> None:
    """A rehearsal writes nothing, a second import neither. New rows take keys of their own, the
    account of somebody known is theirs, and the chain grows."""
    archive = registers["alone"].archive
    _count_from_one(Source, Citation)
    person = read(parts(archive)["persons.jsonl"])[0]["person"]
    own = User.objects.create(username="known", opaque_id=person)
    with writes_nothing():
        said = imported(archive, tmp_path, dry_run=True)
    assert "could be imported; nothing was written" in said
    imported(archive, tmp_path)
    with writes_nothing(), pytest.raises(CommandError, match="This register is not empty"):
        imported(archive, tmp_path)

    Citation.objects.create(source=Source.objects.create(key="new", kind="news", title="New"))
    change_settings(RegimeSettings(regime=Regime.objects.get(), time_zone="Asia/Makassar"))

    assert User.objects.count() == 2
    assert own.memberships.count() == 0
    assert verified().startswith(f"{Entry.objects.count()} entries fit.")


@pytest.mark.django_db
def test_rows_without_a_ledger_are_no_empty_register(
    registers: dict[str, Before], tmp_path: Path
) -> None:
    Source.objects.create(key="here", kind="news", title="Here")

    with writes_nothing(), pytest.raises(CommandError, match="it holds sources"):
        imported(registers["alone"].archive, tmp_path)


def changed(archive: bytes, name: str, change: Callable[[Rows], Any], **manifest: Any) -> bytes:
    """An archive of which one part says something else, sealed anew as if it had always said so."""
    held = parts(archive)
    rows = read(held[name])
    change(rows)
    held[name] = written(rows)
    said = json.loads(held[MANIFEST])
    said["ledger"] |= manifest
    for part in said["parts"]:
        part |= sealed(part["name"], held[part["name"]])
    return zipped(held | {MANIFEST: written([said])})


def sealed(name: str, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"rows": content.count(b"\n"), "bytes": len(content), "sha256": digest}


def zipped(held: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in held.items():
            stored = name.startswith("evidence/")
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            file.writestr(name, content, compress_type=kind)
    return out.getvalue()


def first_claim(rows: Rows) -> dict[str, Any]:
    return next(row for row in rows if row["claim"])


def says_more(rows: Rows) -> None:
    first_claim(rows)["narrative"] += " And opened."


def taken_away(rows: Rows) -> None:
    rows.remove(next(row for row in rows if not row["status"]))


def of_nothing(rows: Rows) -> None:
    first_claim(rows)["obligation"] = 4711


def by_nobody_known(rows: Rows) -> None:
    first_claim(rows)["author"] = "00000000-0000-0000-0000-000000000000"


def hidden(rows: Rows) -> None:
    """As if the entry belonged to a regime that is elsewhere."""
    for name in ("payload", "salt"):
        del rows[-1][name]


def without(content: str) -> Callable[[dict[str, bytes]], Any]:
    return lambda held: held.pop(next(name for name in held if name.startswith(content)))


def with_evidence_changed(held: dict[str, bytes]) -> None:
    name = next(name for name in held if name.startswith("evidence/"))
    held[name] = b"!" + held[name][1:]


def manifest_says(**said: Any) -> Callable[[dict[str, bytes]], Any]:
    return lambda held: held.update({MANIFEST: written([json.loads(held[MANIFEST]) | said])})


RESEALED: dict[str, tuple[str, Callable[[Rows], Any], dict[str, Any], str]] = {
    "a record": (REPORTS, says_more, {}, r"do not fit at entry \d+: its report .* says something"),
    "a record taken away": (
        REPORTS,
        taken_away,
        {},
        r"at entry \d+: its report .* is gone",
    ),
    "a reference": (REPORTS, of_nothing, {}, "one refers to another that is not there"),
    "an author": (REPORTS, by_nobody_known, {}, "progressreport.jsonl has a value that cannot"),
    "an entry": ("ledger.jsonl", lambda rows: rows[3].update(kind="x"), {}, "Line 4 of ledger"),
    "the end of the chain": ("ledger.jsonl", lambda rows: rows.pop(), {}, "another head"),
    "an entry closed": ("ledger.jsonl", hidden, {"closed": 1}, "what it says is gone"),
    "a column": (REPORTS, lambda rows: rows[0].update(x=1), {}, "Line 1 of .* has 'x', which"),
    "a column lost": (REPORTS, lambda rows: rows[0].pop("claim"), {}, "Line 1 of .* lacks claim"),
    "a value": (REPORTS, lambda rows: rows[0].update(percent="60"), {}, "a percent that is no"),
    "a state": (REPORTS, lambda rows: rows[0].update(status="so"), {}, "a status that is none"),
    "a fraction": (REPORTS, lambda rows: rows[0].update(percent=0.5), {}, "Line 1 of .* not JSON"),
    "a party": (
        "rows/agreements.party.jsonl",
        lambda rows: rows[0].update(path="B-9"),
        {},
        "party A says something else",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", RESEALED)
def test_what_was_changed_and_sealed_anew_is_refused(
    what: str, registers: dict[str, Before], tmp_path: Path
) -> None:
    name, change, manifest, sentence = RESEALED[what]
    archive = changed(registers["alone"].archive, name, change, **manifest)

    with writes_nothing(), pytest.raises(CommandError, match=f"{sentence}.* Nothing was written"):
        imported(archive, tmp_path)


BROKEN: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "a part": (lambda held: held.update({REPORTS: held[REPORTS][::-1]}), "has a line that is cut"),
    "a part in order": (
        lambda held: held.update({REPORTS: held[REPORTS].replace(b"Jalan", b"Jalur")}),
        "was changed: it has not the SHA-256",
    ),
    "a part cut": (lambda held: held.update({REPORTS: b""}), "has not the size"),
    "a part missing": (without("rows/"), "It lacks rows/"),
    "no manifest": (without(MANIFEST), "It has no archive.json"),
    "evidence": (with_evidence_changed, "The file evidence/.* was changed"),
    "evidence missing": (without("evidence/"), "It lacks the file evidence/"),
    "evidence too many": (
        lambda held: held.update({f"evidence/{'0' * 64}": b"x"}),
        "No row names the file",
    ),
    "a path": (lambda held: held.update({"../../evil": b"x"}), r"It holds '../../evil', which no"),
    "another format": (manifest_says(format="zip"), "does not say that this is an archive"),
    "another version": (manifest_says(version=2), "of version 2; this Sosek reads version 1"),
    "a long manifest": (lambda held: held.update({MANIFEST: b" " * 2_000_000}), "longer than any"),
    "a manifest of nothing": (lambda held: held.update({MANIFEST: b"[]"}), "not a JSON object"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_refused(what: str, registers: dict[str, Before], tmp_path: Path) -> None:
    change, sentence = BROKEN[what]
    held = parts(registers["alone"].archive)
    change(held)

    with writes_nothing(), pytest.raises(CommandError, match=f"{sentence}.* Nothing was written"):
        imported(zipped(held), tmp_path)


@pytest.mark.django_db
def test_a_file_that_is_cut_or_another_or_swells_is_refused(
    registers: dict[str, Before], tmp_path: Path
) -> None:
    archive = registers["alone"].archive
    held = parts(archive)
    said = json.loads(held[MANIFEST])
    bomb = b"\0" * 50_000_000
    part = next(part for part in said["parts"] if part["name"] == REPORTS)
    part |= sealed(REPORTS, bomb)
    swollen = zipped(held | {REPORTS: bomb, MANIFEST: written([said])})

    for content, sentence in (
        (archive[: len(archive) // 2], "no whole ZIP file"),
        (b"Dear Sir", "no whole ZIP file"),
        (swollen, "would swell"),
    ):
        with writes_nothing(), pytest.raises(CommandError, match=sentence):
            imported(content, tmp_path)
    with pytest.raises(CommandError, match=r"nowhere.zip cannot be read: No such file"):
        call_command("import_archive", str(tmp_path / "nowhere.zip"))


@pytest.mark.django_db
def test_an_archive_without_a_file_on_record_is_not_made(
    obligation_of_id: Any, tmp_path: Path
) -> None:
    report = ProgressReportFactory(obligation=obligation_of_id, uploads=[photo("road.jpg")])
    default_storage.delete(report.evidence.get().file.name)
    out = tmp_path / "a.zip"

    with pytest.raises(CommandError, match=r"The file road.jpg is missing"):
        call_command("export_archive", "sosek-test", output=str(out))
    with pytest.raises(CommandError, match=r"There is no regime 'x' \(known: sosek-test\)"):
        call_command("export_archive", "x", output=str(out))
    with pytest.raises(CommandError, match="Say where to"):
        call_command("export_archive", "sosek-test")
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("export_archive", "sosek-test", output=str(tmp_path / "no" / "a.zip"))
    assert list(tmp_path.glob("*.zip*")) == []


def test_an_archive_is_as_its_schema_says(registers: dict[str, Before]) -> None:
    documented = json.loads((ROOT / "docs" / "archive.schema.json").read_text())
    # Where they differ: manage.py export_archive --schema > docs/archive.schema.json
    assert documented == whole_schema()
    Draft202012Validator.check_schema(documented)
    held = parts(registers["beside another"].archive)

    Draft202012Validator(documented).validate(json.loads(held[MANIFEST]))
    for name, schema in documented["$defs"].items():
        line = Draft202012Validator(schema)
        for row in read(held[name]):
            line.validate(row)


OURS = ("ledger", "agreements", "compliance")


def models_of_the_apps() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if model._meta.app_label in OURS)


def test_every_model_is_in_the_archive_or_stays_behind_for_a_reason() -> None:
    carried = {part.label for part in PARTS} | IN_PARTS_OF_THEIR_OWN.keys()

    assert carried & STAYS_BEHIND.keys() == set()
    assert carried | STAYS_BEHIND.keys() == {m._meta.label_lower for m in models_of_the_apps()}
    assert all(STAYS_BEHIND.values())


def test_every_field_of_what_is_carried_is_in_it_or_stays_behind_for_a_reason() -> None:
    for part in PARTS:
        meta = part.model._meta
        fields = {field.name for field in (*meta.concrete_fields, *meta.many_to_many)}
        left = {
            name.rpartition(".")[2] for name in FIELDS_LEFT if name.startswith(f"{part.label}.")
        }
        assert {column.name for column in columns_of(part.model)} == fields - left, part.label


def test_the_version_is_that_of_the_project() -> None:
    assert f'\nversion = "{sosek.__version__}"\n' in (ROOT / "pyproject.toml").read_text()
