"""Bad input: every kind of damage is named, and never spoils the lines beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from isonomia.directory import directory_of
from isonomia.fields import Reading, act_time, birth_month
from isonomia.records import Records, read_files
from isonomia.tables import LONGEST_LINE, TableError
from tests.allocate.registry import PEPPER, PILOT, identity_of

READING = Reading(PEPPER, directory_of(PILOT.charter))
PEOPLE = b"identifier,birth,community\n"
ACTS = b"identifier,rule,day,evidence\n"
GOOD = b"good,1980-07,Community North-East\n"
ACT = b"good,Donation of blood,2021-05-04,receipt 1\n"


def read(folder: Path, *contents: bytes) -> Records:
    paths = []
    for number, content in enumerate(contents):
        paths.append(folder / f"file{number}.csv")
        paths[-1].write_bytes(content)
    return read_files(paths, READING)


@pytest.mark.req("A2")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (GOOD, "neither enrolments, contributions, nominations, infractions, remedies nor"),
        (b"identifier,birth\n", "Expected: identifier,birth,community"),
        (b"identifier,birth,community,birth\n", "stands twice"),
        (b"identifier;birth;community\n", "Expected: identifier,birth,community"),
        (
            b"identifier,birth,community,nickname\n",
            "neither enrolments, contributions, nominations, infractions, remedies nor",
        ),
        (PEOPLE.decode().encode("utf-16"), "not UTF-8"),
        (PEOPLE.replace(b"\n", b"\r") + GOOD.replace(b"\n", b"\r"), "end lines with LF or CRLF"),
        (b"x" * 10_000_000, "no line break after the header"),
    ],
    ids=lambda value: value[:30] if isinstance(value, bytes) else "",
)
def test_read_files__no_table_of_ours__named_before_anything_else(
    tmp_path: Path, content: bytes, words: str
):
    with pytest.raises(TableError, match=words):
        read(tmp_path, content)


@pytest.mark.req("A2")
def test_read_files__several_bad_files__all_named(tmp_path: Path):
    with pytest.raises(TableError) as refused:
        read_files([tmp_path / "missing.csv", tmp_path], READING)
    assert str(refused.value).count("cannot be read") == 2


@pytest.mark.req("A2")
@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PEOPLE + GOOD,
        PEOPLE.replace(b"\n", b"\r\n") + GOOD.replace(b"\n", b"\r\n"),
        PEOPLE + GOOD.rstrip(),
        PEOPLE + b"\n" + GOOD + b"  \n\n",
        b' Community , BIRTH,"identifier"\n" community  north-east ", 1980-07-31 ,good\n',
        PEOPLE + b"good,1980-07,5\n",
    ],
    ids=["BOM", "CRLF", "no last line break", "blank lines", "order and case", "by number"],
)
def test_read_files__harmless_variants__read_alike(tmp_path: Path, content: bytes):
    records = read(tmp_path, content)
    assert records.errors == []
    [line] = records.enrolments
    assert (line.identity, line.birth_month, line.community) == (
        identity_of("good"),
        1980 * 12 + 6,
        5,
    )


BAD_ENROLMENTS = {
    "identifier missing": (b",1980-07,5", "identifier", "is empty"),
    "identifier a hash": (b"a" * 64 + b",1980-07,5", "identifier", "looks like a hash"),
    "birth missing": (b"a,,5", "birth", "YYYY-MM"),
    "month 13": (b"a,1980-13,5", "birth", "YYYY-MM"),
    "30 February": (b"a,1980-02-30,5", "birth", "YYYY-MM"),
    "year 0": (b"a,0000-07,5", "birth", "YYYY-MM"),
    "American date": (b"a,07/04/1980,5", "birth", "YYYY-MM"),
    "unknown community": (b"a,1980-07,Communty North-East", "community", "did you mean"),
    "community 99": (b"a,1980-07,99", "community", "no community '99'"),
    "community -1": (b"a,1980-07,-1", "community", "no community"),
    "too few fields": (b"a,1980-07", "line", "2 fields and the header 3"),
    "too many fields": (b"a,1980-07,5,6", "line", "4 fields and the header 3"),
    "open quotation": (b'"a,1980-07,5', "line", "quotation mark"),
    "stray quotation": (b'"a"b,1980-07,5', "line", "quotation mark"),
    "latin-1": ("é,1980-07,5".encode("latin-1"), "line", "not UTF-8"),
    "10 MB": (b"a" * 10_000_000 + b",1980-07,5", "line", "longer than"),
    "just too long": (b"a" * LONGEST_LINE, "line", "longer than"),
    "NUL": (b"a\0,1980-07,5", "identifier", "U\\+0000"),
}


@pytest.mark.req("A2", "P2")
@pytest.mark.parametrize(("line", "column", "words"), BAD_ENROLMENTS.values(), ids=BAD_ENROLMENTS)
def test_read_files__bad_enrolment_between_good_ones__named_and_the_others_kept(
    tmp_path: Path, line: bytes, column: str, words: str
):
    after = GOOD.replace(b"good", b"after")
    records = read(tmp_path, PEOPLE + GOOD + line + b"\n" + after)
    assert [person.source.line for person in records.enrolments] == [2, 4]
    [error] = records.errors
    assert (error.source.line, error.column) == (3, column)
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(error.problem)
    assert str(error).startswith(f"file0.csv, line 3, {column}")


BAD_CONTRIBUTIONS = {
    "unknown rule": (b"a,Donation of bloud,2021-05-04,x", "rule", "did you mean"),
    "rule 0": (b"a,0,2021-05-04,x", "rule", "no rule"),
    "no day": (b"a,703,,x", "day", "YYYY-MM-DD"),
    "30 February": (b"a,703,2021-02-30,x", "day", "no such day"),
    "time without offset": (b"a,703,2021-05-04T12:00:00,x", "day", "offset"),
    "milliseconds": (b"a,703,1620129600000,x", "day", "YYYY-MM-DD"),
    "before 1970": (b"a,703,1969-12-31,x", "day", "before 1970"),
    "no evidence": (b"a,703,2021-05-04,", "evidence", "name the evidence"),
    "endless evidence": (b"a,703,2021-05-04," + b"x" * 5_000, "evidence", "at most 4,096"),
}


@pytest.mark.req("A2", "D1")
@pytest.mark.parametrize(
    ("line", "column", "words"), BAD_CONTRIBUTIONS.values(), ids=BAD_CONTRIBUTIONS
)
def test_read_files__bad_contribution_between_good_ones__named_and_the_others_kept(
    tmp_path: Path, line: bytes, column: str, words: str
):
    records = read(tmp_path, ACTS + ACT + line + b"\n" + ACT.replace(b"1\n", b"2\n"))
    assert [act.source.line for act in records.contributions] == [2, 4]
    [error] = records.errors
    assert (error.source.line, error.column) == (3, column)
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(error.problem)


@pytest.mark.req("A2")
def test_read_files__several_faults_in_one_line__all_listed(tmp_path: Path):
    records = read(tmp_path, PEOPLE + b",1980-13,Nowhere\n")
    assert [error.column for error in records.errors] == ["identifier", "birth", "community"]


@pytest.mark.req("A2", "S10")
def test_read_files__bad_identifier__shown_by_its_start_only(tmp_path: Path):
    [error] = read(tmp_path, PEOPLE + b"secret@number,1980-07,5\n").errors
    assert error.value == "se…"
    assert "secret" not in str(error)


@pytest.mark.req("P1", "A2")
def test_read_files__same_person_twice__second_refused_also_across_files(tmp_path: Path):
    again = b"G-O-O-D,1990-01,6\n"
    records = read(tmp_path, PEOPLE + GOOD + again, PEOPLE + again)
    assert [line.source.line for line in records.enrolments] == [2]
    assert [(e.source.file, e.source.line) for e in records.errors] == [
        ("file0.csv", 3),
        ("file1.csv", 2),
    ]
    assert all("file0.csv, line 2" in error.problem for error in records.errors)


@pytest.mark.req("A2")
def test_read_files__same_contribution_twice__second_refused_also_across_files(tmp_path: Path):
    later_that_day = ACT.replace(b"2021-05-04", b"2021-05-04T09:00:00Z")
    other_evidence = ACT.replace(b"receipt 1", b"receipt 2")
    records = read(tmp_path, ACTS + ACT + later_that_day, ACTS + other_evidence + ACT)
    assert len(records.contributions) == 2
    assert [(e.source.file, e.source.line) for e in records.errors] == [
        ("file0.csv", 3),
        ("file1.csv", 3),
    ]


@pytest.mark.req("A2")
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("0x1234", "40 hexadecimal digits"),
        ("someone.eth", "40 hexadecimal digits"),
        ("0x52908400098527886E0F7030069857D2E4169ee7", "checksum"),
    ],
)
def test_read_files__bad_key__refused(tmp_path: Path, address: str, words: str):
    content = PEOPLE.replace(b"\n", b",controller\n") + f"a,1980-07,5,{address}\n".encode()
    [error] = read(tmp_path, content).errors
    assert error.column == "controller"
    assert words in error.problem


@pytest.mark.req("P1")
@pytest.mark.parametrize("text", ["1984-03", "1984-03-01", "1984-03-31"])
def test_birth_month__any_day_of_a_month__its_first(text: str):
    assert birth_month(text) == 1984 * 12 + 2


@pytest.mark.req("A2")
@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("1970-01-01", 0),
        ("2021-05-04", 1_620_086_400),
        ("1620086400", 1_620_086_400),
        ("2021-05-04T00:30:00+01:00", 1_620_084_600),
        ("2021-05-04T12:00:00Z", 1_620_129_600),
    ],
)
def test_act_time__days_times_and_seconds__as_seconds_since_1970(text: str, second: int):
    assert act_time(text) == second
