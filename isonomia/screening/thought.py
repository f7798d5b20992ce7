"""Whether answers depend on the questions, told without looking at what was answered.

People who think about a question answer like some group of other people, or in a style of their
own; whoever answers at random does neither. The groups are found in the data (a mixture of
item-wise answer frequencies), always from *other* people than the one who is judged. A minority is
a group like any other. The value is the evidence, in nats, for thought and against answers drawn
evenly from the choices the person uses; relabelling the choices changes nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from itertools import pairwise, permutations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from isonomia.screening.rules import Rules, Thought

Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: With more choices the rarest are taken together.
_MOST_CHOICES = 16
#: With more choices than this nobody is expected to use them all.
_MOST_FOR_SUBSETS = 4
_FEWEST_FOR_MODEL = 5
_START_SHARPNESS = 0.3
_PEOPLE_AT_ONCE = 20_000
_RANDOM_SHARE_AT_FIRST = 0.02


class _Ballots(NamedTuple):
    """The answers of one community, sorted by person: codes are dense, people in order of hash.

    ``starts`` says where each person's answers begin, and where the last one's end.
    """

    people: Integers
    starts: Integers
    item: Integers
    choice: Integers
    items: int
    choices: int
    evens: Numbers


def people(
    answers: pl.DataFrame,
    actors: pl.Series,
    rules: Rules,
    on_community: Callable[[int, int], None] = lambda *_: None,
) -> pl.DataFrame:
    """Return ``actor``, ``thought`` and ``thought_evidence`` of everybody with enough answers.

    Args:
        answers: of `intake.read`
        actors: identifiers by code
        rules: the published rules
        on_community: told how many communities are done, of how many
    """
    test = rules.tests.thought
    found = []
    counted = answers.filter(pl.col("choice").is_not_null())
    parts = counted.select("actor", "community", "item", "choice").partition_by(
        "community", include_key=False
    )
    for number, part in enumerate(parts, start=1):
        if (ballots := _ballots(part, actors, test)) is not None:
            found.append(_judged(ballots, test))
        on_community(number, len(parts))
    if not found:
        schema = {"actor": pl.UInt32, "thought": pl.Float64, "thought_evidence": pl.Int64}
        return pl.DataFrame(schema=schema)
    return (
        pl.concat(found)
        .group_by("actor")
        .agg(pl.col("thought").sum().round(3), pl.col("thought_evidence").sum())
        .sort("actor")
    )


# ---- answers as numbers --------------------------------------------------------------------------


def _ballots(part: pl.DataFrame, actors: pl.Series, test: Thought) -> _Ballots | None:
    """Return the last answer of each person to each item that enough people answered."""
    last = part.unique(["actor", "item"], keep="last", maintain_order=True)
    items = (
        last.group_by("item")
        .len("count")
        .filter(pl.col("count") >= test.fewest_answers_an_item)
        .sort("count", "item", descending=[True, False])
        .head(test.most_items)
    )
    last = last.join(items.select("item"), on="item", how="semi", maintain_order="left")
    enough = last.group_by("actor").len("count").filter(pl.col("count") >= _FEWEST_FOR_MODEL)
    last = last.join(enough.select("actor"), on="actor", how="semi", maintain_order="left")
    codes = enough["actor"]
    if len(codes) < test.fewest_people:
        return None
    people = codes.to_numpy()[np.argsort(_hashes(actors, codes), kind="stable")].astype(np.int64)
    order = np.zeros(int(people.max()) + 1, dtype=np.int64)
    order[people] = np.arange(len(people))
    choice, evens = _choices(last["choice"])
    if len(evens) < 2:
        return None
    item = np.unique(last["item"].to_numpy(), return_inverse=True)[1].astype(np.int64)
    person = order[last["actor"].to_numpy()]
    by_person = np.argsort(person, kind="stable")
    starts = np.concatenate([[0], np.bincount(person, minlength=len(people)).cumsum()])
    item, choice = item[by_person], choice[by_person]
    return _Ballots(people, starts, item, choice, int(item.max()) + 1, len(evens), evens)


def _hashes(actors: pl.Series, codes: pl.Series) -> npt.NDArray[np.uint64]:
    """Return a number for each actor that depends on the identifier alone."""
    names = actors.gather(codes).to_list()
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype=">u8").astype(np.uint64)


def _choices(choice: pl.Series) -> tuple[Integers, Numbers]:
    """Return dense codes of choices, and the log chance of each when all are equally likely."""
    counts = choice.value_counts().sort("count", "choice", descending=[True, False])
    kept = min(len(counts), _MOST_CHOICES)
    code = np.full(int(counts["choice"].max()) + 1, kept - 1, dtype=np.int64)  # type: ignore[arg-type]
    code[counts["choice"].head(kept).to_numpy()] = np.arange(kept)
    evens = np.full(kept, -math.log(len(counts)))
    evens[-1] += math.log(len(counts) - kept + 1)
    return code[choice.to_numpy()], evens


# ---- the model -----------------------------------------------------------------------------------


def _judged(ballots: _Ballots, test: Thought) -> pl.DataFrame:
    """Judge everybody by a model of people in the other folds."""
    value = np.zeros(len(ballots.people))
    # People stand in order of their hash, so that a stretch of them is a sample.
    bounds = [len(value) * number // test.folds for number in range(test.folds + 1)]
    for start, end in pairwise(bounds):
        learn = _learning(ballots, start, end, test.most_people)
        chances, weights = _groups(learn, ballots, test)
        for first in range(start, end, _PEOPLE_AT_ONCE):
            last = min(first + _PEOPLE_AT_ONCE, end)
            table = _table(ballots, first, last)
            value[first:last] = _evidence(table, chances, weights, ballots, test)
    return pl.DataFrame(
        {
            "actor": ballots.people.astype(np.uint32),
            "thought": value,
            "thought_evidence": np.diff(ballots.starts),
        }
    )


def _learning(ballots: _Ballots, start: int, end: int, most_people: int) -> npt.NDArray[np.float32]:
    """Return the answers of those outside a stretch, the first in order of hash."""
    before = min(start, most_people)
    after = min(len(ballots.people), end + most_people - before)
    return np.concatenate([_table(ballots, 0, before), _table(ballots, end, after)])


def _table(ballots: _Ballots, first: int, last: int) -> npt.NDArray[np.float32]:
    """Return answers of a stretch of people as zeros and ones, people by (item, choice)."""
    answers = slice(ballots.starts[first], ballots.starts[last])
    row = np.repeat(np.arange(last - first), np.diff(ballots.starts[first : last + 1]))
    table = np.zeros((last - first, ballots.items * ballots.choices), dtype=np.float32)
    table[row, ballots.item[answers] * ballots.choices + ballots.choice[answers]] = 1
    return table


def _groups(
    table: npt.NDArray[np.float32], ballots: _Ballots, test: Thought
) -> tuple[Numbers, Numbers]:
    """Fit groups by expectation and maximisation, with a group for those who answer at random.

    Returns:
        log chances, (item, choice) by group; and the log weights of the groups
    """
    people, cells, groups = len(table), table.shape[1], test.groups
    even = np.tile(ballots.evens, ballots.items)[:, None]
    # People stand in order of their hash, so that neither the file's order nor the labels of
    # choices decide where the groups begin.
    start = np.random.default_rng(0).dirichlet(np.full(groups, _START_SHARPNESS), people)
    share = np.hstack([start, np.full((people, 1), _RANDOM_SHARE_AT_FIRST)])
    for _ in range(test.rounds):
        counts = (table.T @ share[:, :groups].astype(np.float32)).astype(np.float64)
        by_item = counts.reshape(ballots.items, ballots.choices, groups)
        common = by_item.sum(2, keepdims=True) + 1
        common /= common.sum(1, keepdims=True)
        chance = by_item + test.smoothing * common
        chance /= by_item.sum(1, keepdims=True) + test.smoothing
        chances = np.log(chance).reshape(cells, groups)
        weights = np.log((share.sum(0) + 1) / (share.sum() + groups + 1))
        fit = table @ np.hstack([chances, even]).astype(np.float32) + weights
        share = np.exp(fit - _log_sum(fit)[:, None])
    human: Numbers = weights[:groups] - _log_sum(weights[None, :groups])
    return chances, human


def _evidence(
    table: npt.NDArray[np.float32],
    chances: Numbers,
    weights: Numbers,
    ballots: _Ballots,
    test: Thought,
) -> Numbers:
    """Return log(chance of the answers if thought about / if drawn evenly) of each person."""
    tally = table.reshape(len(table), ballots.items, ballots.choices).sum(1).astype(np.float64)
    value = np.zeros(len(table))
    used = tally > 0
    if ballots.choices > _MOST_FOR_SUBSETS:
        used[:] = True
    used[used.sum(1) < 2] = True
    for pattern in np.unique(used, axis=0):
        rows = np.flatnonzero((used == pattern).all(1))
        limited = _limited(chances, pattern, ballots)
        grouped = _log_sum(_fits(table[rows], limited, weights, pattern, ballots, test))
        own = _own_style(tally[rows][:, pattern])
        even = tally[rows][:, pattern] @ (
            ballots.evens[pattern] - _log_sum(ballots.evens[None, pattern])
        )
        either = np.logaddexp(
            grouped + math.log(1 - test.own_style_weight), own + math.log(test.own_style_weight)
        )
        value[rows] = either - even
    return value


def _fits(
    table: npt.NDArray[np.float32],
    chances: Numbers,
    weights: Numbers,
    pattern: npt.NDArray[np.bool_],
    ballots: _Ballots,
    test: Thought,
) -> Numbers:
    """Return how well answers fit each group, and each group with its answers exchanged.

    Whoever thinks the opposite of everybody has thought, too. So every exchange of the choices that
    a person uses stands beside each group, with a smaller weight.
    """
    used = np.flatnonzero(pattern)
    exchanges = list(permutations(used)) if len(used) <= _MOST_FOR_SUBSETS else [tuple(used)]
    share = test.exchanged_weight / max(1, len(exchanges) - 1)
    cells = chances.reshape(ballots.items, ballots.choices, -1)
    fits = []
    for exchange in exchanges:
        turned = cells.copy()
        turned[:, used] = cells[:, list(exchange)]
        straight = exchange == tuple(used)
        weight = math.log(1 - test.exchanged_weight if straight else share)
        fits.append(table @ turned.reshape(chances.shape).astype(np.float32) + weights + weight)
    return np.hstack(fits)


def _limited(chances: Numbers, pattern: npt.NDArray[np.bool_], ballots: _Ballots) -> Numbers:
    """Return chances among the choices of a pattern only."""
    if pattern.all():
        return chances
    cells = chances.reshape(ballots.items, ballots.choices, -1)
    among = np.log(np.exp(cells[:, pattern]).sum(1, keepdims=True))
    limited: Numbers = np.where(pattern[None, :, None], cells - among, 0.0)
    return limited.reshape(chances.shape)


def _own_style(tally: Numbers) -> Numbers:
    """Return the log chance of answers that follow a style of the person's own, whatever it is.

    Every style is taken to be equally likely beforehand (Laplace's rule of succession).
    """
    largest = int(tally.sum(1).max()) + tally.shape[1] + 1
    factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, largest + 1)))])
    total = tally.sum(1).astype(np.int64)
    ways: Numbers = factorial[tally.astype(np.int64)].sum(1)
    styles: Numbers = factorial[total + tally.shape[1] - 1] - factorial[tally.shape[1] - 1]
    return ways - styles


def _log_sum(values: Numbers) -> Numbers:
    top = values.max(1, keepdims=True)
    summed: Numbers = (top + np.log(np.exp(values - top).sum(1, keepdims=True)))[:, 0]
    return summed
