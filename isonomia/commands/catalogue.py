"""`isonomia catalogue`: what is awarded, what costs quality, what organisations are held to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia import catalogue_pages, words
from isonomia.catalogue import Catalogue, CatalogueError, differences, read, shipped
from isonomia.commands import options
from isonomia.commands.desk import office


def catalogue(
    rule: Annotated[
        str | None,
        typer.Argument(
            help="One rule, by name or number; award-3, infraction-3, standard-3 tell them apart."
        ),
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            help="Charter, or published file of awards, of infractions or of standards; can be "
            "given several times [default: the catalogue of the pilot].",
        ),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", help="Folder to write pages in Markdown into.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="File to write one page into.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare texts, figures and hashes with the chain.")
    ] = False,
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
) -> None:
    """Show the catalogue, or one rule of it; write it as pages; compare it with the chain."""
    found = read(files) if files else shipped()
    if rule is not None:
        options.rows(catalogue_pages.described(found.find(rule)))
    if markdown is not None:
        written = catalogue_pages.write_markdown(found, markdown)
        options.say(f"Wrote {words.listed([str(path) for path in written])}")
    if html is not None:
        catalogue_pages.write_html(found, html)
        options.say(f"Wrote {html}")
    if check:
        _check(found, rpc, manifest_file)
    if rule is None and markdown is None and html is None and not check:
        for line in catalogue_pages.table(found):
            typer.echo(line)


def _check(found: Catalogue, rpc: str, manifest_file: Path | None) -> None:
    different = list(differences(found, office(rpc, manifest_file).views()))
    if different:
        listed = "\n".join(f"  {line}" for line in different)
        raise CatalogueError(
            f"the chain holds another catalogue:\n{listed}\nGive the files that were published "
            "last with --from"
        )
    counts = [
        words.count(len(found.awards), "award rule"),
        words.count(len(found.infractions), "infraction rule"),
        words.count(len(found.standards), "standard"),
    ]
    options.say(f"The chain holds exactly this catalogue: {words.listed(counts)}")
