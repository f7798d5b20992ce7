"""The topics of a report about services, offers, and what organisations answer for."""

from __future__ import annotations

from isonomia import plots, words
from isonomia.periods import periods
from isonomia.sections import Row, Section
from isonomia.service_figures import (
    FindingFigures,
    OfferFigures,
    OrganisationFigures,
    ServicesFigures,
)
from isonomia.services.words import (
    FORMS,
    effect_name,
    form_name,
    kind_name,
    mean_of_stars,
    tier_name,
)
from isonomia.spec.quality import HIGHEST_TIER
from isonomia.spec.state import StandardEffect, Statement

_EFFECT_COLOURS = {StandardEffect.SUSPENSION: 1, StandardEffect.COMMENDATION: 2}


def redeemed(figures: ServicesFigures) -> Section:
    """What credits were spent on."""
    title = "Credits redeemed"
    lead = (
        "Credits are spent by orders that people sign, and on nothing but the services of "
        "accredited organisations. Essential ones are open to everybody, whatever their quality."
    )
    if not figures.services:
        return Section(title, f"{lead} Nothing was redeemed yet.", plot="", columns=(), rows=())
    return Section(
        title=title,
        lead=lead,
        plot=_redeemed_over_time(figures),
        columns=("kind and tier", "redemptions", "credits", "refunds", "credits refunded"),
        rows=[
            Row(
                f"{kind_name(one.kind)}, {tier_name(one.tier)}",
                _turned_over(one.turnover),
                one.tier,
            )
            for one in figures.services
        ],
        total=("together", *_turned_over(figures.turnover)),
        note="Statements of single organisations: isonomia settle QUARTER.",
    )


def _redeemed_over_time(figures: ServicesFigures) -> str:
    labels, spans = periods([month for month, _ in figures.months])
    series = [
        plots.Series(
            tier_name(tier),
            tier,
            [
                sum(figures.months.get((month, tier), 0) for month in months) // words.CREDIT
                for months in spans
            ],
        )
        for tier in range(HIGHEST_TIER + 1)
    ]
    return plots.stacked_columns(
        labels, series, x="time", y="credits", title="Credits redeemed over time"
    )


def _turned_over(turnover: Statement) -> tuple[str, ...]:
    return (
        f"{turnover.redemptions:,}",
        words.credits(turnover.redeemed),
        f"{turnover.refunds:,}",
        words.credits(turnover.refunded),
    )


def offers(figures: ServicesFigures) -> Section:
    """What is offered, and how it was rated."""
    title = "Offers and ratings"
    lead = (
        "Whoever offers a kind of service above Essential keeps an Essential offer of the same "
        "kind open. Who redeemed may rate it; ratings are public by offer, and raters are not "
        "listed."
    )
    if not figures.offers:
        return Section(title, f"{lead} Nothing is offered yet.", plot="", columns=(), rows=())
    names = [kind_name(one.kind) for one in figures.offers]
    return Section(
        title=title,
        lead=lead,
        plot=plots.bars(
            names,
            [one.essential + one.above for one in figures.offers],
            x="offers open",
            title="Offers open by kind",
        ),
        columns=("kind", "open, Essential", "open, above", "ratings", "stars in the mean"),
        rows=[
            Row(name, (f"{one.essential:,}", f"{one.above:,}", *_rated(one)))
            for name, one in zip(names, figures.offers, strict=True)
        ],
    )


def _rated(figures: OfferFigures) -> tuple[str, str]:
    """Return how many ratings there are, and their mean."""
    number = sum(figures.ratings)
    return f"{number:,}", mean_of_stars(figures.ratings) if number else "-"


def organisations(figures: ServicesFigures) -> Section:
    """Who is suspended, and who is commended."""
    shown = [(form, figures.forms.get(form, 0)) for form in FORMS]
    accredited = words.listed([f"{number:,} {form_name(form)}" for form, number in shown])
    title = "Organisations suspended and commended"
    lead = (
        f"Accredited today: {accredited}. Whoever is suspended serves nothing above Essential "
        "until the suspension ends; Essential services go on."
    )
    if not figures.listed:
        lead += " Nobody is suspended or commended."
        return Section(title, lead, plot="", columns=(), rows=())
    numbers = [
        sum(bool(one.suspended_until) for one in figures.listed),
        sum(bool(one.commended_until) for one in figures.listed),
    ]
    return Section(
        title=title,
        lead=lead,
        plot=plots.bars(
            ["suspended", "commended"],
            numbers,
            x="organisations",
            title="Organisations suspended and commended",
            colours=list(_EFFECT_COLOURS.values()),
        ),
        columns=("organisation", "form", "suspended until", "commended until"),
        rows=[_organisation(one) for one in figures.listed],
        note="These are organisations. No such list of people exists, nor can one be made.",
    )


def _organisation(one: OrganisationFigures) -> Row:
    days = (words.day(day) if day else "-" for day in (one.suspended_until, one.commended_until))
    colour = _EFFECT_COLOURS[
        StandardEffect.SUSPENSION if one.suspended_until else StandardEffect.COMMENDATION
    ]
    return Row(f"{one.number}  {one.name}", (form_name(one.form), *days), colour)


def findings(figures: ServicesFigures) -> Section:
    """What was brought about organisations, and where it stands."""
    title = "Findings about organisations"
    lead = (
        "Councils of other communities, and sensors with a narrow mandate, record findings about "
        "organisations. They have the due process of cases about people: notice, appeal, panels "
        "drawn by lot, and an end. A finding changes nothing about any person."
    )
    if not figures.filed:
        return Section(title, f"{lead} None was filed yet.", plot="", columns=(), rows=())
    labels, spans = periods([month for month, _ in figures.filed])
    series = [
        plots.Series(
            effect_name(effect),
            colour,
            [sum(figures.filed.get((month, effect), 0) for month in months) for months in spans],
        )
        for effect, colour in _EFFECT_COLOURS.items()
    ]
    return Section(
        title=title,
        lead=lead,
        plot=plots.stacked_columns(
            labels, series, x="time of the filing", y="findings", title="Findings over time"
        ),
        columns=("effect", "filed", "open", "ended before", "carried out", "ended early"),
        rows=[_finding(one) for one in figures.findings],
        note=(
            f"{words.count(figures.readings, 'finding')} filed by sensors. Ended before: "
            "dismissed, lapsed or withdrawn."
        ),
    )


def _finding(one: FindingFigures) -> Row:
    numbers = (one.filed, one.opened, one.spared, one.done, one.ended)
    colour = _EFFECT_COLOURS[one.effect]
    return Row(effect_name(one.effect), [f"{number:,}" for number in numbers], colour)
