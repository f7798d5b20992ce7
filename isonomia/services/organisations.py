"""Organisations as anybody can look them up: what they offer, how it is rated, what was found.

Nobody who uses an organisation or works for it is listed by anything here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from isonomia import words
from isonomia.contract_views import Question
from isonomia.due_process.case_logs import CaseLogs
from isonomia.services.reading import (
    effect_from_word,
    read_offers,
    read_organisations,
    require_organisation,
)
from isonomia.services.words import (
    STARS,
    form_name,
    histogram,
    kind_name,
    kind_names,
    mean_of_stars,
    tier_name,
)
from isonomia.spec.calendar import DAY
from isonomia.spec.effects import is_commended
from isonomia.spec.state import Effect, Offer, Organisation
from isonomia.words import hexed


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation with its name and its standing.

    Attributes:
        number: counted from 1
        name: as it was accredited; what cannot be printed is shown as question marks
        organisation: as it stands
        effects: of findings, whether they last or not
        today: day counted from 1970-01-01
    """

    number: int
    name: str
    organisation: Organisation
    effects: tuple[Effect, ...]
    today: int

    @property
    def is_accredited(self) -> bool:
        """Whether it may open offers today, and have them redeemed."""
        return self.today < self.organisation.until_day

    @property
    def is_suspended(self) -> bool:
        """Whether its offers above Essential are closed today."""
        return self.today < self.organisation.suspended_until

    @property
    def is_commended(self) -> bool:
        """Whether a commendation lasts today."""
        return is_commended(self.effects, self.today)

    def told_standing(self) -> str:
        """Say whether it is accredited, suspended or commended."""
        until = words.day(self.organisation.until_day)
        said = [f"accredited until {until}" if self.is_accredited else f"accredited before {until}"]
        if self.is_suspended:
            said.append(f"suspended until {words.day(self.organisation.suspended_until)}")
        if self.is_commended:
            said.append("commended")
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Ratings:
    """How an offer is rated: how many ratings of each number of stars, and by how many people."""

    counts: tuple[int, ...]
    raters: int

    def told(self) -> str:
        """Say it in one line."""
        given = sum(self.counts)
        if not given:
            return "no ratings"
        by = words.count(self.raters, "person", "people")
        ratings = words.count(given, "rating")
        mean = mean_of_stars(self.counts)
        return f"{mean} of {STARS} stars, {ratings} by {by} ({histogram(self.counts)})"


def read_listed(logs: CaseLogs, numbers: Sequence[int] | None = None) -> list[Listed]:
    """Return organisations by number, all of them unless some are named.

    Raises `ServiceError` when there is none of a number.
    """
    views = logs.views
    services, findings = views.deployment.services, views.deployment.findings
    [last] = views.ask([Question(services, "organisationCount")])
    wanted = list(range(1, last + 1) if numbers is None else numbers)
    for number in wanted:
        require_organisation(number, last)
    found = read_organisations(views, wanted)
    effects = views.ask([Question(findings, "effectsOf", (number,)) for number in wanted])
    names = _names(logs, wanted[0] if len(wanted) == 1 else None)
    today = views.clock() // DAY
    return [
        Listed(number, names[number], found[number], tuple(map(effect_from_word, held)), today)
        for number, held in zip(wanted, effects, strict=True)
    ]


def offers_of(logs: CaseLogs, organisation: int) -> dict[int, Offer]:
    """Return the offers of an organisation by number, closed ones included."""
    opened = logs.find("Services", ["OfferOpened"], None, organisation)
    return read_offers(logs.views, [log.event.offer for log in opened])


def ratings_of(logs: CaseLogs, offers: Collection[int]) -> dict[int, Ratings]:
    """Return how offers are rated, by their numbers."""
    services = logs.views.deployment.services
    raters: dict[int, set[bytes]] = {offer: set() for offer in offers}
    # No offer is indexed where people stand, so all ratings are read.
    for log in logs.find("Services", ["Rated"]) if offers else ():
        if log.event.offer in raters:
            raters[log.event.offer].add(log.event.identity)
    counts = logs.views.ask([Question(services, "ratingsOf", (offer,)) for offer in offers])
    return {
        offer: Ratings(tuple(given), len(raters[offer]))
        for offer, given in zip(offers, counts, strict=True)
    }


def told_organisation(listed: Listed, community: str) -> Iterator[tuple[str, str]]:
    """Tell an organisation, by what and how much."""
    one = listed.organisation
    yield "organisation", f"{listed.number}, {listed.name}"
    yield "form", form_name(one.form)
    yield "community", community
    yield "standing", listed.told_standing()
    yield "kinds", words.listed(kind_names(one.kinds)) or "none"
    yield "key", hexed(one.key)
    if any(one.offered_key):
        yield "offered key", f"{hexed(one.offered_key)}, which can accept"
    yield "description", f"hash {hexed(one.text_hash)}"


def told_briefly(listed: Listed) -> str:
    """Tell an organisation in one line."""
    one = listed.organisation
    kinds = ", ".join(kind_names(one.kinds)) or "no kinds"
    return (
        f"{listed.number:>5}  {listed.name}  ({form_name(one.form)}, community {one.community}): "
        f"{listed.told_standing()}; {kinds}"
    )


def told_offer(number: int, offer: Offer, ratings: Ratings, today: int) -> Iterator[str]:
    """Tell an offer line by line."""
    price = f"{words.credits(offer.price_on(today))} credits a unit"
    if today < offer.next_price_day:
        since = words.day(offer.next_price_day)
        price += f", {words.credits(offer.next_price)} from {since} on"
    until = words.day(offer.until_day)
    state = f"open until {until}" if offer.is_open(today) else f"closed since {until}"
    basis = f", rests on offer {offer.basis}" if offer.basis else ""
    service = f"{kind_name(offer.kind)}, {tier_name(offer.tier)}"
    yield f"offer {number}: {service}, {price}; {state}{basis}"
    yield f"  {ratings.told()}; its text has hash {hexed(offer.text_hash)}"


def _names(logs: CaseLogs, number: int | None) -> dict[int, str]:
    accredited = logs.find("Services", ["OrganisationAccredited"], number)
    return {log.event.organisation: words.printable(log.event.name) for log in accredited}
