"""The commands around deployment, as a person types them."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from isonomia import __version__, build, keys
from isonomia.chain import Chain
from isonomia.cli import app
from isonomia.devchain import DevChain, Kind
from isonomia.manifest import Manifest, default_path
from isonomia.pilot import pilot_charter

pytestmark = pytest.mark.req("A1", "P3")

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command in an empty folder without any key in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(keys.PASSWORD_VARIABLE, "a password of the tests")
    monkeypatch.delenv(keys.KEY_VARIABLE, raising=False)
    monkeypatch.delenv("ISONOMIA_RPC", raising=False)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), catch_exceptions=False)

    return invoke


@pytest.fixture
def pilot_folder(run: Run, tmp_path: Path) -> Path:
    assert run("charter", "init", "pilot", "--seed", "tests").exit_code == 0
    return tmp_path / "pilot"


def said(result: Result) -> str:
    """Return all that was written, in one line."""
    return " ".join(result.output.split())


# ---- charter -------------------------------------------------------------------------------------


def test_charter_init__seed__writes_charter_catalogue_and_seat_keys(pilot_folder: Path) -> None:
    expected = pilot_charter("tests")
    assert (pilot_folder / "charter.json").read_bytes() == expected.content
    assert (pilot_folder / "catalogue.json").read_bytes() == expected.charter.catalogue()
    infractions = (pilot_folder / "infractions.json").read_bytes()
    assert infractions == expected.charter.infractions_file()
    standards = (pilot_folder / "standards.json").read_bytes()
    assert standards == expected.charter.standards_file()
    seats = keys.load_seats(pilot_folder / "seats", "a password of the tests")
    assert {
        (community, seat): key.account.address
        for community, council in seats.items()
        for seat, key in council.items()
    } == {
        (community, seat): key.account.address
        for community, council in expected.seats.items()
        for seat, key in council.items()
    }


def test_charter_init__charter_there_already__is_refused_and_left_alone(
    run: Run, pilot_folder: Path
) -> None:
    before = (pilot_folder / "charter.json").read_bytes()
    result = run("charter", "init", "pilot", "--seed", "other")
    assert result.exit_code == 1
    assert "exists already" in said(result)
    assert (pilot_folder / "charter.json").read_bytes() == before


def test_charter_init__no_password__says_how_to_give_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(keys.PASSWORD_VARIABLE)
    result = run("charter", "init", "pilot", "--seed", "tests")
    assert result.exit_code == 1
    assert "set ISONOMIA_PASSWORD or give --password-file" in said(result)
    assert list(tmp_path.iterdir()) == []


def test_charter_init__no_seed__gives_keys_nobody_can_derive(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strengths: list[bool] = []
    real = keys.write_seats

    def noticed(*arguments: object, light: bool) -> list[Path]:
        strengths.append(light)
        return real(*arguments, light=True)

    monkeypatch.setattr(keys, "write_seats", noticed)
    for folder in ("first", "second"):
        result = run("charter", "init", folder)
        assert result.exit_code == 0
        assert "Everybody who knows the seed" not in said(result)
    first, second = ((tmp_path / name / "charter.json").read_text() for name in ("first", "second"))
    assert first != second
    assert strengths == [False, False]


def test_charter_check__valid__shows_its_hashes(run: Run, pilot_folder: Path) -> None:
    result = run("charter", "check", "pilot/charter.json", "--at", "2024-06-15")
    assert result.exit_code == 0
    assert "8 communities, 24 seats, 21 rules, 8 infraction rules, 9 standards" in said(result)
    parsed = pilot_charter("tests").charter
    assert parsed.catalogue_hash().hex() in said(result)
    assert parsed.infractions_hash().hex() in said(result)
    assert parsed.standards_hash().hex() in said(result)


@pytest.mark.parametrize("part", ["infractions", "standards"])
def test_charter_published_lines__file__prints_what_is_hashed_on_chain(
    run: Run, pilot_folder: Path, part: str
) -> None:
    result = run("charter", part, "pilot/charter.json")
    assert result.exit_code == 0
    assert result.stdout.encode() == (pilot_folder / f"{part}.json").read_bytes()


def test_charter_check__day_on_which_councillors_are_minors__lists_them(
    run: Run, pilot_folder: Path
) -> None:
    result = run("charter", "check", "pilot/charter.json", "--at", "1980-01-01")
    assert result.exit_code == 1
    assert "younger than 18 on that day; only adults sit on councils" in said(result)


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "15.06.2024"])
def test_charter_check__day_that_is_none__says_how_to_write_it(
    run: Run, pilot_folder: Path, day: str
) -> None:
    result = run("charter", "check", "pilot/charter.json", "--at", day)
    assert result.exit_code == 2
    assert "write it like 2019-05-01" in said(result)


def test_charter_check__faults__are_all_listed(run: Run, pilot_folder: Path) -> None:
    path = pilot_folder / "charter.json"
    document = json.loads(path.read_text())
    document["owner"] = "me"
    document["communities"][3]["threshold"] = 9
    path.write_text(json.dumps(document))
    result = run("charter", "check", "pilot/charter.json")
    assert result.exit_code == 1
    assert "2 faults" in said(result)
    assert 'owner is "me"' in said(result)
    assert "communities[3].threshold is 9: of 3 seats 2 to 3 must sign" in said(result)


def test_charter_init__no_seed__takes_the_public_beacon_unless_told_otherwise(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = keys.write_seats
    monkeypatch.setattr(keys, "write_seats", lambda *given, light: real(*given, light=True))
    for folder, options, beacon in (
        ("public", [], "evmnet"),
        ("told", ["--beacon", "development"], "development"),
        ("seeded", ["--seed", "tests"], "development"),
        ("both", ["--seed", "tests", "--beacon", "evmnet"], "evmnet"),
    ):
        assert run("charter", "init", folder, *options).exit_code == 0
        assert json.loads((tmp_path / folder / "charter.json").read_text())["beacon"] == beacon


def test_charter_check__node__its_day_and_its_kind_count(
    run: Run, pilot_folder: Path, devchain: DevChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["charter", "check", "pilot/charter.json", "--rpc", devchain.url]
    assert run(*arguments).exit_code == 0
    monkeypatch.setattr(Chain, "is_development", lambda _chain: False)
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert 'beacon is "development": everybody knows the secret' in said(refused)
    monkeypatch.undo()


def test_charter_catalogue__printed__is_the_file_to_publish(run: Run, pilot_folder: Path) -> None:
    result = run("charter", "catalogue", "pilot/charter.json")
    assert result.stdout_bytes == (pilot_folder / "catalogue.json").read_bytes()


# ---- deploy --------------------------------------------------------------------------------------


def test_deploy__development_chain__needs_no_key(
    run: Run, pilot_folder: Path, devchain: DevChain, tmp_path: Path
) -> None:
    result = run("deploy", "pilot/charter.json", "--rpc", devchain.url)
    assert result.exit_code == 0
    assert f"on development chain {devchain.chain.chain_id}" in said(result)
    manifest = Manifest.load(tmp_path / default_path(devchain.chain.chain_id))
    assert manifest.status == "complete"
    assert manifest.deployer == devchain.accounts[0].address


def test_deploy__live_without_a_key__tells_how_to_set_up_a_live_chain_and_asks_nothing(
    run: Run, pilot_folder: Path, devchain: DevChain, tmp_path: Path
) -> None:
    result = run("deploy", "pilot/charter.json", "--rpc", devchain.url, "--live")
    assert result.exit_code == 1
    for words in ("isonomia key new", "test ether", "--keystore", "ISONOMIA_KEY", "--development"):
        assert words in said(result)
    assert not (tmp_path / "deployments").exists()


def test_deploy__live_with_key_in_the_environment__rehearses_and_deploys(
    run: Run, pilot_folder: Path, devchain: DevChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = devchain.accounts[2].key.hex()
    monkeypatch.setenv(keys.KEY_VARIABLE, secret)
    result = run("deploy", "pilot/charter.json", "--rpc", devchain.url, "--live")
    assert result.exit_code == 0
    assert f"as {devchain.accounts[2].address} on live chain" in said(result)
    assert "The rehearsal succeeded; the deployment costs about" in said(result)
    assert secret not in said(result)


def test_deploy__new__keeps_the_former_manifest_and_begins_anew(
    run: Run, pilot_folder: Path, devchain: DevChain, tmp_path: Path
) -> None:
    arguments = ["deploy", "pilot/charter.json", "--rpc", devchain.url, "--manifest", "m.json"]
    run(*arguments)
    first = Manifest.load(tmp_path / "m.json")
    result = run(*arguments, "--new")
    assert result.exit_code == 0
    assert "The former manifest is now m.old1.json" in said(result)
    assert Manifest.load(tmp_path / "m.old1.json") == first
    second = Manifest.load(tmp_path / "m.json")
    assert second.deployer_nonce == first.deployer_nonce + len(build.DEPLOYED)
    assert set(second.addresses.values()).isdisjoint(first.addresses.values())


def test_deploy__charter_with_faults__lists_them_and_deploys_nothing(
    run: Run, pilot_folder: Path, devchain: DevChain
) -> None:
    path = pilot_folder / "charter.json"
    path.write_text(path.read_text().replace('"threshold": 2', '"threshold": 1'))
    result = run("deploy", "pilot/charter.json", "--rpc", devchain.url)
    assert result.exit_code == 1
    assert "has 8 faults" in said(result)
    assert devchain.chain.block()["number"] == 0


def test_deploy__nobody_answers__says_so_in_plain_words(
    run: Run, pilot_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isonomia.chain.BACK_OFF", ())
    result = run("deploy", "pilot/charter.json", "--rpc", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "No answer from http://127.0.0.1:9" in said(result)
    assert "Traceback" not in said(result)


# ---- key, chain, version -------------------------------------------------------------------------


def test_key_new__printed_address__is_that_of_the_file(run: Run, tmp_path: Path) -> None:
    result = run("key", "new", "deployer.json")
    account = keys.paying_account(tmp_path / "deployer.json")
    assert account is not None
    assert result.output.strip() == account.address


def test_version__asked__is_that_of_the_package(run: Run) -> None:
    assert run("--version").output.strip() == __version__


def test_chain_start__told_to_end__takes_its_node_along(chain_kind: Kind) -> None:
    options = ["--kind", chain_kind, "--at", "2019-05-01", "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "isonomia", "chain", "start", *options],
        cwd=build.ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    url = re.search(r"http://\S+?(?=;)", process.stderr.readline())
    assert url is not None
    chain = Chain(url[0])
    assert chain.now() == 1_556_668_800
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(url[0].rpartition(":")[2])))
