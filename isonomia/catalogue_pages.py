"""The catalogue as people read it: as a table, one rule at a time, as Markdown and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from isonomia import words
from isonomia.catalogue import Catalogue, Line
from isonomia.charter_entries import Infraction, Rule, Standard
from isonomia.errors import IsonomiaError
from isonomia.page_templates import template
from isonomia.words import CATEGORY_NAMES, hexed

TEMPLATE = "catalogue.html.j2"
#: Pages in Markdown, by the name of their file.
INDEX, AWARDS, INFRACTIONS = "README.md", "awards.md", "infractions.md"
STANDARDS = "standards.md"

_DAYS_PER_YEAR = 365


# ---- for the terminal ----------------------------------------------------------------------------


def table(catalogue: Catalogue) -> Iterator[str]:
    """Yield the lines of a table of all rules."""
    yield "awards: number, points, times a year, name"
    for category, name in CATEGORY_NAMES.items():
        yield f"  {category}. {name}"
        for rule in catalogue.awards:
            if rule.category == category:
                yield f"  {rule.id:>6}  {rule.points:>4}  {_limit(rule):>9}  {rule.name}"
    yield "infractions: number, points, balance, years, name"
    for infraction in catalogue.infractions:
        years = f"{infraction.sunset_days / _DAYS_PER_YEAR:.1f}"
        reach = _reach(infraction.amount)
        numbers = f"{infraction.id:>6}  {-infraction.points:>4}  {reach:>15}  {years:>4}"
        yield f"  {numbers}  {infraction.name}"
    yield "standards of organisations: number, effect, days, name"
    for standard in catalogue.standards:
        effect = f"{standard.effect:<12}  {standard.sunset_days:>4}"
        yield f"  {standard.id:>6}  {effect}  {standard.name}"


def described(line: Line) -> dict[str, str]:
    """Return everything about one line, by what it is."""
    match line:
        case Rule():
            return _described_award(line)
        case Infraction():
            return _described_infraction(line)
        case Standard():
            return _described_standard(line)


def _described_award(rule: Rule) -> dict[str, str]:
    return {
        "award rule": f"{rule.id}, {rule.name}",
        "category": f"{rule.category}, {CATEGORY_NAMES[rule.category]}",
        "points": str(rule.points),
        "times a year": _limit(rule),
        "text": rule.text,
        "text hash": hexed(rule.text_hash),
    }


def _described_infraction(rule: Infraction) -> dict[str, str]:
    return {
        "infraction rule": f"{rule.id}, {rule.name}",
        "points": f"-{rule.points}",
        "balance": _reach(rule.amount),
        "ends by itself": f"after {words.count(rule.sunset_days, 'day')}",
        "text": rule.text,
        "evidence": rule.evidence,
        "remedy": rule.remedy,
        "text hash": hexed(rule.text_hash),
    }


def _described_standard(standard: Standard) -> dict[str, str]:
    return {
        "standard": f"{standard.id}, {standard.name}",
        "effect": standard.effect,
        "ends by itself": f"after {words.count(standard.sunset_days, 'day')}",
        "text": standard.text,
        "evidence": standard.evidence,
        "remedy": standard.remedy,
        "text hash": hexed(standard.text_hash),
    }


# ---- as pages ------------------------------------------------------------------------------------


def markdown(catalogue: Catalogue) -> dict[str, str]:
    """Return the pages of the catalogue, by the name of their file."""
    return {
        INDEX: "\n".join(_index(catalogue)) + "\n",
        AWARDS: "\n".join(_awards(catalogue)) + "\n",
        INFRACTIONS: "\n".join(_infractions(catalogue)) + "\n",
        STANDARDS: "\n".join(_standards(catalogue)) + "\n",
    }


def html(catalogue: Catalogue) -> str:
    """Return the whole catalogue as one page that loads nothing from elsewhere."""
    return template(TEMPLATE).render(
        catalogue=catalogue,
        categories=CATEGORY_NAMES,
        awards_hash=hexed(catalogue.awards_hash),
        infractions_hash=hexed(catalogue.infractions_hash),
        standards_hash=hexed(catalogue.standards_hash),
        limit=_limit,
        reach=_reach,
        hexed=hexed,
    )


def write_markdown(catalogue: Catalogue, folder: Path) -> list[Path]:
    """Write the pages into a folder and return their paths."""
    pages = markdown(catalogue)
    for name, text in pages.items():
        _write(folder / name, text)
    return [folder / name for name in pages]


def write_html(catalogue: Catalogue, path: Path) -> None:
    """Write the page."""
    _write(path, html(catalogue))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise IsonomiaError(f"{path} cannot be written: {error.strerror}") from None


def _index(catalogue: Catalogue) -> Iterator[str]:
    yield "# The catalogue"
    yield ""
    yield (
        "Nothing earns or costs quality but what stands here, and organisations are held to "
        "nothing but the standards. A new version takes effect after at least 30 days, and every "
        "act is judged by the version in force on its own day. The hashes of the published files "
        "stand on chain; `isonomia catalogue --check` compares them."
    )
    yield ""
    yield "| part | lines | hash of the published file |"
    yield "|---|---|---|"
    for name, page, lines, file_hash in (
        ("awards", AWARDS, catalogue.awards, catalogue.awards_hash),
        ("infractions", INFRACTIONS, catalogue.infractions, catalogue.infractions_hash),
        ("standards", STANDARDS, catalogue.standards, catalogue.standards_hash),
    ):
        yield f"| [{name}]({page}) | {len(lines)} | `{hexed(file_hash)}` |"
    yield ""
    yield "These pages are written by `isonomia catalogue --markdown docs/catalogue`."


def _awards(catalogue: Catalogue) -> Iterator[str]:
    yield "# What is awarded"
    for category, name in CATEGORY_NAMES.items():
        yield ""
        yield f"## {category}. {name[0].upper()}{name[1:]}"
        yield ""
        yield "| rule | points | times a year |"
        yield "|---|---|---|"
        rules = [rule for rule in catalogue.awards if rule.category == category]
        for rule in rules:
            yield f"| {rule.id} {rule.name} | {rule.points} | {_limit(rule)} |"
        for rule in rules:
            yield ""
            yield f"**{rule.id} {rule.name}.** {rule.text}"


def _infractions(catalogue: Catalogue) -> Iterator[str]:
    yield "# What a deduction can be for"
    yield ""
    yield (
        "A deduction lowers quality for a limited time, never the number of credits, and never "
        "keeps anybody from an Essential service. It comes after notice and, when the person "
        "appeals, after two panels drawn by lot; it ends by itself, by its remedy or by a review. "
        "Only adults can be accused, of acts after their majority."
    )
    yield ""
    yield "| rule | points | falls on | ends by itself after |"
    yield "|---|---|---|---|"
    for rule in catalogue.infractions:
        ends = words.count(rule.sunset_days, "day")
        yield f"| {rule.id} {rule.name} | {rule.points} | {_reach(rule.amount)} | {ends} |"
    for rule in catalogue.infractions:
        yield from _human_text(rule)


def _standards(catalogue: Catalogue) -> Iterator[str]:
    yield "# What organisations are held to"
    yield ""
    yield (
        "A finding is about one organisation and nobody else; nothing of a person depends on it. "
        "Councils of other communities file it, or the signers of a mandate that measure one thing "
        "only. It comes after notice and, when the organisation appeals, after two panels drawn by "
        "lot. While suspended, an organisation's offers above Essential cannot be redeemed; "
        "Essential ones can. A commendation is shown on the public list. Both end by themselves, "
        "by a remedy or by a review."
    )
    yield ""
    yield "| standard | effect | ends by itself after |"
    yield "|---|---|---|"
    for standard in catalogue.standards:
        ends = words.count(standard.sunset_days, "day")
        yield f"| {standard.id} {standard.name} | {standard.effect} | {ends} |"
    for standard in catalogue.standards:
        yield from _human_text(standard)


def _human_text(line: Infraction | Standard) -> Iterator[str]:
    yield ""
    yield f"## {line.id} {line.name}"
    yield ""
    yield line.text
    yield ""
    yield f"**Evidence.** {line.evidence}"
    yield ""
    yield f"**Remedy.** {line.remedy}"


def _limit(rule: Rule) -> str:
    return str(rule.yearly_limit) if rule.yearly_limit else "any"


def _reach(millicredits: int) -> str:
    if not millicredits:
        return "whole balance"
    return f"{words.credits(millicredits).removesuffix('.000')} credits"
