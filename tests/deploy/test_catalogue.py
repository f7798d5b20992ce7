"""The published catalogue: what it may say, how it is read, and that the chain holds the same.

catalogue
├── of the pilot   -> enough rules, none about who somebody is, each with a remedy one can do
├── standards      -> enough of them, all about organisations and none about people
├── read           -> from a charter, from published files, or refused
├── one rule       -> by name or number; none or two -> refused
├── as pages       -> those in docs/catalogue, and one in HTML
└── with a chain   -> the same, or every difference named
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from isonomia import catalogue, catalogue_pages, pilot
from isonomia.build import ROOT
from isonomia.catalogue import Catalogue, CatalogueError
from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment
from isonomia.devchain import DevChain
from isonomia.manifest import Manifest
from tests.deploy.support import Document, parse

pytestmark = pytest.mark.req("D1", "Q4", "Q5", "S9")

#: Stands in every infraction rule, and is the only place where such things may be named.
NEVER_MEANT = (
    "What a person says or believes, whom they meet or are related to, and where they live or go "
    "is never part of it."
)
#: Ends every standard.
ABOUT_NOBODY = re.compile(
    r"(names nobody who works for it or \w+( to)? it, and nothing of theirs depends on it"
    r"|nobody who works for it or uses it gains or loses by it)\.$"
)
#: Sentences that exempt what is protected name it too.
EXEMPTED = re.compile(r"[^.]*\b(?:is not meant|never meant|are not meant|nor is)\b[^.]*\.")
PROTECTED = re.compile(
    r"\b(speech|speak\w*|said|say\w*|opinion\w*|press|insult\w*|belie\w+|religio\w+|faith|worship"
    r"|church|part(?:y|ies)|union\w*|assembl\w+|protest\w*|strike\w*|demonstrat\w*|associat\w+"
    r"|famil\w+|relativ\w*|married|marriage|parent\w*|child\w*|friend\w*|travel\w*|border\w*"
    r"|abroad|resid\w+|mov(?:e|es|ing)|vot(?:ed|ing)\b(?! of a panel))",
    re.IGNORECASE,
)


@pytest.fixture
def shipped() -> Catalogue:
    return catalogue.shipped()


# ---- what the pilot's says -----------------------------------------------------------------------


def test_pilot__rules__are_three_in_each_category_and_six_infractions(shipped: Catalogue) -> None:
    categories = Counter(rule.category for rule in shipped.awards)
    assert set(categories) == set(range(1, 8))
    assert min(categories.values()) >= 3
    assert len(shipped.infractions) >= 6


def test_pilot__each_infraction__says_what_is_never_meant(shipped: Catalogue) -> None:
    for rule in shipped.infractions:
        assert rule.text.endswith(NEVER_MEANT), rule.name


def test_pilot__no_infraction__touches_speech_belief_association_family_or_movement(
    shipped: Catalogue,
) -> None:
    for rule in shipped.infractions:
        text = EXEMPTED.sub("", rule.text.removesuffix(NEVER_MEANT))
        for words in (rule.name, text, rule.evidence):
            assert PROTECTED.search(words) is None, (rule.name, PROTECTED.search(words))


@pytest.mark.req("V4")
def test_pilot__standards__are_five_of_suspension_and_two_commendations(
    shipped: Catalogue,
) -> None:
    effects = Counter(standard.effect for standard in shipped.standards)
    assert effects["suspension"] >= 5
    assert effects["commendation"] >= 2


@pytest.mark.req("V4")
def test_pilot__each_standard__is_about_the_organisation_and_nobody_in_it(
    shipped: Catalogue,
) -> None:
    for standard in shipped.standards:
        assert ABOUT_NOBODY.search(standard.text), standard.name
        assert standard.evidence
        assert standard.remedy


def test_protected_words__a_rule_about_them__is_found() -> None:
    for text in ("For insulting an office.", "For joining a party.", "For travelling abroad."):
        assert PROTECTED.search(text)


def test_pilot__each_remedy__can_be_done_by_everybody_and_without_money(
    shipped: Catalogue,
) -> None:
    for rule in shipped.infractions:
        assert "Whoever cannot do this for reasons of health, age or care" in rule.remedy
        assert not re.search(r"\b(fine|fee|pay \d|money)\b", rule.remedy), rule.name


# ---- reading -------------------------------------------------------------------------------------


def test_read__charter__is_what_it_publishes(tmp_path: Path, shipped: Catalogue) -> None:
    path = tmp_path / "charter.json"
    path.write_bytes(pilot.pilot_charter("tests").content)
    assert catalogue.read([path]) == shipped


def test_read__published_files__have_the_hashes_of_their_bytes(
    tmp_path: Path, shipped: Catalogue
) -> None:
    charter = pilot.pilot_charter("tests").charter
    awards, infractions = tmp_path / "catalogue.json", tmp_path / "infractions.json"
    standards = tmp_path / "standards.json"
    awards.write_bytes(charter.catalogue())
    infractions.write_bytes(charter.infractions_file())
    standards.write_bytes(charter.standards_file())
    assert catalogue.read([standards, infractions, awards]) == shipped
    awards.write_bytes(charter.catalogue() + b"\n")
    assert catalogue.read([awards]).awards_hash == keccak(charter.catalogue() + b"\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no", "is no JSON: give a charter or a published file"),
        (b'[{"id": 1}]', "catalogue.json, 0.name: Field required; take an unchanged copy"),
        (b"{}", "catalogue.json has"),
    ],
)
def test_read__something_else__is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "catalogue.json"
    path.write_bytes(content)
    with pytest.raises(Exception, match=re.escape(words)):
        catalogue.read([path])


def test_read__no_file__says_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read: No such file"):
        catalogue.read([tmp_path / "none.json"])


# ---- one rule ------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["401", "award-401", "correction of PUBLIC information"])
def test_find__number_or_name__is_that_rule(shipped: Catalogue, wanted: str) -> None:
    assert shipped.find(wanted).id == 401


def test_find__number_of_two_rules__asks_which(document: Document) -> None:
    document["rules"][0]["id"] = 2
    found = catalogue.of_charter(parse(document))
    with pytest.raises(CatalogueError, match="write award-2 or infraction-2"):
        found.find("2")
    assert catalogue.kind_of(found.find("infraction-2")) == "infraction"


def test_find__unknown__is_refused(shipped: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="there is no rule 'treason' in this catalogue"):
        shipped.find("treason")


def test_described__infraction__holds_all_its_text(shipped: Catalogue) -> None:
    rule = shipped.infractions[0]
    shown = catalogue_pages.described(rule)
    assert (rule.text, rule.evidence, rule.remedy) == (
        shown["text"],
        shown["evidence"],
        shown["remedy"],
    )
    assert shown["text hash"] == f"0x{rule.text_hash.hex()}"
    assert shown["balance"] == "200 credits"


@pytest.mark.req("V4")
@pytest.mark.parametrize("wanted", ["standard-1", "accessibility"])
def test_described__standard__holds_all_its_text(shipped: Catalogue, wanted: str) -> None:
    standard = shipped.find(wanted)
    shown = catalogue_pages.described(standard)
    assert (standard.text, standard.evidence, standard.remedy) == (
        shown["text"],
        shown["evidence"],
        shown["remedy"],
    )
    assert catalogue.kind_of(standard) == "standard"
    assert shown["text hash"] == f"0x{standard.text_hash.hex()}"


# ---- as pages ------------------------------------------------------------------------------------


def test_docs__pages_of_the_pilot__are_as_written_by_the_command(shipped: Catalogue) -> None:
    folder = ROOT / "docs" / "catalogue"
    pages = catalogue_pages.markdown(shipped)
    assert {path.name for path in folder.iterdir()} == set(pages)
    for name, text in pages.items():
        assert (folder / name).read_text() == text, "run `isonomia catalogue --markdown`"


def test_html__page__holds_every_text_and_loads_nothing(shipped: Catalogue) -> None:
    rule = shipped.infractions[0].model_copy(update={"name": "<script>"})
    page = catalogue_pages.html(replace(shipped, infractions=[rule]))
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert rule.remedy in page
    assert not re.search(r'(src|href)="', page)
    assert page.count("<article") == len(shipped.awards) + 1 + len(shipped.standards)


def test_table__all_rules__are_there_once(shipped: Catalogue) -> None:
    lines = list(catalogue_pages.table(shipped))
    for rule in shipped.lines:
        assert sum(line.endswith(f"  {rule.name}") for line in lines) == 1


# ---- with a chain --------------------------------------------------------------------------------


@pytest.fixture
def deployed(
    devchain: DevChain, run_deploy: Callable[..., Manifest]
) -> tuple[Catalogue, ContractViews]:
    """The small charter's catalogue, and the deployment that was made from it."""
    manifest = run_deploy()
    views = ContractViews.latest(Deployment(devchain.chain, manifest))
    return catalogue.of_charter(manifest.read_charter()), views


def test_differences__charter_that_was_deployed__none(
    deployed: tuple[Catalogue, ContractViews],
) -> None:
    assert list(catalogue.differences(*deployed)) == []


def test_differences__every_change__is_named(deployed: tuple[Catalogue, ContractViews]) -> None:
    found, views = deployed
    milder = found.infractions[0].model_copy(update={"points": 1, "remedy": "None."})
    unknown = found.awards[0].model_copy(update={"id": 999})
    longer = found.standards[0].model_copy(update={"effect": "commendation", "sunset_days": 30})
    changed = replace(
        found,
        awards=[*found.awards, unknown],
        infractions=[milder, *found.infractions[1:]],
        infractions_hash=bytes(32),
        standards=[longer, *found.standards[1:]],
    )
    lines = list(catalogue.differences(changed, views))
    assert len(lines) == 9
    assert lines[0].startswith("the published file of infractions has the hash 0x")
    assert [line.split(":")[1].split()[0] for line in lines[1:]] == [
        *("category", "points", "yearlyLimit", "textHash"),
        *("points", "textHash"),
        *("effect", "sunsetDays"),
    ]
    assert "award 999" in lines[1]
    assert "points is 80 on chain, and 1 here" in lines[5]
    assert "effect is 1 on chain, and 2 here" in lines[7]
