"""The topics of a report about due process and about what communities answer for."""

from __future__ import annotations

from isonomia import plots, words
from isonomia.case_figures import OPEN_STATES, CaseFigures, CommunityFigures, KindFigures
from isonomia.due_process.case_keys import KIND_NAMES
from isonomia.periods import periods
from isonomia.sections import Row, Section
from isonomia.spec.state import CaseKind, CaseState, Outcome, Stage

_PANEL_NAMES = {
    Stage.FIRST_PANEL: "first panel",
    Stage.SECOND_PANEL: "second panel",
    Stage.REVIEW: "review",
}
_OUTCOME_NAMES = {Outcome.UPHELD: "upheld", Outcome.REJECTED: "rejected"}
_OUTCOME_COLOURS = {Outcome.UPHELD: 1, Outcome.REJECTED: 2}
_DONE = (CaseState.CARRIED_OUT, CaseState.REVIEW, CaseState.RELEASED)


def cases(figures: CaseFigures) -> Section:
    """What was brought, and where it stands."""
    title = "Cases"
    lead = (
        "Nothing is decided about a person without notice, appeal and panels of citizens drawn by "
        "lot from other communities. A case changes nothing before it is carried out, and whatever "
        "is not done in time ends for the person."
    )
    if not figures.months:
        return Section(title, f"{lead} None was brought yet.", plot="", columns=(), rows=())
    labels, spans = periods([month for month, _ in figures.months])
    series = [
        plots.Series(
            KIND_NAMES[kind],
            kind - 1,
            [sum(figures.months.get((month, kind), 0) for month in months) for months in spans],
        )
        for kind in CaseKind
    ]
    return Section(
        title=title,
        lead=lead,
        plot=plots.stacked_columns(
            labels, series, x="time of the filing", y="cases", title="Cases over time"
        ),
        columns=("kind", "filed", "open", "ended for the person", "carried out", "ended early"),
        rows=[_kind(kind) for kind in figures.kinds],
        note=(
            f"{words.count(figures.deductions, 'deduction')} in force; "
            f"{words.count(figures.remedies, 'remedy', 'remedies')} certified. Ended for the "
            "person: dismissed, lapsed or withdrawn."
        ),
    )


def _kind(figures: KindFigures) -> Row:
    states = figures.states
    opened = sum(states.get(state, 0) for state in OPEN_STATES)
    spared = sum(
        states.get(state, 0)
        for state in (CaseState.DISMISSED, CaseState.LAPSED, CaseState.WITHDRAWN)
    )
    done = sum(states.get(state, 0) for state in _DONE)
    numbers = (figures.filed, opened, spared, done, states.get(CaseState.ENDED, 0))
    return Row(KIND_NAMES[figures.kind], [f"{number:,}" for number in numbers], figures.kind - 1)


def verdicts(figures: CaseFigures) -> Section:
    """What panels decided, and how long cases took."""
    title = "Panels and verdicts"
    lead = (
        "Five jurors decide an appeal, a challenge or a review, eleven others the second and last "
        "appeal; more than half of them must sign. What a first or second panel rejects lowers the "
        "standing of the community that brought it."
    )
    took = "; ".join(
        f"{KIND_NAMES[kind.kind]}: {words.count(kind.median_days, 'day')}, at most "
        f"{kind.longest_days}"
        for kind in figures.kinds
        if kind.median_days is not None
    )
    note = (
        f"{words.count(figures.panels, 'panel')} convened, audits included, "
        f"{figures.too_small} of them too small to decide."
    )
    note += f" Days from filing to decision, in the middle: {took}." if took else ""
    if not figures.verdicts:
        return Section(title, f"{lead} None was given yet. {note}", plot="", columns=(), rows=())
    shown = [
        (stage, outcome, figures.verdicts.get((stage, outcome), 0))
        for stage in _PANEL_NAMES
        for outcome in Outcome
    ]
    names = [f"{_PANEL_NAMES[stage]}: {_OUTCOME_NAMES[outcome]}" for stage, outcome, _ in shown]
    colours = [_OUTCOME_COLOURS[outcome] for _, outcome, _ in shown]
    return Section(
        title=title,
        lead=lead,
        plot=plots.bars(
            names,
            [number for *_, number in shown],
            x="verdicts",
            title="Verdicts by panel",
            colours=colours,
        ),
        columns=("panel and verdict", "verdicts"),
        rows=[
            Row(name, (f"{number:,}",), colour)
            for name, (*_, number), colour in zip(names, shown, colours, strict=True)
        ],
        total=("together", f"{sum(number for *_, number in shown):,}"),
        note=note,
    )


def communities(figures: CaseFigures) -> Section:
    """What communities answer for, one by one."""
    shown = figures.communities
    return Section(
        title="Communities held to account",
        lead=(
            "A community's standing falls with each decision that is overturned and heals by a "
            "thousandth a day; with the share index, set by auditors from elsewhere, it decides "
            "how many points the community can award a quarter. No member's credits, quality or "
            "access depend on either."
        ),
        plot=plots.bars(
            [community.name for community in shown],
            [community.standing for community in shown],
            x="standing in thousandths",
            title="Standing of communities",
            colours=[3] * len(shown),
        ),
        columns=(
            "community",
            "standing",
            "overturned",
            "share index",
            "points left of the quarter's",
            "term ends",
        ),
        rows=[_community(community) for community in shown],
        note=(
            f"{words.count(figures.audits, 'audit')} recorded; "
            f"{words.count(figures.renewals, 'renewal')} of councils over, with "
            f"{words.count(figures.seats, 'seat')} filled by lot from volunteers; "
            f"{words.count(figures.amendments, 'amendment')} of the charter passed."
        ),
    )


def _community(community: CommunityFigures) -> Row:
    return Row(
        community.name,
        (
            f"{community.standing:,}",
            f"{community.overturned:,}",
            f"{community.share_index:,}",
            f"{community.left:,} of {community.budget:,}",
            words.day(community.term_end),
        ),
    )
