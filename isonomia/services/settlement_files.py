"""A settlement as files: a table for other programs, JSON, and a page to read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from isonomia import plots, words
from isonomia.errors import IsonomiaError
from isonomia.page_templates import template
from isonomia.sections import Row, Section
from isonomia.services.settlement import Line, ProviderStatement, Settlement
from isonomia.services.words import form_name, kind_name, tier_name
from isonomia.spec.state import Statement

FORMAT = "isonomia-settlement/1"
TEMPLATE = "settlement.html.j2"
COLUMNS = (
    *("quarter", "since", "until", "over", "organisation", "name", "form", "kind", "tier"),
    *("redemptions", "redeemed", "refunds", "refunded", "net"),
)
_SERIES = 7
_SHOWN = ("kind and tier", "redemptions", "redeemed", "refunds", "refunded", "net")


def write(settlement: Settlement, folder: Path, organisation: int | None = None) -> list[Path]:
    """Write the files into a folder, which is made when missing, and return their paths.

    Raises:
        IsonomiaError: the folder cannot be written to.
    """
    stem = f"settlement-{settlement.quarter}"
    if organisation is not None:
        stem += f"-organisation-{organisation}"
    makers: dict[str, Callable[[Settlement], str]] = {
        "csv": as_csv,
        "json": as_json,
        "html": as_html,
    }
    paths = [folder / f"{stem}.{ending}" for ending in makers]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, make in zip(paths, makers.values(), strict=True):
            path.write_bytes(make(settlement).encode())
    except OSError as error:
        raise IsonomiaError(
            f"The settlement cannot be written to {folder}: {error.strerror}"
        ) from None
    return paths


def as_csv(settlement: Settlement) -> str:
    """Return a line for each organisation, kind and tier; amounts in credits, three decimals."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    quarter = (settlement.quarter, *_span(settlement), "yes" if settlement.is_over else "no")
    for one in settlement.statements:
        provider = (one.organisation, one.name, form_name(one.form))
        for line in one.lines:
            service = (kind_name(line.kind), tier_name(line.tier))
            writer.writerow((*quarter, *provider, *service, *_exact(line.turnover)))
    return file.getvalue()


def as_json(settlement: Settlement) -> str:
    """Return everything, with the verdict; amounts in millicredits."""
    pinned = settlement.pinned
    document = {
        "format": FORMAT,
        "jurisdiction": settlement.jurisdiction,
        "chain_id": settlement.chain_id,
        "block": pinned.number,
        "block_hash": pinned.block_hash,
        "time": pinned.time,
        "quarter": settlement.quarter,
        "since": settlement.since,
        "until": settlement.until,
        "is_over": settlement.is_over,
        "contract_agrees": settlement.agrees,
        "statements_compared": settlement.compared,
        "differences": [one.as_dict() for one in settlement.differences],
        "organisations": [_provider(one) for one in settlement.statements],
        "total": _amounts(settlement.total),
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def as_html(settlement: Settlement) -> str:
    """Return a page that loads nothing from elsewhere; a plot stands beside each table."""
    since, until = _span(settlement)
    return template(TEMPLATE).render(
        settlement=settlement,
        since=since,
        until=until,
        as_of=words.second(settlement.pinned.time),
        compared=words.count(settlement.compared, "offer"),
        numbers=_numbers(settlement),
        sections=_sections(settlement),
    )


def _span(settlement: Settlement) -> tuple[str, str]:
    return words.date_of(settlement.since), words.date_of(settlement.until)


def _numbers(settlement: Settlement) -> list[tuple[str, str]]:
    total = settlement.total
    return [
        ("organisations", f"{len(settlement.statements):,}"),
        ("redemptions", f"{total.redemptions:,}"),
        ("credits redeemed", words.credits(total.redeemed)),
        ("credits refunded", words.credits(total.refunded)),
    ]


def _sections(settlement: Settlement) -> list[Section]:
    together = settlement.by_service()
    lead = "Credits redeemed and refunded in the quarter, whoever served."
    sections = [_section("All organisations", lead, together)] if together else []
    return sections + [_of_provider(one) for one in settlement.statements]


def _of_provider(one: ProviderStatement) -> Section:
    form = form_name(one.form)
    lead = f"Organisation {one.organisation}, {form}, accredited by community {one.community}."
    if not one.lines:
        lead += " It turned nothing over in this quarter."
    return _section(one.name, lead, one.lines)


def _section(title: str, lead: str, lines: Sequence[Line]) -> Section:
    names = [f"{kind_name(line.kind)}, {tier_name(line.tier)}" for line in lines]
    if not lines:
        return Section(title, lead, plot="", columns=(), rows=())
    total = Statement()
    for line in lines:
        total += line.turnover
    return Section(
        title=title,
        lead=lead,
        plot=plots.bars(
            names,
            [line.turnover.redeemed // words.CREDIT for line in lines],
            x="credits redeemed, whole ones",
            title=f"Credits redeemed: {title}",
            colours=[line.kind % _SERIES for line in lines],
        ),
        columns=_SHOWN,
        rows=[
            Row(name, _shown(line.turnover), line.kind % _SERIES)
            for name, line in zip(names, lines, strict=True)
        ],
        total=("together", *_shown(total)),
        note="Net can be below 0: a refund counts in the quarter in which it was made.",
    )


def _shown(turnover: Statement) -> tuple[str, ...]:
    return (
        f"{turnover.redemptions:,}",
        words.credits(turnover.redeemed),
        f"{turnover.refunds:,}",
        words.credits(turnover.refunded),
        _signed(turnover.redeemed - turnover.refunded),
    )


def _signed(amount: int) -> str:
    return f"-{words.credits(-amount)}" if amount < 0 else words.credits(amount)


def _exact(turnover: Statement) -> tuple[int | str, ...]:
    """Return what `_shown` does as other programs read it, without separators of thousands."""
    redemptions, redeemed, refunds, refunded, net = _shown(turnover)
    return tuple(text.replace(",", "") for text in (redemptions, redeemed, refunds, refunded, net))


def _provider(one: ProviderStatement) -> dict[str, Any]:
    return {
        "organisation": one.organisation,
        "name": one.name,
        "form": form_name(one.form),
        "community": one.community,
        "lines": [
            {
                "kind": kind_name(line.kind),
                "tier": tier_name(line.tier),
                **_amounts(line.turnover),
            }
            for line in one.lines
        ],
        "total": _amounts(one.total),
    }


def _amounts(turnover: Statement) -> dict[str, int]:
    return {
        "redemptions": turnover.redemptions,
        "redeemed": turnover.redeemed,
        "refunds": turnover.refunds,
        "refunded": turnover.refunded,
        "net": turnover.redeemed - turnover.refunded,
    }
