"""`isonomia population`: files of people to enrol."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import charter, manifest
from isonomia.charter import Charter
from isonomia.commands import options
from isonomia.directory import directory_of
from isonomia.errors import IsonomiaError
from isonomia.fields import birth_month
from isonomia.population import draw as draw_people
from isonomia.population import read_age_structure, write_enrolments

app = typer.Typer(help="Draw populations to enrol.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Draw populations to enrol."""


@app.command()
def draw(
    country: Annotated[str, typer.Argument(help="Name or number, as in the data.")],
    size: Annotated[int, typer.Argument(min=1, help="How many people.")],
    data: Annotated[Path, typer.Option("--data", help="wpp2019_population_2020.csv.")],
    out: Annotated[Path, typer.Option("--out", help="Enrolment file to write.")],
    at: Annotated[str, typer.Option("--at", help="Month at which the ages hold, like 2019-05.")],
    seed: Annotated[int, typer.Option("--seed", help="Another one gives other people.")] = 1,
    charter_file: Annotated[
        Path | None, typer.Option("--charter", help="Charter whose communities they join.")
    ] = None,
    manifest_file: Annotated[
        Path | None, typer.Option("--manifest", help="The same from a manifest.")
    ] = None,
) -> None:
    """Draw people with the real age structure of a country, spread over the communities."""
    communities = _communities(charter_file, manifest_file)
    structure = read_age_structure(data, country)
    try:
        at_month = birth_month(at)
    except ValueError:
        raise typer.BadParameter(f"{at!r} is not a month; write it like 2019-05") from None
    residents = draw_people(structure, size, at_month, communities, seed)
    written = write_enrolments(out, residents)
    options.say(
        f"Wrote {written:,} people with the ages of {structure.name} to {out}, in "
        f"{len(communities)} communities"
    )


def _communities(charter_file: Path | None, manifest_file: Path | None) -> list[str]:
    directory = directory_of(_charter(charter_file, manifest_file))
    return [directory.communities.name(number) for number in directory.lowest]


def _charter(charter_file: Path | None, manifest_file: Path | None) -> Charter:
    if charter_file is not None:
        return charter.load(charter_file)
    if manifest_file is not None:
        return manifest.Manifest.load(manifest_file).read_charter()
    raise IsonomiaError("name the communities' charter with --charter, or with --manifest")
