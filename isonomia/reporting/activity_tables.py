"""The tables and plots about what was done: spending, cases, the lottery, and what was refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from isonomia import plots, words
from isonomia.reporting import wording
from isonomia.reporting.attempts import ATTACKS, Aim, Refused, Reverted, aim_of
from isonomia.reporting.counting import (
    CommunityCases,
    Flows,
    RoundTerms,
    Service,
    Spending,
    about_communities,
)
from isonomia.reporting.disclosure import Hidden, hidden_in_list, is_small
from isonomia.reporting.tables import HIDDEN, Cell, Column, Line, Shown, Table, Unit, nothing
from isonomia.reporting.wording import Said
from isonomia.services.words import kind_name, tier_name
from isonomia.spec.state import NO_STATEMENT, SECOND_CHANCE, Statement

_ASPECTS = ("filed", "appealed", "overturned")
_AIM_COLOURS = {Aim.FORGERY: 5, Aim.REPLAY: 1, Aim.FALSE_PROOF: 3, Aim.RULE: 0, Aim.UNKNOWN: 6}
_NONE_HIDDEN = Hidden(frozenset(), total=False)


def spent(spending: Mapping[Service, Spending]) -> Shown:
    """Credits redeemed and refunded, by kind and tier."""
    if not spending:
        return nothing("spent", wording.SPENT)
    redeemers = hidden_in_list([one.redeemers for one in spending.values()])
    refunded = hidden_in_list([one.refunded for one in spending.values()])
    together = sum((one.turnover for one in spending.values()), NO_STATEMENT)
    table = Table(
        "spent",
        wording.SPENT,
        label="kind and tier",
        columns=(
            Column("redemptions", "redemptions", Unit.TIMES),
            Column("redeemed_millicredits", "credits", Unit.MILLICREDITS),
            Column("refunds", "refunds", Unit.TIMES),
            Column("refunded_millicredits", "credits refunded", Unit.MILLICREDITS),
        ),
        lines=[
            Line(
                f"{kind_name(kind)}, {tier_name(tier)}",
                _turnover(one.turnover, place in redeemers.places, place in refunded.places),
                tier,
            )
            for place, ((kind, tier), one) in enumerate(spending.items())
        ],
        total=_turnover(together, redeemers.total, refunded.total),
        note=wording.HIDDEN_IN_LIST if redeemers.places or refunded.places else "",
    )
    redeemed = "redeemed_millicredits"
    plot = plots.bars(
        [line.label for line in table.lines],
        [one // words.CREDIT for one in table.drawn(redeemed)],
        x="credits redeemed",
        title=f"Credits redeemed by kind and tier of service; {wording.BESIDE}",
        colours=[tier for _, tier in spending],
        shown=table.texts(redeemed),
    )
    return Shown(table, plot)


def _turnover(turnover: Statement, hide_redeemed: bool, hide_refunded: bool) -> tuple[Cell, ...]:
    redeemed = (turnover.redemptions, turnover.redeemed)
    refunded = (turnover.refunds, turnover.refunded)
    return (
        *((HIDDEN, HIDDEN) if hide_redeemed else redeemed),
        *((HIDDEN, HIDDEN) if hide_refunded else refunded),
    )


# ---- cases ---------------------------------------------------------------------------------------


def cases(by_community: Mapping[int, CommunityCases], names: Mapping[int, str]) -> Shown:
    """Cases filed, appealed and overturned, by the community that answers for them."""
    shown = about_communities(by_community)
    if not shown:
        return nothing("cases", wording.CASES)
    tallies = [[getattr(one, aspect) for one in shown.values()] for aspect in _ASPECTS]
    hidden = [hidden_in_list([tally.people for tally in column]) for column in tallies]
    cells = [
        [HIDDEN if place in hide.places else tally.times for place, tally in enumerate(column)]
        for column, hide in zip(tallies, hidden, strict=True)
    ]
    table = Table(
        "cases",
        wording.CASES,
        label="community",
        columns=[Column(aspect, aspect, Unit.TIMES) for aspect in _ASPECTS],
        lines=[
            Line(names[number], line)
            for number, line in zip(shown, zip(*cells, strict=True), strict=True)
        ],
        total=[
            HIDDEN if hide.total else sum(tally.times for tally in column)
            for column, hide in zip(tallies, hidden, strict=True)
        ],
        note=_cases_note(hidden, len(by_community) - len(shown)),
    )
    series = [
        plots.Series(aspect, colour, table.drawn(aspect))
        for aspect, colour in zip(_ASPECTS, (0, 1, 5), strict=True)
    ]
    title = f"Cases filed, appealed and overturned by community; {wording.BESIDE}"
    labels = [line.label for line in table.lines]
    shown_at = [table.texts(aspect) for aspect in _ASPECTS]
    plot = plots.bars_beside(labels, series, x="cases", title=title, shown=shown_at)
    return Shown(table, plot)


def _cases_note(hidden: Sequence[Hidden], others: int) -> str:
    parts = [wording.HIDDEN_IN_LIST] if any(one.places for one in hidden) else []
    if others:
        verb = "has" if others == 1 else "have"
        parts.append(f"{words.count(others, 'other community', 'other communities')} {verb} none.")
    return " ".join(parts)


# ---- the lottery ---------------------------------------------------------------------------------


def lottery(flows: Flows, terms: RoundTerms | None) -> Shown:
    """What became of points of the pool."""
    said = wording.LOTTERY
    if terms is not None:
        said = said._replace(lead=f"{said.lead} {_of_round(terms)}")
    ways = {
        "given by people": flows.given,
        "reserved for prizes": flows.reserved,
        "granted to winners": flows.granted,
        "forfeited, free again": flows.forfeited,
        "returned when a round ended": flows.returned,
    }
    if not any(flow.acts for flow in ways.values()):
        return nothing("lottery", said)
    few = is_small(flows.givers)
    table = Table(
        "lottery",
        said,
        label="points",
        columns=(Column("points", "points", Unit.POINTS), Column("acts", "acts", Unit.TIMES)),
        lines=[
            Line(way, (HIDDEN, HIDDEN) if few and flow is flows.given else flow, colour)
            for colour, (way, flow) in enumerate(ways.items())
        ],
        note=wording.HIDDEN_GIFTS if few else "",
    )
    plot = plots.bars(
        list(ways),
        table.drawn("points"),
        x="points",
        title=f"Points of the lottery's pool by where they went; {wording.BESIDE}",
        colours=list(range(len(ways))),
        shown=table.texts("points"),
    )
    return Shown(table, plot)


def _of_round(terms: RoundTerms) -> str:
    kind = "second chances" if terms.kind == SECOND_CHANCE else "nominations"
    prizes, each = words.count(terms.prizes, "prize"), words.count(terms.points, "point")
    entrants = words.count(terms.entrants, "entrant")
    end = "closed" if terms.closed else "not closed yet"
    return (
        f"This round of {kind} has {prizes} of {each} each, and {entrants}; it is {end}. Beside "
        "its own flows stands what was given while it ran."
    )


# ---- attempts ------------------------------------------------------------------------------------


def reverted(found: Reverted) -> Shown:
    """Transactions that the contracts reverted."""
    said = wording.REVERTED
    if found.left_out:
        return nothing("reverted", said._replace(empty=f"None were counted: {found.left_out}."))
    looked = f"{words.count(found.blocks, 'block')} looked through."
    if not found.refusals:
        return nothing("reverted", said._replace(empty=f"{said.empty} {looked}"))
    attacks = sum(number for name, number in found.refusals.items() if aim_of(name) in ATTACKS)
    lead = (
        f"{said.lead} {attacks:,} of them look like attacks: they would have used somebody else's "
        "signature or right (forgery), done the same twice (replay), or rested on a false winner, "
        f"proof or beacon round. Mistakes can look the same. {looked}"
    )
    ordered = _by_number(found.refusals)
    return _attempts("reverted", said._replace(lead=lead), "transactions", ordered, _NONE_HIDDEN)


def refused(lines: Mapping[str, Refused] | None) -> Shown:
    """Lines that `isonomia allocate` refused."""
    said = wording.REFUSED
    if lines is None:
        return nothing("refused", said)
    if not lines:
        return nothing("refused", said._replace(empty="Those given tell of none."))
    ordered = _by_number({name: one.lines for name, one in lines.items()})
    hidden = hidden_in_list([lines[name].people for name in ordered])
    return _attempts("refused", said, "lines", ordered, hidden)


def _attempts(
    name: str, said: Said, unit: str, numbers: Mapping[str, int], hidden: Hidden
) -> Shown:
    """Return a table of attempts by the name of their refusal, in the order given."""
    table = Table(
        name,
        said,
        label="reason",
        columns=(Column("aim", "looks like", Unit.TEXT), Column(unit, unit, Unit.TIMES)),
        lines=[
            Line(
                _in_words(reason),
                (aim_of(reason).value, HIDDEN if place in hidden.places else number),
                _AIM_COLOURS[aim_of(reason)],
            )
            for place, (reason, number) in enumerate(numbers.items())
        ],
        total=("", HIDDEN if hidden.total else sum(numbers.values())),
        note=wording.HIDDEN_IN_LIST if hidden.places else "",
    )
    plot = plots.bars(
        [line.label for line in table.lines],
        table.drawn(unit),
        x=unit,
        title=f"{said.caption}; {wording.BESIDE}",
        colours=[_AIM_COLOURS[aim_of(reason)] for reason in numbers],
        shown=table.texts(unit),
    )
    return Shown(table, plot)


def _by_number(numbers: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def _in_words(name: str) -> str:
    """Turn an error's name into words: ``ActTooOld`` into ``act too old``."""
    if not name:
        return "not told by the node"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
