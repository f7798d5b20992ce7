"""Ballots that follow somebody else's earlier ballot, and gaps that are somebody else's gaps.

Agreement is no evidence: many people agree. Evidence is the same order of questions where others
had other orders, with the same answers, at the same distance in time all along. Only the later of
two ballots is noticed, so that nobody is harmed by being copied.
"""

from __future__ import annotations

import polars as pl

from isonomia.screening.rules import Copies, Rules
from isonomia.screening.shares import wilson_low

_WINDOW = 3
_MS = 1_000.0
_BEST = 3
_FEWEST_SHARED = 2
_LAG_SHARE = 0.05
_GAP_RATIO = 0.25
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
    item, same choice, in the same rhythm. Where many had the same order of questions, only the
    rhythm is evidence, and the share is the lower end of its interval. ``timing_copies`` is the
    share of runs of three gaps that equal somebody else's to a hundredth of a second.
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
    by_order = _sharing(_ordered(narrow), narrow, test)
    by_rhythm = _sharing(_timed(narrow), narrow, test)
    return (
        found.join(_followed(narrow, by_order, test, strict=False), on="actor", how="left")
        .join(_followed(narrow, by_rhythm, test, strict=True), on="actor", how="left")
        .with_columns(copies=pl.max_horizontal("loose", "strict").fill_null(0.0))
        .drop("loose", "strict")
        .join(_shared_gaps(narrow, test.most_sharing), on="actor", how="left")
        .sort("actor")
    )


def _run_of(*keys: str) -> pl.Expr:
    """Number the stretches of rows in which the actor and the keys stay the same."""
    changes = [pl.col(key) != pl.col(key).shift() for key in ("actor", *keys)]
    return pl.any_horizontal(changes).fill_null(True).cum_sum()


# ---- candidates ----------------------------------------------------------------------------------


def _ordered(narrow: pl.DataFrame) -> pl.LazyFrame:
    """Return three items in a row, whatever their order among themselves: jitter swaps answers."""
    items = [pl.col("item").shift(step) for step in range(_WINDOW)]
    low, high = pl.min_horizontal(items), pl.max_horizontal(items)
    middle = sum(items, pl.lit(0)) - low - high
    return _keyed(narrow, [low, middle, high])


def _timed(narrow: pl.DataFrame) -> pl.LazyFrame:
    """Return three items in a row with their answers and gaps: for orders that everybody has."""
    bucket = (pl.max_horizontal("gap", pl.lit(_SHORTEST)).log() * _BUCKETS).floor()
    items = [pl.col("item").shift(step) for step in range(_WINDOW)]
    choices = [pl.col("choice").shift(step) for step in range(_WINDOW)]
    gaps = [bucket.cast(pl.Int32), bucket.cast(pl.Int32).shift()]
    return _keyed(narrow, [*items, *choices, *gaps])


def _keyed(narrow: pl.DataFrame, parts: list[pl.Expr]) -> pl.LazyFrame:
    whole = [pl.col("run") == pl.col("run").shift(step) for step in range(1, _WINDOW)]
    named = [part.alias(str(number)) for number, part in enumerate(parts)]
    return (
        narrow.lazy()
        .select(
            "actor",
            "community",
            key=pl.struct("community", *named).hash(),
            whole=pl.all_horizontal(whole),
        )
        .filter("whole")
        .drop("whole")
    )


def _sharing(sequences: pl.LazyFrame, narrow: pl.DataFrame, test: Copies) -> pl.DataFrame:
    """Return pairs of people who share several sequences that few of their community have."""
    keyed = sequences.collect(engine="streaming")
    people = narrow.group_by("community").agg(pl.col("actor").n_unique().alias("all"))
    known = (
        keyed.group_by("key")
        .agg(pl.len().alias("people"), pl.col("community").first())
        .filter(pl.col("people") > 1)
        .join(people, on="community")
        .filter(pl.col("people") <= pl.max_horizontal(2, pl.col("all") * test.rare_share))
    )
    rare = known.filter(pl.col("people") <= _bound(known["people"], test))
    shared = keyed.join(rare.select("key"), on="key", how="semi").select("key", "actor").unique()
    return (
        shared.lazy()
        .join(shared.lazy(), on="key", suffix="_other")
        .filter(pl.col("actor") < pl.col("actor_other"))
        .group_by(pl.col("actor").alias("first"), pl.col("actor_other").alias("second"))
        .agg(pl.len().cast(pl.UInt32).alias("shared"))
        .filter(pl.col("shared") >= _FEWEST_SHARED)
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


def _followed(
    narrow: pl.DataFrame, pairs: pl.DataFrame, test: Copies, *, strict: bool
) -> pl.DataFrame:
    """Return the largest share of a person's answers that follow one other person's.

    Strict is for people whose order of questions is common: they move along together, so that the
    distance in time says nothing; only equal steps do, and of few answers not much is believed.
    """
    chosen = _best(pairs)
    last = _last_answers(narrow, chosen)
    own = last.join(chosen.select("actor").unique(), on="actor", how="semi")
    both = own.join(chosen, on="actor").join(
        last,
        left_on=["other", "community", "item"],
        right_on=["actor", "community", "item"],
        suffix="_other",
    )
    lag = (pl.col("t") - pl.col("t_other")) / _MS
    elapsed = (pl.col("t_other") - pl.col("t_other").min().over("actor", "other")) / _MS
    strays = (lag - lag.median().over("actor", "other")).abs()
    along = (strays <= test.lag_seconds + _LAG_SHARE * elapsed) & (not strict)
    share = pl.col("match") / pl.col("total")
    return (
        both.with_columns(
            lag=lag.median().over("actor", "other"),
            match=(along | _same_step()) & pl.col("choice").eq_missing(pl.col("choice_other")),
        )
        .group_by("actor", "other")
        .agg(pl.col("match").sum(), pl.col("lag").first())
        .filter(pl.col("lag") > -test.together_seconds)
        .join(own.group_by("actor").len("total"), on="actor")
        .with_columns(share=wilson_low(share, pl.col("total")) if strict else share)
        .group_by("actor")
        .agg(pl.col("share").max().round(4).alias("strict" if strict else "loose"))
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
