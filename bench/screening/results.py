"""What the trials showed, as numbers that can be written down and read again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import polars as pl

from bench.screening import bots, calibration, trials
from bench.screening.speed import Run
from bench.screening.trials import Trial
from isonomia.screening import scoring
from isonomia.screening.rules import Rules

#: Of false alarms.
LIMIT = 0.01
#: Least share of bots of a kind that must be found.
WANTED = {
    "fast random": 0.95,
    "scripted straight-liners": 0.95,
    "replayed with jitter": 0.95,
    "human-paced random": 0.6,
}
WANTED_GIT = 0.9
ACTIVITY = ((10, 19), (20, 39), (40, 79), (80, 1_000_000))


@dataclass(frozen=True, slots=True)
class Alarms:
    """Real people of one conversation (or another group) and what became of them."""

    group: str
    people: int
    refused: int
    stopped: int

    @property
    def rate(self) -> float:
        """Share refused."""
        return self.refused / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """Bots of one kind in one conversation at one share, all seeds together.

    ``at_limit`` counts those whose score is above that of all but 1 % of the real people there.
    """

    kind: str
    conversation: str
    share: float
    bots: int
    refused: int
    at_limit: int
    people: int
    alarms: int


@dataclass(frozen=True, slots=True)
class History:
    """A git history: contributors with ten commits or more, by label."""

    name: str
    people: int
    people_refused: int
    bots: int
    bots_refused: int


@dataclass(frozen=True, slots=True)
class Results:
    """Everything the page tells.

    Attributes:
        shipped: real people under the shipped rules, by conversation
        held_out: the same under rules calibrated on the other conversations
        found: bots under rules calibrated on the other conversations
        steepness: points for a nat, by the conversation left out
        activity: real people by number of answers, under the shipped rules
    """

    rules: str
    shipped: list[Alarms]
    held_out: list[Alarms]
    found: list[Found]
    steepness: dict[str, float]
    activity: list[Alarms]
    histories: list[History]
    runs: list[Run] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> Results:
        """Read what `write` wrote."""
        document = json.loads(path.read_text())
        kinds = {
            "shipped": Alarms,
            "held_out": Alarms,
            "found": Found,
            "activity": Alarms,
            "histories": History,
            "runs": Run,
        }
        lists = {name: [kind(**row) for row in document[name]] for name, kind in kinds.items()}
        return cls(**document | lists)


def evaluate(measured: Iterable[Trial], rules: Rules, version: str) -> Results:
    """Judge every trial by the shipped rules, and by rules calibrated without its conversation."""
    done = list(measured)
    real = {trial.conversation: trial.measures for trial in done if trial.kind == "none"}
    fitting = [name for name in real if name not in trials.DEMOS]
    calibrated = {
        name: calibration.fitted([real[other] for other in fitting if other != name], rules)
        for name in real
    }
    people = {name: trials.people(measures, rules) for name, measures in real.items()}
    return Results(
        rules=version,
        shipped=[alarms(name, judged) for name, judged in people.items()],
        held_out=[alarms(name, trials.people(real[name], calibrated[name])) for name in fitting],
        found=_found(done, calibrated),
        steepness={
            name: round(calibration.points_for_a_nat(calibrated[name]), 1) for name in fitting
        },
        activity=_by_activity(pl.concat([people[name] for name in fitting])),
        histories=[],
    )


def alarms(group: str, judged: pl.DataFrame) -> Alarms:
    """Count real people among judged ones."""
    real = judged.filter(~pl.col("bot"))
    return Alarms(group, len(real), int(real["refused"].sum()), int(real["stopped"].sum()))


def _by_activity(judged: pl.DataFrame) -> list[Alarms]:
    return [
        alarms(
            f"{low} to {high}" if high < ACTIVITY[-1][1] else f"{low} or more",
            judged.filter(pl.col("answers").is_between(low, high)),
        )
        for low, high in ACTIVITY
    ]


def _found(done: list[Trial], calibrated: dict[str, Rules]) -> list[Found]:
    rows = []
    for trial in done:
        if trial.kind == "none":
            continue
        judged = trials.people(trial.measures, calibrated[trial.conversation])
        real, bot = judged.filter(~pl.col("bot")), judged.filter("bot")
        limit = real["score"].quantile(1 - LIMIT, "higher")
        rows.append(
            {
                "kind": trial.kind,
                "conversation": trial.conversation,
                "share": trial.share,
                "bots": len(bot),
                "refused": int(bot["refused"].sum()),
                "at_limit": int((bot["score"] > limit).sum()),
                "people": len(real),
                "alarms": int(real["refused"].sum()),
            }
        )
    summed = (
        pl.DataFrame(rows)
        .group_by("kind", "conversation", "share", maintain_order=True)
        .agg(pl.exclude("kind", "conversation", "share").sum())
    )
    return [Found(**row) for row in summed.iter_rows(named=True)]


def recall(rows: Iterable[Found], at_limit: bool = False) -> float:
    """Return the share of bots found."""
    rows = list(rows)
    found = sum(row.at_limit if at_limit else row.refused for row in rows)
    return found / max(1, sum(row.bots for row in rows))


@dataclass(frozen=True, slots=True)
class Target:
    """One promise and what was found."""

    promise: str
    found: str
    met: bool


def targets(results: Results) -> list[Target]:
    """Return every target with whether it is met; demonstration pages are left out."""
    people = sum(row.people for row in results.held_out)
    rate = sum(row.refused for row in results.held_out) / people
    told = [
        Target("real people wrongly refused, held-out: at most 1 %", f"{rate:.2%}", rate <= LIMIT)
    ]
    for kind, wanted in WANTED.items():
        rows = [
            row
            for row in results.found
            if row.kind == kind and row.conversation not in trials.DEMOS
        ]
        share = recall(rows)
        told.append(
            Target(f"{kind}: at least {wanted:.0%} refused", f"{share:.1%}", share >= wanted)
        )
    found = sum(row.bots_refused for row in results.histories)
    all_ = sum(row.bots for row in results.histories)
    told.append(
        Target(
            f"labelled bots of git histories: at least {WANTED_GIT:.0%} refused",
            f"{found} of {all_}",
            all_ > 0 and found >= WANTED_GIT * all_,
        )
    )
    refused = sum(row.people_refused for row in results.histories)
    contributors = sum(row.people for row in results.histories)
    told.append(
        Target(
            "contributors of git histories wrongly refused: at most 1 %",
            f"{refused} of {contributors}",
            refused <= LIMIT * contributors,
        )
    )
    for run in results.runs:
        if run.answers == 10_000_000:
            told.append(
                Target(
                    "10 million answers in under 60 s, in at most 4 GiB",
                    f"{run.seconds:.0f} s, {run.mebibytes / 1024:.1f} GiB",
                    run.seconds < 60 and run.mebibytes <= 4_096,
                )
            )
    return told


def kinds() -> tuple[str, ...]:
    """Return every kind of bot, those that were promised first."""
    return (*bots.KINDS, *bots.HARDER)


def history(name: str, measures: pl.DataFrame, automated: pl.DataFrame, rules: Rules) -> History:
    """Judge a git history by its labels.

    Args:
        name: of the history
        measures: of `screen.measured`
        automated: ``actor`` and ``automated``
        rules: the shipped rules
    """
    enough = pl.col("answers").sum().over("actor") >= bots.FEWEST_ANSWERS
    judged = (
        scoring.scored(measures.filter(enough), rules)
        .group_by("actor")
        .agg((pl.col("outcome") == scoring.REFUSED).any().alias("refused"))
        .join(automated, on="actor")
    )
    bot, person = judged.filter("automated"), judged.filter(~pl.col("automated"))
    return History(
        name, len(person), int(person["refused"].sum()), len(bot), int(bot["refused"].sum())
    )
