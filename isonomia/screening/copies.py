"""Ballots that follow somebody else's earlier ballot, and gaps that are somebody else's gaps.

Agreement is no evidence: many people agree. Evidence is the same order of questions where others
had other orders, with the same answers, at the same distance in time all along. Only the later of
two ballots is noticed, so that nobody is harmed by being copied.
"""

from __future__ import annotations

import polars as pl

from isonomia.screening.rules import Copies, Rules

_WINDOW = 3
_MS = 1_000.0
_BEST = 3
_FEWEST_SHARED = 2
_LAG_SHARE = 0.05
_GAP_RATIO = 0.35
_GAP_SECONDS = 1.0
_GAP_STEP_MS = 10
_SHORTEST_GAP_MS = 200
#: Times given in whole seconds repeat by chance.
_WHOLE_SECONDS = 0.5
#: Buckets of gaps, per factor of e.
_BUCKETS = 6.0
_SHORTEST = 0.05


def people(answers: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return ``actor`` with ``copies`` and ``timing_copies`` and the evidence of both.

    ``copies`` is the share of a person's answers that another, earlier ballot holds as well: same
    item, same choice, at the same distance in time as the others. ``timing_copies`` is the share of
    runs of three gaps that equal somebody else's to a hundredth of a second.
    """
    test = rules.tests.copies
    place = pl.int_range(pl.len()).over("actor")
    narrow = (
        answers.lazy()
        .select("actor", "community", "item", "choice", "t", "gap")
        .filter(place < test.most_answers)
        .with_columns(run=_run_of("community"))
        .collect(engine="streaming")
    )
    found = narrow.group_by("actor").agg(pl.len().alias("copies_evidence"))
    pairs = _candidates(narrow, test)
    return (
        found.join(_followed(narrow, pairs, rules), on="actor", how="left")
        .join(_shared_gaps(narrow, test.most_sharing), on="actor", how="left")
        .with_columns(pl.col("copies").fill_null(0.0))
        .sort("actor")
    )


def _run_of(*keys: str) -> pl.Expr:
    """Number the stretches of rows in which the actor and the keys stay the same."""
    changes = [pl.col(key) != pl.col(key).shift() for key in ("actor", *keys)]
    return pl.any_horizontal(changes).fill_null(True).cum_sum()


# ---- candidates ----------------------------------------------------------------------------------


def _candidates(narrow: pl.DataFrame, test: Copies) -> pl.DataFrame:
    """Return pairs of people who share several sequences that few others have.

    Two kinds: three items in a row, whatever their order among themselves, which survives jitter;
    and two items in a row with the same gaps, for ballots whose order is the same for everybody.
    """
    whole = [pl.col("run") == pl.col("run").shift(step) for step in range(1, _WINDOW)]
    items = [pl.col("item").shift(step) for step in range(_WINDOW)]
    low, high = pl.min_horizontal(items), pl.max_horizontal(items)
    middle = sum(items, pl.lit(0)) - low - high
    bucket = (pl.max_horizontal("gap", pl.lit(_SHORTEST)).log() * _BUCKETS).floor().cast(pl.Int32)
    ordered = narrow.lazy().select(
        "actor",
        "community",
        low.alias("a"),
        middle.alias("b"),
        high.alias("c"),
        whole=pl.all_horizontal(whole),
    )
    timed = narrow.lazy().select(
        "actor",
        "community",
        pl.col("item").shift().alias("a"),
        pl.col("item").alias("b"),
        bucket.alias("c"),
        pl.col("choice").alias("d"),
        whole=whole[0],
    )
    counts = [
        _sharing(ordered, ["community", "a", "b", "c"], test),
        _sharing(timed, ["community", "a", "b", "c", "d"], test),
    ]
    return (
        pl.concat(counts)
        .group_by("first", "second")
        .agg(pl.col("shared").sum())
        .filter(pl.col("shared") >= _FEWEST_SHARED)
    )


def _sharing(sequences: pl.LazyFrame, key: list[str], test: Copies) -> pl.DataFrame:
    """Count the sequences that each pair of people shares, leaving out what many share."""
    keyed = (
        sequences.filter("whole")
        .select(pl.struct(key).hash().alias("key"), "actor")
        .collect(engine="streaming")
    )
    known = keyed.group_by("key").len("people").filter(pl.col("people") > 1)
    rare = known.filter(pl.col("people") <= _bound(known["people"], test))
    shared = keyed.join(rare.select("key"), on="key", how="semi").unique()
    return (
        shared.lazy()
        .join(shared.lazy(), on="key", suffix="_other")
        .filter(pl.col("actor") < pl.col("actor_other"))
        .group_by(pl.col("actor").alias("first"), pl.col("actor_other").alias("second"))
        .agg(pl.len().cast(pl.UInt32).alias("shared"))
        .collect(engine="streaming")
    )


def _bound(people: pl.Series, test: Copies) -> int:
    """Return up to how many people may share a sequence, so that there are not too many pairs."""
    counts = (
        people.value_counts()
        .sort(people.name)
        .with_columns(
            pairs=(pl.col("count") * pl.col(people.name) * (pl.col(people.name) - 1) // 2).cum_sum()
        )
    )
    fitting = counts.filter(pl.col("pairs") <= test.most_pairs)[people.name]
    return min(test.most_sharing, int(fitting[-1])) if len(fitting) else 0


# ---- verification --------------------------------------------------------------------------------


def _followed(narrow: pl.DataFrame, pairs: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return the largest share of a person's answers that follow one other person's."""
    chosen = _best(pairs)
    last = _last_answers(narrow, chosen)
    own = last.join(chosen.select("actor").unique(), on="actor", how="semi")
    total = own.group_by("actor").len("total")
    both = own.join(chosen, on="actor").join(
        last,
        left_on=["other", "community", "item"],
        right_on=["actor", "community", "item"],
        suffix="_other",
    )
    test = rules.tests.copies
    lag = (pl.col("t") - pl.col("t_other")) / _MS
    elapsed = (pl.col("t_other") - pl.col("t_other").min().over("actor", "other")) / _MS
    strays = (lag - lag.median().over("actor", "other")).abs()
    follows = (strays <= test.lag_seconds + _LAG_SHARE * elapsed) | _same_step()
    return (
        both.with_columns(
            lag=lag.median().over("actor", "other"),
            match=follows & pl.col("choice").eq_missing(pl.col("choice_other")),
        )
        .group_by("actor", "other")
        .agg(pl.col("match").sum(), pl.col("lag").first())
        .filter(pl.col("lag") > -test.together_seconds)
        .join(total, on="actor")
        .group_by("actor")
        .agg((pl.col("match") / pl.col("total")).max().round(4).alias("copies"))
    )


def _best(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return, for each actor, those others with whom most sequences are shared."""
    swapped = pairs.select(
        pl.col("second").alias("first"), pl.col("first").alias("second"), "shared"
    )
    return (
        pl.concat([pairs, swapped])
        .sort("shared", "first", descending=[True, False])
        .group_by("second", maintain_order=True)
        .head(_BEST)
        .select(pl.col("second").alias("actor"), pl.col("first").alias("other"))
    )


def _last_answers(narrow: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """Return the last answer to each item of everybody who is compared, and the item before it."""
    involved = pl.concat([chosen["actor"], chosen["other"]]).unique()
    return (
        narrow.filter(pl.col("actor").is_in(involved.implode()))
        .with_columns(before=pl.col("item").shift().over("run"))
        .unique(["actor", "community", "item"], keep="last", maintain_order=True)
        .select("actor", "community", "item", "choice", "t", "gap", "before")
    )


def _same_step() -> pl.Expr:
    """Tell whether an answer came as long after the same other one as the other person's did."""
    ratio = (pl.col("gap") / pl.col("gap_other")).log().abs()
    difference = (pl.col("gap") - pl.col("gap_other")).abs()
    alike = (ratio <= _GAP_RATIO) | (difference <= _GAP_SECONDS)
    return ((pl.col("before") == pl.col("before_other")) & alike).fill_null(False)


def _shared_gaps(narrow: pl.DataFrame, most_sharing: int) -> pl.DataFrame:
    """Return the share of a person's runs of three gaps that somebody had before."""
    gaps = [(pl.col("gap").shift(step) * _MS / _GAP_STEP_MS).round(0) for step in range(_WINDOW)]
    long_enough = [gap * _GAP_STEP_MS >= _SHORTEST_GAP_MS for gap in gaps]
    same = pl.col("actor") == pl.col("actor").shift(_WINDOW)
    whole_seconds = narrow.select((pl.col("t") % 1000 == 0).mean()).item()
    sequences = (
        narrow.lazy()
        .select(
            "actor",
            "t",
            key=pl.struct(gap.alias(str(step)) for step, gap in enumerate(gaps)).hash(),
            whole=pl.all_horizontal(same, *long_enough).fill_null(False),
        )
        .filter("whole")
        .select("actor", "t", "key")
    )
    if whole_seconds is None or whole_seconds > _WHOLE_SECONDS:
        sequences = sequences.head(0)
    first = sequences.group_by("key").agg(
        pl.col("t").min().alias("t_first"), pl.col("actor").n_unique().alias("people")
    )
    earlier = (
        (pl.col("people") > 1)
        & (pl.col("people") <= most_sharing)
        & (pl.col("t") > pl.col("t_first"))
    )
    return (
        sequences.join(first, on="key")
        .group_by("actor")
        .agg(
            earlier.mean().round(4).alias("timing_copies"),
            pl.len().alias("timing_copies_evidence"),
        )
        .collect(engine="streaming")
    )
