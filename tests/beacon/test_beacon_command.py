"""`isonomia beacon show`, `fetch` and `verify`, as a person types them."""

import json

import pytest
from typer.testing import CliRunner

from isonomia.beacon import network, signature_hex
from isonomia.cli import app
from isonomia.spec.beacon import randomness
from tests.beacon.relay import running, says

pytestmark = pytest.mark.req("L5")

NUMBER = 518_889_601
TIME = 1_556_668_800


def run(*arguments):
    return CliRunner().invoke(app, ["beacon", *map(str, arguments)])


def test_show__evmnet_at_a_second__prints_parameters_and_the_latest_round():
    result = run("show", "--at", 1_755_532_755)
    assert result.exit_code == 0
    assert network("evmnet").public_key.hex() in result.stdout
    assert "latest round  9337227, of 2025-08-18 15:59:13 UTC" in result.stdout
    assert "next round    9337228, at 2025-08-18 15:59:16 UTC" in result.stdout


def test_show__now__prints_some_round():
    result = run("show", "--network", "development")
    assert (result.exit_code, "relays        none" in result.stdout) == (0, True)


def test_show__before_the_first_round__fails_in_plain_words():
    result = run("show", "--at", 5)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Second 5 lies before the network's first round" in result.stderr


def test_show__unknown_network__fails_in_plain_words():
    result = run("show", "--network", "moon")
    assert result.exit_code == 1
    assert "known are evmnet and development" in result.stderr


def test_fetch__from_a_relay__prints_the_round_as_json(signer):
    signature = signer.sign(NUMBER)
    with running(says({"round": NUMBER, "signature": signature_hex(signature)})) as relay:
        result = run("fetch", NUMBER, "--network", "development", "--relay", relay.url)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "network": "development",
        "round": NUMBER,
        "time": TIME,
        "signature": signature_hex(signature),
        "x": f"0x{signature[0]:064x}",
        "y": f"0x{signature[1]:064x}",
        "randomness": randomness(signature).hex(),
        "relay": relay.url,
    }


def test_fetch__relay_lies__fails_and_prints_nothing(signer):
    lie = {"round": NUMBER, "signature": signature_hex(signer.sign(NUMBER + 1))}
    with running(says(lie)) as relay:
        result = run("fetch", NUMBER, "--network", "development", "--relay", relay.url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{relay.url}: This is not the network's signature" in result.stderr


def test_verify__right_signature__prints_the_randomness(signer):
    signature = signer.sign(NUMBER)
    result = run("verify", NUMBER, signature_hex(signature), "--network", "development")
    assert (result.exit_code, result.stdout) == (0, randomness(signature).hex() + "\n")
    assert "VERIFIED: round 518889601 of 2019-05-01 00:00:00 UTC" in result.stderr


def test_verify__the_real_round__prints_its_randomness(real):
    result = run("verify", real.number, signature_hex(real.signature))
    assert (result.exit_code, result.stdout) == (0, randomness(real.signature).hex() + "\n")


def test_verify__signature_of_another_round__ends_with_3(signer):
    signature = signature_hex(signer.sign(NUMBER))
    result = run("verify", NUMBER + 1, signature, "--network", "development")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "NOT VERIFIED: This is not the network's signature of round 518889602" in result.stderr


@pytest.mark.parametrize(("number", "signature"), [(0, "00" * 64), (1, "00")])
def test_verify__nothing_to_verify__ends_with_1(number, signature):
    result = run("verify", number, signature)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
