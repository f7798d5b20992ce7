"""A forged transcript of the lottery is found out, and the field that was forged is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isonomia.lottery.acts import Desk
from isonomia.lottery.audit import audit
from isonomia.lottery.drawing import Draws
from isonomia.lottery.transcript import load, write
from tests.tamper.everything import CHANCES, NOMINATIONS, Everything
from tests.verify.scenario import identity_of

Transcript = dict[str, Any]
STRANGER = "0x" + identity_of("accused").hex()


def _winner(transcript: Transcript) -> None:
    transcript["draw"]["winners"][0]["identity"] = STRANGER


def _entrant(transcript: Transcript) -> None:
    transcript["entrants"]["identities"][0] = STRANGER


def _no_entrant(transcript: Transcript) -> None:
    transcript["entrants"]["identities"].pop()


def _winners_exchanged(transcript: Transcript) -> None:
    transcript["draw"]["winners"].reverse()


def _signature(transcript: Transcript) -> None:
    signature = transcript["beacon"]["signature"]
    transcript["beacon"]["signature"] = signature[:-1] + f"{int(signature[-1], 16) ^ 1:x}"


def _key(transcript: Transcript) -> None:
    transcript["beacon"]["public_key"] = "00" * 128


def _points(transcript: Transcript) -> None:
    transcript["terms"]["points"] += 1


def _settlement(transcript: Transcript) -> None:
    transcript["settlement"]["lots"][0]["outcome"] = "forfeited"


def _granted(transcript: Transcript) -> None:
    transcript["pool"]["granted"] += 1


def _until(transcript: Transcript) -> None:
    transcript["until_block"] = 1


def _other_round(transcript: Transcript) -> None:
    transcript["round"] = NOMINATIONS


def _other_deployment(transcript: Transcript) -> None:
    transcript["contracts"]["Pool"] = "0x" + "11" * 20


FORGERIES: dict[str, tuple[Callable[[Transcript], None], str]] = {
    "a winner": (_winner, "draw.winners[0].identity"),
    "winners exchanged": (_winners_exchanged, "draw.winners[0].lot"),
    "an entrant": (_entrant, "entrants.identities[0]"),
    "an entrant left out": (_no_entrant, "entrants.identities[1]"),
    "the signature of the beacon": (_signature, "beacon.signature"),
    "the key of the beacon": (_key, "beacon.public_key"),
    "the points of a prize": (_points, "terms.points"),
    "the outcome of a lot": (_settlement, "settlement.lots[0].outcome"),
    "the points granted": (_granted, "pool.granted"),
    "the block it was made at": (_until, "until_block"),
    "another round": (_other_round, "until_block"),
    "another deployment": (_other_deployment, "contracts.Pool"),
}


@pytest.fixture(scope="module")
def transcript(
    everything: Everything, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Transcript]:
    """The transcript of the round of second chances, as a draw writes it."""
    desk = Desk(everything.deployment, everything.payer)
    drawn = Draws(desk, everything.manifest).read(CHANCES)
    path, _ = write(tmp_path_factory.mktemp("transcript"), drawn.transcript)
    return path, load(path)


@pytest.mark.req("Y2", "L5")
@pytest.mark.parametrize("what", FORGERIES)
def test_audit__forged_transcript__names_the_field(
    everything: Everything, transcript: tuple[Path, Transcript], what: str, tmp_path: Path
) -> None:
    _, honest = transcript
    forge, field = FORGERIES[what]
    forged = copy.deepcopy(honest)
    forge(forged)
    path = tmp_path / "round.json"
    path.write_text(json.dumps(forged))
    fault = audit(everything.deployment, everything.manifest, path, load(path)).fault
    assert fault is not None
    assert fault.where == field, fault.sentence()
    assert audit(everything.deployment, everything.manifest, *transcript).fault is None
