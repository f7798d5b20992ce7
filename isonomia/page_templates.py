"""The templates of pages in HTML."""

from __future__ import annotations

from pathlib import Path

import jinja2

_FOLDER = Path(__file__).parent / "templates"


def template(name: str) -> jinja2.Template:
    """Return one of the pages' templates; what it is not given is an error, not an empty place."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(name)
