"""What each organisation turned over in a quarter, by kind and tier, recomputed from the logs.

The sums are those of the specification, which carried every redemption and refund out again. Beside
them stands what the Services contract keeps: a statement that a provider shows can be checked by
anybody without trusting either.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from isonomia import words
from isonomia.chain import Block, Chain
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Deployment
from isonomia.differences import difference, fields_of
from isonomia.divergence import Divergence, Finding
from isonomia.errors import IsonomiaError
from isonomia.history import Header, Progress, fetch, read_header
from isonomia.replay import Replay
from isonomia.services.reading import require_organisation
from isonomia.spec import events, views
from isonomia.spec.calendar import QUARTER
from isonomia.spec.state import NO_STATEMENT, State, Statement
from isonomia.target import Target


@dataclass(frozen=True, slots=True)
class Line:
    """What an organisation turned over with one kind of service at one tier; in millicredits."""

    kind: int
    tier: int
    turnover: Statement


@dataclass(frozen=True, slots=True)
class ProviderStatement:
    """One organisation's quarter: a line for each kind and tier it turned anything over with."""

    organisation: int
    name: str
    form: int
    community: int
    lines: tuple[Line, ...]

    @property
    def total(self) -> Statement:
        """All lines together."""
        return sum((line.turnover for line in self.lines), NO_STATEMENT)


@dataclass(frozen=True, slots=True)
class Settlement:
    """A quarter of one deployment, of all organisations or of one.

    Attributes:
        jurisdiction: its name in the charter
        chain_id: chain that was read
        pinned: last block looked at
        quarter: counted from 0 at genesis
        since: its first second
        until: the first second after it
        statements: by number of the organisation, those without any turnover left out unless asked
        compared: offers whose statement the contract was asked for
        differences: where the contract keeps something else
    """

    jurisdiction: str
    chain_id: int
    pinned: Header
    quarter: int
    since: int
    until: int
    statements: tuple[ProviderStatement, ...]
    compared: int
    differences: tuple[Divergence, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come into this quarter."""
        return self.pinned.time >= self.until

    @property
    def agrees(self) -> bool:
        """Whether the contract keeps what follows from the logs."""
        return not self.differences

    @property
    def total(self) -> Statement:
        """All organisations together."""
        return sum((one.total for one in self.statements), NO_STATEMENT)

    def by_service(self) -> tuple[Line, ...]:
        """Return the lines of all organisations together, by kind and tier."""
        found: dict[tuple[int, int], Statement] = {}
        for line in (line for one in self.statements for line in one.lines):
            service = (line.kind, line.tier)
            found[service] = found.get(service, NO_STATEMENT) + line.turnover
        return tuple(Line(*service, found[service]) for service in sorted(found))


@dataclass(frozen=True)
class Books:
    """All that organisations turned over up to a block, recomputed from the logs.

    Attributes:
        target: the deployment
        pinned: last block looked at
        replay: the logs, all carried out
        names: of the organisations, by number
        answers: what the contracts say at that block
    """

    target: Target
    pinned: Header
    replay: Replay
    names: dict[int, str]
    answers: ContractViews

    def settle(self, quarter: int, organisation: int | None = None) -> Settlement:
        """Compare a quarter's statements with those of the Services contract.

        Args:
            quarter: counted from 0 at genesis
            organisation: of which alone; None for all that turned anything over

        Raises:
            IsonomiaError: the quarter has not begun, or there is no such organisation.
        """
        state = self.replay.state
        since = state.genesis + quarter * QUARTER
        _require_begun(quarter, since, views.quarter_at(state, self.pinned.time))
        if organisation is not None:
            require_organisation(organisation, len(state.organisations))
        offers = _offers_of(state, organisation)
        return Settlement(
            self.target.jurisdiction,
            self.target.chain_id,
            self.pinned,
            quarter,
            since,
            since + QUARTER,
            tuple(_statements(state, quarter, organisation, self.names)),
            len(offers),
            tuple(_differences(state, quarter, offers, self.answers, self.replay)),
        )


def read_books(
    url: str,
    target: Target,
    *,
    block: Block = "latest",
    on_progress: Progress = lambda _done, _total: None,
) -> Books:
    """Read all logs and carry them out again.

    Args:
        url: of a node
        target: the deployment
        block: where to stop
        on_progress: told how many blocks of how many are read

    Raises:
        Diverged: the logs are not what the specification gives.
    """
    chain = Chain(url)
    pinned = read_header(chain, block)
    history = fetch(url, target.addresses, target.from_block, pinned, on_progress)
    replay = Replay(history, target.founding)
    replay.finish()
    names = {
        log.event.organisation: log.event.name
        for log in history.logs
        if isinstance(log.event, events.OrganisationAccredited)
    }
    answers = ContractViews(Deployment(chain, target), pinned.number)
    return Books(target, pinned, replay, names, answers)


def settle(
    url: str,
    target: Target,
    quarter: int,
    organisation: int | None = None,
    *,
    block: Block = "latest",
    on_progress: Progress = lambda _done, _total: None,
) -> Settlement:
    """Recompute a quarter's statements from the logs; see `read_books` and `Books.settle`.

    Raises:
        Diverged: the logs are not what the specification gives.
        IsonomiaError: the quarter has not begun, or there is no such organisation.
    """
    books = read_books(url, target, block=block, on_progress=on_progress)
    return books.settle(quarter, organisation)


def _require_begun(quarter: int, since: int, current: int) -> None:
    if quarter > current:
        raise IsonomiaError(
            f"Quarter {quarter} begins on {words.date_of(since)}: give one from 0 to {current}, "
            "the running one"
        )


def _offers_of(state: State, organisation: int | None) -> list[int]:
    return [
        number
        for number, offer in state.offers.items()
        if organisation in (None, offer.organisation)
    ]


def _statements(
    state: State, quarter: int, organisation: int | None, names: dict[int, str]
) -> Iterator[ProviderStatement]:
    """Sum up by organisation, kind and tier, in one walk over all statements."""
    found: dict[int, dict[tuple[int, int], Statement]] = {}
    for (number, when), turnover in state.statements.items():
        offer = state.offers[number]
        if when == quarter and organisation in (None, offer.organisation):
            lines, service = found.setdefault(offer.organisation, {}), (offer.kind, offer.tier)
            lines[service] = lines.get(service, NO_STATEMENT) + turnover
    if organisation is not None:
        found.setdefault(organisation, {})
    for number in sorted(found):
        kept, lines = state.organisations[number], found[number]
        yield ProviderStatement(
            number,
            names[number],
            kept.form,
            kept.community,
            tuple(Line(*service, lines[service]) for service in sorted(lines)),
        )


def _differences(
    state: State, quarter: int, offers: list[int], answers: ContractViews, replay: Replay
) -> Iterator[Divergence]:
    """Ask the contract for each offer's statement, those without any turnover included."""
    services = answers.services
    questions = [Question(services, "statementOf", (offer, quarter)) for offer in offers]
    for offer, found in zip(offers, answers.ask(questions), strict=True):
        yield from difference(
            Finding.STATEMENT_DIFFERS,
            f"offer {offer} in quarter {quarter}",
            dataclasses.asdict(state.statements.get((offer, quarter), NO_STATEMENT)),
            fields_of(found),
            replay.traces.offers[offer],
        )
