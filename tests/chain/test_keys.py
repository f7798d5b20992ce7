"""Seat key files and the key that pays.

files of seats
├── written and read                      -> the same keys
├── another password                      -> refused, naming the file
├── damaged, doubled, missing             -> refused, naming the file or folder
key that pays
├── keystore file                         -> that key
├── environment                           -> that key; nonsense there is never shown
└── neither                               -> none
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eth_account import Account

from isonomia import keys
from isonomia.keys import KeyFileError, SeatKey
from tests.support.roles import key_of, seat_identity, seat_key

pytestmark = pytest.mark.req("A2", "D2")

PASSWORD = "a password of the tests"


@pytest.fixture
def seats() -> dict[int, dict[int, SeatKey]]:
    return {
        community: {
            seat: SeatKey(seat_identity(community, seat), seat_key(community, seat))
            for seat in range(2)
        }
        for community in (1, 2)
    }


@pytest.fixture
def folder(tmp_path: Path, seats: dict[int, dict[int, SeatKey]]) -> Path:
    keys.write_seats(tmp_path / "seats", seats, PASSWORD, light=True)
    return tmp_path / "seats"


def first_file(folder: Path) -> Path:
    return min(folder.glob("*.json"))


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_load_seats__written_before__are_the_same(
    folder: Path, seats: dict[int, dict[int, SeatKey]]
) -> None:
    loaded = keys.load_seats(folder, PASSWORD)
    assert {
        (community, seat): (key.identity, key.account.address)
        for community, council in loaded.items()
        for seat, key in council.items()
    } == {
        (community, seat): (key.identity, key.account.address)
        for community, council in seats.items()
        for seat, key in council.items()
    }


def test_write_seat__file__is_for_its_owner_only_and_holds_no_plain_key(folder: Path) -> None:
    path = first_file(folder)
    assert path.stat().st_mode & 0o077 == 0
    assert seat_key(1, 0).key.hex() not in path.read_text()


def test_load_seats__wrong_password__names_the_file(folder: Path) -> None:
    with pytest.raises(KeyFileError, match=r"seat-000\.json: the password does not open it"):
        keys.load_seats(folder, "another")


def test_load_seats__missing_folder__says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="is not a folder"):
        keys.load_seats(tmp_path / "nowhere", PASSWORD)


def test_load_seats__empty_folder__says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="holds no seat key file"):
        keys.load_seats(tmp_path, PASSWORD)


def test_load_seats__one_seat_in_two_files__is_refused(folder: Path) -> None:
    path = first_file(folder)
    path.with_name("copy.json").write_text(path.read_text())
    with pytest.raises(KeyFileError, match="has another file too"):
        keys.load_seats(folder, PASSWORD)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"seat": "0"}, "seat is '0', but must be a number"),
        ({"community": None}, "community is None, but must be a number"),
        ({"identity": "0x12"}, "identity must be 64 hexadecimal digits"),
        ({"identity": "nobody"}, "identity must be 64 hexadecimal digits"),
        ({"owner": 1}, "must hold exactly"),
        ({"keystore": {}}, "holds no keystore"),
        ({"keystore": "secret"}, "holds no keystore|does not open"),
    ],
)
def test_load_seats__damaged_file__names_file_and_fault(
    folder: Path, values: dict[str, object], words: str
) -> None:
    path = first_file(folder)
    change(path, **values)
    with pytest.raises(KeyFileError, match=words) as failure:
        keys.load_seats(folder, PASSWORD)
    assert str(path) in str(failure.value)


@pytest.mark.parametrize("content", ["", "[]", "{", "\udcff"])
def test_load_seats__file_that_is_no_json_object__is_refused(folder: Path, content: str) -> None:
    first_file(folder).write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(KeyFileError, match=r"no JSON object|cannot be read"):
        keys.load_seats(folder, PASSWORD)


def test_read_password__file__wins_over_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.PASSWORD_VARIABLE, "from the environment")
    (tmp_path / "password").write_text("from a file\n")
    assert keys.read_password(tmp_path / "password") == "from a file"
    assert keys.read_password() == "from the environment"


def test_read_password__nowhere__says_how_to_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.PASSWORD_VARIABLE, raising=False)
    with pytest.raises(KeyFileError, match="set ISONOMIA_PASSWORD or give --password-file"):
        keys.read_password()


def test_paying_account__keystore__is_that_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.setenv(keys.KEY_VARIABLE, key_of("attacker").key.hex())
    account = key_of("relayer")
    stored = Account.encrypt(account.key, PASSWORD, iterations=2)
    (tmp_path / "key.json").write_text(json.dumps(stored))
    found = keys.paying_account(tmp_path / "key.json")
    assert found is not None
    assert found.address == account.address


def test_paying_account__environment__is_that_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keys.KEY_VARIABLE, "0x" + key_of("relayer").key.hex())
    found = keys.paying_account()
    assert found is not None
    assert found.address == key_of("relayer").address


@pytest.mark.parametrize("key", ["", "12", "not a key at all", "0x" + "00" * 32, "ff" * 32])
def test_paying_account__nonsense_in_environment__is_refused_and_not_shown(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.KEY_VARIABLE, key)
    with pytest.raises(KeyFileError, match="must be 64 hexadecimal digits") as failure:
        keys.paying_account()
    assert not key or key not in str(failure.value)
    assert failure.value.__suppress_context__


def test_paying_account__neither__is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.KEY_VARIABLE, raising=False)
    assert keys.paying_account() is None


def test_new_keystore__opened_again__is_the_address_it_gave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.PASSWORD_VARIABLE, PASSWORD)
    path = tmp_path / "key.json"
    address = keys.new_keystore(path, PASSWORD)
    assert path.stat().st_mode & 0o077 == 0
    found = keys.paying_account(path)
    assert found is not None
    assert found.address == address
    with pytest.raises(KeyFileError, match="exists already"):
        keys.new_keystore(path, PASSWORD)
