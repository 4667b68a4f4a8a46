import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosek.ledger.chain import GENESIS, canonical, check, digest, entry_hash
from tests.sosek.ledger.chains import PAYLOADS, download


def changed(line, **fields):
    """The line with other values, in canonical form; None leaves a name out."""
    entry = json.loads(line) | fields
    kept = {name: value for name, value in entry.items() if value is not None}
    return canonical(kept).decode() + "\n"


def first_fault(lines):
    fault = check(lines).fault
    return fault and (fault.line, fault.reason)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "x"]}, b'{"a":[true,null,"x"],"b":1}'),
        ("Kaltim–Sabah", '"Kaltim–Sabah"'.encode()),
        ('"\n', b'"\\"\\n"'),
        ({}, b"{}"),
    ],
)
def test_canonical_form_is_the_one_way_to_write_a_value(value, written):
    assert canonical(value) == written


@pytest.mark.parametrize("value", [0.5, 1.0, float("nan"), {"a": [{"b": 0.95}]}, (1, 2.0)])
def test_canonical_form_refuses_floats(value):
    with pytest.raises(ValueError, match="not a whole number"):
        canonical(value)


def test_digest_is_the_sha256_of_salt_and_payload():
    expected = hashlib.sha256(bytes.fromhex("00ff") + b"{}").hexdigest()

    assert digest(salt="00ff", payload=b"{}") == expected


def test_hash_binds_everything_but_salt_and_payload():
    entry = json.loads(download()[0])
    told = {
        name: entry[name]
        for name in ("sequence", "recorded_at", "kind", "scope", "digest", "previous")
    }

    assert entry["hash"] == hashlib.sha256(canonical(told)).hexdigest()
    for name in told:
        assert entry_hash(entry | {name: "other"}) != entry["hash"]


def test_whole_download_fits():
    lines = download()
    result = check(lines)

    assert (result.entries, result.closed, result.fault) == (len(PAYLOADS), 0, None)
    assert result.head == json.loads(lines[-1])["hash"]


def test_closed_entries_are_proven_by_their_digest():
    result = check(download(closed={2, 4}))

    assert (result.entries, result.closed, result.fault) == (len(PAYLOADS), 2, None)
    assert result.head == check(download()).head


def test_empty_download_ends_where_every_chain_begins():
    assert (check([]).entries, check([]).head) == (0, GENESIS)


def test_beginning_of_a_download_is_a_download():
    lines = download()

    assert check(lines[:2]).head == json.loads(lines[1])["hash"]


WHOLE = "".join(download(closed={3})).encode()


def line_at_fault(content):
    """The line that `check` names, in a file read as `main` reads it; None for no fault."""
    fault = check(content.decode(errors="surrogateescape").split("\n")[:-1]).fault
    return fault.line if fault else None


def line_of(position):
    return WHOLE.count(b"\n", 0, position) + 1


@pytest.mark.parametrize("other", [b"0", b"A", b" ", b"\n", b'"', b"e"])
def test_any_changed_byte_is_found_at_its_line(other):
    for position, byte in enumerate(WHOLE[:-1]):
        if byte != other[0]:
            tampered = WHOLE[:position] + other + WHOLE[position + 1 :]
            assert line_at_fault(tampered) == line_of(position), position


@given(position=st.integers(0, len(WHOLE) - 2), byte=st.integers(0, 255))
def test_any_byte_changed_to_any_other_is_found_at_its_line(position, byte):
    tampered = WHOLE[:position] + bytes([byte]) + WHOLE[position + 1 :]

    assert line_at_fault(tampered) == (None if tampered == WHOLE else line_of(position))


@given(position=st.integers(0, len(WHOLE) - 2), byte=st.binary(max_size=1))
def test_any_byte_taken_out_or_doubled_is_found(position, byte):
    assert line_at_fault(WHOLE[:position] + 2 * byte + WHOLE[position + 1 :]) == line_of(position)


@pytest.mark.parametrize(
    ("tampered", "line", "reason"),
    [
        (lambda a, b, c, d: [b, a, c, d], 1, "its number is 2, 1 was expected"),
        (lambda a, b, c, d: [a, c, d], 2, "its number is 3, 2 was expected"),
        (lambda a, b, c, d: [a, b, b, c, d], 3, "its number is 2, 3 was expected"),
        (lambda a, b, c, d: [b, c, d], 1, "its number is 2, 1 was expected"),
        (lambda a, b, c, d: [a, "\n", b, c, d], 2, "it is not a JSON object"),
        (lambda a, b, c, d: [a, b, c, d, "\n"], 5, "it is not a JSON object"),
        (lambda a, b, c, d: [a, changed(c, sequence=2), d], 2, "it does not continue"),
        (lambda a, b, c, d: [a, changed(b, kind="party"), c, d], 2, "its hash does not fit"),
        (lambda a, b, c, d: [a, b, changed(c, hash="0" * 64), d], 3, "its hash does not fit"),
        (lambda a, b, c, d: [a, changed(b, payload={}), c, d], 2, "its payload does not fit"),
        (lambda a, b, c, d: [a, changed(b, salt="0" * 32), c, d], 2, "its payload does not fit"),
        (lambda a, b, c, d: [a, changed(b, salt=None), c, d], 2, "its salt is missing"),
        (lambda a, b, c, d: [a, changed(b, salt="0" * 31), c, d], 2, "its salt is missing"),
        (lambda a, b, c, d: [a, changed(b, salt=7), c, d], 2, "its salt is missing"),
        (lambda a, b, c, d: [a, changed(b, payload=None), c, d], 2, "it has a salt and no"),
        (lambda a, b, c, d: [a, changed(b, note="hi"), c, d], 2, "nothing proves its note"),
        (lambda a, b, c, d: [a, b, c, changed(d, digest=None)], 4, "it lacks digest"),
        (lambda a, b, c, d: [a, b, c, changed(d, hash=None)], 4, "it lacks hash"),
        (lambda a, b, c, d: [a, b, c, d.replace(",", ", ", 1)], 4, "it is not in canonical form"),
        (lambda a, b, c, d: [a, b, c, "[" * 100_000], 4, "it is not a JSON object"),
        (lambda a, b, c, d: ["[1]\n", b, c, d], 1, "it is not a JSON object"),
        (lambda a, b, c, d: [a, '{"a":1,"a":1}', c, d], 2, "it is not a JSON object (a name"),
        (lambda a, b, c, d: [a, '{"a":1.5}', c, d], 2, "it is not a JSON object (1.5"),
        (lambda a, b, c, d: [a, '{"a":NaN}', c, d], 2, "it is not a JSON object (nan"),
        (lambda a, b, c, d: [a, '{"a":"\\ud800"}', c, d], 2, "it is not a JSON object ("),
        (lambda a, b, c, d: ["\ufeff" + a, b, c, d], 1, "it is not a JSON object ("),
        (lambda a, b, c, d: [a.replace("\n", "\r\n"), b, c, d], 1, "it is not in canonical form"),
    ],
)
def test_check_names_the_first_line_that_does_not_fit(tampered, line, reason):
    found, told = first_fault(tampered(*download()))

    assert found == line
    assert told.startswith(reason)


def test_forged_entry_breaks_the_chain_at_the_next():
    """Who forges one entry with its hash must forge every later one, and so the head."""
    first, second, third, fourth = download(closed={2})
    entry = json.loads(second) | {"digest": "f" * 64}
    forged = changed(second, digest="f" * 64, hash=entry_hash(entry))

    assert first_fault([first, forged, third, fourth]) == (
        3,
        "it does not continue the entry before it",
    )


def test_fault_names_the_entry_as_well_as_the_line():
    first, *_ = download()

    assert check([first, changed(first, sequence=9)]).fault.sequence == 9
    assert check(["no", first]).fault.sequence is None
    assert check([changed(first, sequence="x")]).fault.sequence is None
