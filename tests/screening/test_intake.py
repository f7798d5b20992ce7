"""Reading records: every line is an answer or is named with its reason.

a file
├── unordered → as if ordered
├── empty, without records, missing, not a table → refused as a whole, in words
├── other columns → the remedy names mappings
├── Parquet → as CSV
└── one actor with very many lines → read like any other
a line
├── without actor, item or time → named
├── with a time unreadable, without offset or time of day, ahead, before 1970 → named
├── with an offset → the same moment as in UTC
├── the same as an earlier one → counts once
├── not UTF-8, too few or too many fields → named, the others kept
└── of an actor who is not enrolled → named where a list is given
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from isonomia.errors import IsonomiaError
from isonomia.screening import intake, layout, times
from isonomia.screening.layout import LayoutError
from tests.screening.crowd import NOW

pytestmark = pytest.mark.req("A3")
HEADER = b"actor,item,choice,time\n"


def read(folder: Path, content: bytes, **options) -> intake.Intake:
    path = folder / "records.csv"
    path.write_bytes(content)
    return intake.read(path, options.pop("layout", None), NOW, **options)


def reasons(found: intake.Intake) -> dict[int, str]:
    return dict(zip(found.refused["line"], found.refused["reason"], strict=True))


def test_read__unordered__sorted_by_actor_and_time(tmp_path):
    found = read(tmp_path, HEADER + b"b,1,x,20\na,2,x,30\na,1,x,10\n")
    assert found.answers["t"].to_list() == [10_000, 30_000, 20_000]
    assert found.actors.gather(found.answers["actor"]).to_list() == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (HEADER, "no records"),
        (b"actor,item,time,time\n", "stands twice"),
        (b"who,what\na,b\n", "--mapping"),
        ("actor,item,time\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_read__no_records_of_ours__refused_in_words(tmp_path, content, words):
    with pytest.raises(IsonomiaError, match=words):
        read(tmp_path, content)


def test_read__file_missing__refused_in_words(tmp_path):
    with pytest.raises(IsonomiaError, match="cannot be read"):
        intake.read(tmp_path / "none.csv", None, NOW)


def test_read__mapping_of_another_file__names_what_is_missing(tmp_path):
    polis = layout.load(Path("mappings/screening/polis.json"))
    with pytest.raises(LayoutError, match="conversation, voter_id"):
        read(tmp_path, HEADER + b"a,1,x,10\n", layout=polis)


def test_read__each_kind_of_bad_line__named_and_the_others_kept(tmp_path):
    lines = {
        b"a,1,x,2020-05-04T12:00:00Z": None,
        b",1,x,2020-05-04T12:00:00Z": intake.NO_ACTOR,
        b"a,,x,2020-05-04T12:00:00Z": intake.NO_ITEM,
        b"a,2,x,": intake.NO_TIME,
        b"a,3,x,soon": times.UNREADABLE,
        b"a,4,x,2020-05-04T12:00:00": times.NO_OFFSET,
        b"a,5,x,2020-05-04": times.NO_TIME_OF_DAY,
        b"a,6,x,2100-01-01T00:00:00Z": times.FUTURE,
        b"a,7,x,1969-12-31T23:59:59Z": times.BEFORE,
        b" a ,1,x,2020-05-04T14:00:00+02:00": intake.DUPLICATE,
        b"a,8,,1588593600": None,
        b"a,9,y,1588593600500": None,
    }
    found = read(tmp_path, HEADER + b"\n".join(lines) + b"\n")
    expected = {number: reason for number, reason in enumerate(lines.values(), start=2) if reason}
    assert reasons(found) == expected
    assert len(found.answers) + len(found.refused) == found.lines == len(lines)


@pytest.mark.parametrize(
    ("bad", "words"),
    [(b"a,\xff,x,10", "not UTF-8"), (b"a,1", "2 fields"), (b"a,1,x,10,more", "5 fields")],
)
def test_read__damaged_line__named_and_the_others_kept(tmp_path, bad, words):
    found = read(tmp_path, HEADER + b"a,1,x,10\n" + bad + b"\nb,1,x,20\n")
    assert words in reasons(found)[3]
    assert len(found.answers) == 2


def test_read__offsets_mixed__one_moment(tmp_path):
    moments = [
        b"2020-05-04T12:00:00Z",
        b"2020-05-04T14:00:00+02:00",
        b"2020-05-04 12:00:00 UTC",
        b"2020-05-04T17:30:00.000+0530",
        b"2020-05-04T12:00Z",
        b"1588593600",
        b"1588593600000",
    ]
    rows = [b"a,%d,x,%s\n" % (number, moment) for number, moment in enumerate(moments)]
    found = read(tmp_path, HEADER + b"".join(rows))
    assert reasons(found) == {}
    assert set(found.answers["t"]) == {1_588_593_600_000}


def test_read__day_begins_elsewhere__day_of_there(tmp_path):
    content = HEADER + b"a,1,x,2020-05-04T23:30:00Z\n"
    ours = read(tmp_path, content).answers["day"][0]
    assert read(tmp_path, content, day_offset_minutes=60).answers["day"][0] == ours + 1


def test_read__actor_not_enrolled__named(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("identifier,birth,community\na,1980-01,x\n")
    found = read(tmp_path, HEADER + b"a,1,x,10\nb,1,x,20\n", people=people)
    assert reasons(found) == {3: intake.UNKNOWN_ACTOR}


def test_read__parquet__as_csv(tmp_path):
    frame = pl.DataFrame(
        {"actor": [7, 7], "item": [1, 2], "choice": [-1, 1], "time": [1_588_593_600_000] * 2}
    )
    frame.write_parquet(tmp_path / "records.parquet")
    frame.write_csv(tmp_path / "records.csv")
    both = [intake.read(tmp_path / f"records.{kind}", None, NOW) for kind in ("parquet", "csv")]
    assert both[0].answers.equals(both[1].answers)


def test_read__parquet_with_datetimes__offset_needed(tmp_path):
    frame = pl.DataFrame({"actor": ["a"], "item": ["1"], "time": ["2020-05-04T12:00:00"]})
    naive = frame.with_columns(pl.col("time").str.to_datetime())
    naive.write_parquet(tmp_path / "naive.parquet")
    found = intake.read(tmp_path / "naive.parquet", None, NOW)
    assert found.refused["reason"].to_list() == [times.NO_OFFSET]
    aware = naive.with_columns(pl.col("time").dt.replace_time_zone("Europe/Lisbon"))
    aware.write_parquet(tmp_path / "aware.parquet")
    read_ = intake.read(tmp_path / "aware.parquet", None, NOW)
    assert read_.answers["t"].to_list() == [1_588_593_600_000 - 3_600_000]


def test_read__one_actor_with_very_many_lines__read_and_for_review(tmp_path, published):
    from isonomia.screening.screen import screen

    count = 1_000_000
    frame = pl.select(
        pl.lit("a").alias("actor"),
        pl.int_range(count).alias("item"),
        pl.lit("x").alias("choice"),
        (pl.int_range(count) * 40 + 1_588_593_600_000).alias("time"),
    )
    frame.write_parquet(tmp_path / "records.parquet")
    found = screen(intake.read(tmp_path / "records.parquet", None, NOW), published)
    assert found.days["answers"].sum() == count
    assert set(found.days["outcome"]) == {"refused"}
