"""Whoever edits a bundle is found out, whatever they edit.

one leaf      any, at random | each kind at least once
structure     a part left out | doubled | exchanged | added
consistent    receipt and text alike | a cause with all its hashes | a word with its proof
file          no file | no JSON | another format | a name twice | a number that is none
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from isonomia.build import ROOT
from isonomia.bundle.faults import UnreadableBundleError
from isonomia.bundle.format import parse
from isonomia.cli import app
from isonomia.spec.keccak import keccak256
from tests.verify.bundles import Document, Way, at, bundle_of, found_out, leaves, put
from tests.verify.scenario import Scenario, identity_of
from tests.verify.scenario_services import ServiceScenario
from tests.verify.whole_life import CITIZEN

SEED = 20_261_122
EDITS = 60
_DIGITS = "0123456789abcdef"


def edited(value: Any, chance: random.Random) -> Any:
    """Return another value of the same kind, or of another one now and then."""
    if isinstance(value, bool):
        return chance.choice([not value, int(value)])
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, -value - 1, float(value), str(value)])
    if value is None:
        return chance.choice([0, "", False])
    if not value:
        return "0"
    at_digit = chance.randrange(len(value))
    other = chance.choice([digit for digit in _DIGITS if digit != value[at_digit]])
    changed = value[:at_digit] + other + value[at_digit + 1 :]
    spelt = value.upper() if value.startswith("0x") and value.upper() != value else value + " "
    return chance.choice([changed, changed, changed, value[:-1], value + "00", spelt])


def kind_of(way: Way) -> Way:
    """Return a way without its numbers: what kind of leaf is at its end."""
    return tuple(step for step in way if isinstance(step, str))


def require_found_out(document: Document, ways: list[Way], seed: int) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    for way in ways:
        before = at(document, way)
        after = edited(before, chance)
        put(document, way, after)
        assert found_out(document) is not None, f"{way}: {before!r} became {after!r}"
        put(document, way, before)
    assert found_out(document) is None


@pytest.mark.only_on("anvil")
@pytest.mark.req("Y3")
def test_check__one_leaf_of_each_kind_edited__is_found_out(
    whole_life: ServiceScenario,
) -> None:
    document = bundle_of(whole_life, CITIZEN)
    ways = list(leaves(document))
    random.Random(SEED).shuffle(ways)
    kinds = {kind_of(way): way for way in ways}
    assert len(kinds) > 100
    require_found_out(document, list(kinds.values()), SEED)


@pytest.mark.req("Y3")
@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_check__any_leaf_edited_at_random__is_found_out(
    served_on_anvil: ServiceScenario, seed: int
) -> None:
    document = bundle_of(served_on_anvil, "rider")
    ways = list(leaves(document))
    require_found_out(document, random.Random(seed).sample(ways, EDITS), seed)


@pytest.mark.req("Y3")
def test_check__leaves_edited_on_either_chain__are_found_out(lived: Scenario) -> None:
    document = bundle_of(lived, "teacher")
    ways = list(leaves(document))
    require_found_out(document, random.Random(SEED).sample(ways, EDITS // 3), SEED)


def lists(value: Any, way: Way = ()) -> list[Way]:
    """Return the ways to all lists and objects with something in them."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    inner = [
        found
        for name, part in parts
        if isinstance(part, dict | list)
        for found in lists(part, (*way, name))
    ]
    return [*([way] if value else []), *inner]


def _left_out(part: Any, chance: random.Random) -> None:
    part.pop(chance.choice(list(part)) if isinstance(part, dict) else chance.randrange(len(part)))


def _doubled(part: Any, chance: random.Random) -> None:
    if isinstance(part, dict):
        name = chance.choice(list(part))
        part[f"{name}s"] = part[name]
    else:
        place = chance.randrange(len(part))
        part.insert(place, part[place])


def _exchanged(part: Any, chance: random.Random) -> None:
    keys = list(part) if isinstance(part, dict) else list(range(len(part)))
    pairs = [(one, two) for one in keys for two in keys if part[one] != part[two]]
    if pairs:
        one, two = chance.choice(pairs)
        part[one], part[two] = part[two], part[one]
    else:
        _doubled(part, chance)


@pytest.mark.req("Y3")
@pytest.mark.parametrize("change", [_left_out, _doubled, _exchanged])
def test_check__parts_left_out_doubled_or_exchanged__are_found_out(
    served_on_anvil: ServiceScenario, change: Callable[[Any, random.Random], None]
) -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    document = bundle_of(served_on_anvil, "patient")
    for way in chance.sample(lists(document), 20):
        changed = json.loads(json.dumps(document))
        change(at(changed, way), chance)
        assert found_out(changed) is not None, way
    assert found_out(document) is None


# ---- more than one edit, that fit each other -----------------------------------------------------


@pytest.mark.req("Y3")
def test_check__receipt_and_text_edited_alike__are_not_what_follows(
    lived_on_anvil: Scenario,
) -> None:
    document = bundle_of(lived_on_anvil, "elder")
    for answer in ("recomputed", "contract"):
        document["receipt"][answer]["quality"] = 930
    document["text"] = [line.replace("230 points", "930 points") for line in document["text"]]
    said = found_out(document)
    assert said == "receipt.recomputed.quality: 230 follows from the causes, and 930 is told"


@pytest.mark.req("Y3")
def test_check__bundle_of_somebody_else_with_ones_own_name__is_found_out(
    lived_on_anvil: Scenario,
) -> None:
    text = json.dumps(bundle_of(lived_on_anvil, "elder"))
    mine, other = identity_of("neighbour").hex(), identity_of("elder").hex()
    assert found_out(json.loads(text.replace(other, mine))) is not None
    assert found_out({**json.loads(text), "identity": f"0x{mine}"}) is not None


@pytest.mark.req("Y3")
def test_check__cause_left_out_with_all_it_explains__leaves_words_unexplained(
    lived_on_anvil: Scenario,
) -> None:
    document = bundle_of(lived_on_anvil, "elder")
    document["causes"].pop()
    said = found_out(document)
    assert said is not None
    assert "Ledger._people" in said


@pytest.mark.req("Y3")
def test_check__proof_of_another_slot__does_not_lead_there(lived_on_anvil: Scenario) -> None:
    document = bundle_of(lived_on_anvil, "elder")
    one, two = document["storage"][0], document["storage"][1]
    one["proof"], one["value"] = two["proof"], two["value"]
    said = found_out(document)
    assert said is not None
    assert said.startswith("storage[0]")


@pytest.mark.req("Y3")
def test_check__pinned_block_of_another_time__is_not_the_one_of_the_state(
    lived_on_anvil: Scenario,
) -> None:
    document, other = (bundle_of(lived_on_anvil, role) for role in ("elder", "teacher"))
    cause = other["causes"][0]
    document["header"], document["block_hash"] = cause["header"], cause["hash"]
    said = found_out(document)
    assert said is not None
    assert said.startswith("accounts[0]")


@pytest.mark.req("Y3")
def test_check__bundle_of_another_chain__was_signed_for_that_one(
    lived_on_anvil: Scenario,
) -> None:
    document = bundle_of(lived_on_anvil, "elder")
    document["deployment"]["chain_id"] = document["receipt"]["chain_id"] = 1
    said = found_out(document)
    assert said is not None
    assert "was signed for chain 31337" in said


# ---- files and commands --------------------------------------------------------------------------


@pytest.mark.req("Y3")
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\xff", b"[]", b"{}", b'{"format": "isonomia-bundle/2"}', b"[" * 100_000),
        *(b'{"format": "isonomia-bundle/1", "format": "isonomia-bundle/1"}', b'{"note": NaN}'),
    ],
)
def test_parse__no_bundle__is_an_error_in_words(content: bytes) -> None:
    with pytest.raises(UnreadableBundleError, match="is no bundle of the format"):
        parse(content)


def isonomia(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def file(lived_on_anvil: Scenario, tmp_path: Path) -> Path:
    """A bundle as the command writes it."""
    path = tmp_path / "bundle.json"
    where = ("--rpc", lived_on_anvil.dev.url, "--manifest", lived_on_anvil.manifest_path)
    result = isonomia("why", "0x" + identity_of("elder").hex(), *where, "--bundle", path)
    assert result.exit_code == 0, result.output
    assert "QUALITY  230 points" in result.output
    return path


@pytest.mark.req("Y3", "S10")
def test_command__bundle__is_its_owners_alone_and_checks(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    block_hash = json.loads(file.read_bytes())["block_hash"]
    shown = isonomia("why", "--check", file, "--block-hash", block_hash)
    assert shown.exit_code == 0, shown.output
    assert "QUALITY  230 points" in shown.output
    assert "WHAT IS PROVEN" in shown.output
    as_json = isonomia("why", "--check", file, "--json")
    verdict = json.loads(as_json.stdout)
    assert (verdict["agrees"], verdict["block_hash_confirmed"]) == (True, False)
    assert verdict["answer"]["quality"] == 230


@pytest.mark.req("Y3")
def test_command__process_without_build_and_network__checks(file: Path, tmp_path: Path) -> None:
    program = (
        "import socket, sys; from pathlib import Path; from isonomia import build\n"
        "build.BUILD = build.CONTRACTS = Path('nothing'); socket.socket.connect = None\n"
        "from isonomia.cli import app; app()\n"
    )
    # The folder is another one, so that nothing of the repository is found by chance.
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    command = (sys.executable, "-c", program, "why", "--check", str(file))
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "WHAT IS PROVEN" in run.stdout


@pytest.mark.req("Y3")
def test_command__edited_bundle__ends_with_3(file: Path) -> None:
    document = json.loads(file.read_bytes())
    document["receipt"]["recomputed"]["credits"] += 1
    file.write_text(json.dumps(document))
    shown = isonomia("why", "--check", file)
    assert shown.exit_code == 3
    assert "THIS FILE DOES NOT CHECK" in shown.output
    verdict = json.loads(isonomia("why", "--check", file, "--json").stdout)
    assert verdict["fault"]["where"] == "receipt.recomputed.credits"


@pytest.mark.req("Y3")
def test_command__names_that_would_command_a_terminal__are_told_without_their_commands(
    file: Path,
) -> None:
    document = json.loads(file.read_bytes())
    deployment = document["deployment"]
    charter = deployment["charter"].replace("North", "N\\u001b[2J")
    former, new = deployment["charter_hash"], "0x" + keccak256(charter.encode()).hex()
    # Names stand in the charter alone, so that a file with another charter hangs together.
    renamed = json.dumps(document).replace("North", "N\\u001b[2J").replace(former, new)
    document = json.loads(renamed)
    document["deployment"]["charter"] = charter
    file.write_text(json.dumps(document))
    shown = isonomia("why", "--check", file)
    assert shown.exit_code == 0, shown.output
    assert "Belongs to N?[2J (community 2)" in shown.output
    assert "\x1b" not in shown.output


@pytest.mark.req("Y3")
def test_command__another_block_hash__ends_with_3(file: Path) -> None:
    shown = isonomia("why", "--check", file, "--block-hash", "0x" + "12" * 32)
    assert shown.exit_code == 3
    assert "has the hash 0x1212" in " ".join(shown.output.split())


@pytest.mark.req("Y3")
def test_command__no_bundle__ends_with_1_and_wrong_use_with_2(tmp_path: Path) -> None:
    missing = isonomia("why", "--check", tmp_path / "nothing.json")
    assert missing.exit_code == 1
    for arguments in (
        ("why",),
        ("why", "0x12", "--check", "file"),
        ("why", "0x12", "--block-hash", "0x12"),
        ("why", "--check", "file", "--block-hash", "0x12"),
    ):
        assert isonomia(*arguments).exit_code == 2, arguments
    printed = json.loads(isonomia("why", "--schema").stdout)
    assert "isonomia-bundle/1" in json.dumps(printed)
