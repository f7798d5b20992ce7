"""The manifest file: saved whole or not at all, read with care, used by one process at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from isonomia import manifest as manifest_module
from isonomia.charter import file_hash
from isonomia.manifest import ContractRecord, Manifest, ManifestError, locked, set_aside
from isonomia.pilot import pilot_charter

pytestmark = pytest.mark.req("A1")

ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"


@pytest.fixture
def manifest() -> Manifest:
    content = pilot_charter("tests").content
    record = ContractRecord(
        address=ADDRESS, nonce=0, constructor_args="0x", creation_code_hash="0x" + "12" * 32
    )
    return Manifest(
        chain_id=1337,
        deployer=ADDRESS,
        deployer_nonce=0,
        charter_hash="0x" + file_hash(content).hex(),
        charter=content.decode(),
        contracts={"Ledger": record},
    )


def test_save__then_load__is_the_same(manifest: Manifest, manifest_path: Path) -> None:
    manifest.save(manifest_path)
    assert Manifest.load(manifest_path) == manifest
    assert [path.name for path in manifest_path.parent.iterdir()] == [manifest_path.name]


def test_save__dies_while_writing__leaves_the_old_one(
    manifest: Manifest, manifest_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest.save(manifest_path)

    def dies(_descriptor: int) -> None:
        raise InterruptedError

    changed = manifest.model_copy(update={"status": "complete"})
    with monkeypatch.context() as patched:
        patched.setattr(manifest_module.os, "fsync", dies)
        with pytest.raises(InterruptedError):
            changed.save(manifest_path)
    assert Manifest.load(manifest_path) == manifest
    changed.save(manifest_path)
    assert Manifest.load(manifest_path) == changed


def test_load__missing__says_so(manifest_path: Path) -> None:
    with pytest.raises(ManifestError, match="There is no manifest"):
        Manifest.load(manifest_path)


def test_load__folder__says_it_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        Manifest.load(tmp_path)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"format": "isonomia-manifest/0"}, "format"),
        ({"chain_id": "1337"}, "chain_id"),
        ({"deployer": "me"}, "deployer"),
        ({"owner": "me"}, "owner"),
        ({"status": "done"}, "status"),
        ({"contracts": {"Ledger": {}}}, "contracts.Ledger.address"),
    ],
)
def test_load__damaged__names_the_place(
    manifest: Manifest, tmp_path: Path, values: dict[str, object], place: str
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(json.loads(manifest.model_dump_json()) | values))
    with pytest.raises(ManifestError, match="not a manifest of this version") as failure:
        Manifest.load(path)
    assert f"  {place}: " in str(failure.value)


def test_load__cut_short__says_so(manifest: Manifest, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(manifest.model_dump_json()[:100])
    with pytest.raises(ManifestError, match="not a manifest of this version"):
        Manifest.load(path)


def test_read_charter__unchanged__is_the_charter(manifest: Manifest) -> None:
    assert manifest.read_charter() == pilot_charter("tests").charter


def test_read_charter__edited_in_the_manifest__is_refused(manifest: Manifest) -> None:
    edited = manifest.model_copy(update={"charter": manifest.charter.replace("Pilot", "Other")})
    with pytest.raises(ManifestError, match="the manifest was edited"):
        edited.read_charter()


def test_locked__by_another_process__is_refused_until_that_ends(manifest_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_LOCK, str(manifest_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"locked\n"
    with pytest.raises(ManifestError, match="Another process is deploying"), locked(manifest_path):
        pass
    holder.kill()
    holder.communicate()
    with locked(manifest_path):
        pass


HOLD_LOCK = """
import sys
from pathlib import Path
from isonomia.manifest import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_set_aside__existing_ones__are_kept_under_new_names(
    manifest: Manifest, manifest_path: Path
) -> None:
    assert set_aside(manifest_path) is None
    for number in (1, 2):
        manifest.save(manifest_path)
        kept = set_aside(manifest_path)
        assert kept == manifest_path.with_name(f"manifest.old{number}.json")
        assert Manifest.load(kept) == manifest
        assert not manifest_path.exists()
