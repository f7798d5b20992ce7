"""The page of a season."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench.season.results import Result
from isonomia import words
from isonomia.services.words import kind_name, tier_name

PAGE = Path(__file__).parent.parent / "season.md"
_TEMPLATE = "season.md.j2"


def write(result: Result, path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(render(result), encoding="utf-8")


def render(result: Result) -> str:
    """Return the page as Markdown."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=False)
    return environment.get_template(_TEMPLATE).render(
        result=result,
        number=lambda value: f"{value:,.0f}",
        credits=words.credits,
        kind_name=kind_name,
        tier_name=tier_name,
    )
