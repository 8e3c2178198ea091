"""The vault opens by each of its ways, moves between them without touching a note, and says no to all else alike."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dictate.vault import header, key_store
from dictate.vault.folder import FolderUnsafe, FolderUnwritable
from dictate.vault.header import HeaderDamaged
from dictate.vault.key_store import KeyStore
from dictate.vault.keys import KeyFile, NotSetUp, VaultLocked, WrongKey
from dictate.vault.recovery_key import MistypedRecoveryKey
from dictate.vault.rules import VaultRules, WeakPassphrase
from dictate.vault.store import Store
from dictate.vault.tries import TooSoon, Tries, wait_after
from dictate.vault.vault import KEY_FILE, Vault
from dictate.vault.ways import KeyStoreUnusable
from dictate.vault.wrap import Stretch
from tests.vault.backends import QUICK, Forgets, Hangs, Kept, Locked, none

NOW = "2026-03-16T10:00:00+01:00"
PHRASE = "fyra fåglar på taket"
OTHER = "tre tranor i diket"


def vault(folder: Path, keyring: KeyStore | None = None, rules: VaultRules | None = None, **more: Stretch) -> Vault:
    return Vault(folder, rules, keyring or none(), stretch=more.get("stretch", QUICK))


def with_note(opened: Vault) -> Vault:
    opened.store.save("n1", "journalanteckning", "Kvittrande Sjöfågel", 0, NOW)
    return opened


def has_note(opened: Vault) -> bool:
    found = opened.store.body("n1") == "Kvittrande Sjöfågel"
    opened.close()
    return found


# -- the common case --------------------------------------------------------------------------------------------------


def test_where_the_key_store_works_nothing_is_asked_and_no_key_lies_in_the_folder(tmp_path: Path) -> None:
    keyring = KeyStore(Kept())
    assert vault(tmp_path, keyring).asks() == ""
    with_note(vault(tmp_path, keyring)).close()
    assert not (tmp_path / KEY_FILE).exists()
    assert vault(tmp_path, keyring).asks() == ""
    assert has_note(vault(tmp_path, keyring))


def test_what_lies_in_the_folder_does_not_open_it_without_the_key_store(tmp_path: Path) -> None:
    with_note(vault(tmp_path, KeyStore(Kept()))).close()
    with pytest.raises(WrongKey, match="ingenting är raderat"):
        _ = vault(tmp_path, KeyStore(Kept())).store


def test_without_a_key_store_the_user_is_asked_and_a_command_makes_a_key_file(tmp_path: Path) -> None:
    assert vault(tmp_path).asks() == "set_up"
    with_note(vault(tmp_path)).close()
    assert vault(tmp_path).standing().ways == ("file",)
    assert vault(tmp_path).asks() == ""
    assert has_note(vault(tmp_path))


def test_a_key_store_that_forgets_is_not_trusted_with_the_key(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreUnusable):
        vault(tmp_path, KeyStore(Forgets())).set_up("keystore")
    assert vault(tmp_path).ways.untouched


def test_a_key_store_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_store, "_ANSWER_S", 0.2)
    monkeypatch.setattr(key_store._in_time, "__defaults__", (0.2,))
    assert not KeyStore(Hangs()).available()


def test_a_computer_without_any_key_store_is_told_from_one_with() -> None:
    assert KeyStore().name == ""
    assert not KeyStore().available()
    assert not KeyStore(Locked()).available()
    assert KeyStore(Kept()).available()


# -- a folder of the first versions -----------------------------------------------------------------------------------


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """A data folder whose key lies in notes.key, with one note."""
    with Store(tmp_path / "notes.db", KeyFile(tmp_path / KEY_FILE)) as store:
        store.save("n1", "journalanteckning", "Kvittrande Sjöfågel", 0, NOW)
    return tmp_path


@pytest.mark.parametrize("works", [True, False])
def test_a_folder_of_the_first_versions_opens_with_its_notes(first_version: Path, works: bool) -> None:
    keyring = KeyStore(Kept()) if works else none()
    assert vault(first_version, keyring).asks() == ""
    assert has_note(vault(first_version, keyring))
    assert (first_version / KEY_FILE).exists() != works
    assert has_note(vault(first_version, keyring))


class Killed(BaseException):
    """The program ends here; nothing after it is done."""


def killed_at_each_write(
    folder: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object], check: Callable[[], None]
) -> int:
    """Does the work again and again from the same files, cut off at its first write, its second ...; gives how many.

    `check` looks at what each kill left.
    """
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for last in range(1, 100):
        for path in folder.iterdir():
            path.unlink()
        for name, data in before.items():
            (folder / name).write_bytes(data)
        count = iter(range(1, 1000))

        def cutting(original: Callable[..., Any], count: Iterator[int] = count, last: int = last) -> Callable[..., Any]:
            def call(*values: Any, **named: Any) -> Any:
                if next(count) >= last:
                    raise Killed
                return original(*values, **named)

            return call

        with monkeypatch.context() as patch:
            for name in ("replace", "unlink", "open"):
                patch.setattr(Path, name, cutting(getattr(Path, name)))
            patch.setattr(os, "open", cutting(os.open))
            patch.setattr(KeyStore, "put", cutting(KeyStore.put))
            patch.setattr(KeyStore, "remove", cutting(KeyStore.remove))
            try:
                work()
            except Killed:
                pass
            else:
                return last - 1
        check()
    raise AssertionError("it never came to an end")


def test_a_kill_at_any_write_of_the_move_loses_nothing(first_version: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = KeyStore(Kept())

    def look() -> None:
        assert has_note(vault(first_version, keyring))
        assert not (first_version / KEY_FILE).exists()

    writes = killed_at_each_write(first_version, monkeypatch, lambda: vault(first_version, keyring).store, look)
    assert writes >= 8


def test_a_kill_at_any_write_of_a_changed_passphrase_leaves_one_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = with_note(vault(tmp_path))
    made.set_up("passphrase", PHRASE)
    made.close()

    def opens(phrase: str) -> bool:
        again = vault(tmp_path)
        try:
            again.unlock(phrase)
        except WrongKey:
            return False
        return has_note(again)

    writes = killed_at_each_write(
        tmp_path,
        monkeypatch,
        lambda: vault(tmp_path).change_passphrase(PHRASE, OTHER),
        lambda: _assert(opens(PHRASE) != opens(OTHER)),
    )
    assert writes >= 8


def _assert(claim: bool) -> None:
    assert claim


# -- passphrase and recovery key --------------------------------------------------------------------------------------


def test_a_passphrase_opens_after_a_restart_and_nothing_less_does(tmp_path: Path) -> None:
    made = vault(tmp_path)
    assert made.set_up("passphrase", PHRASE)
    with_note(made).close()
    again = vault(tmp_path)
    assert again.asks() == "unlock"
    with pytest.raises(VaultLocked):
        _ = again.store
    with pytest.raises(WrongKey):
        again.unlock(PHRASE + "t")
    again.unlock(PHRASE)
    assert has_note(again)


def test_the_same_letters_composed_otherwise_are_the_same_passphrase(tmp_path: Path) -> None:
    vault(tmp_path).set_up("passphrase", "fa\u030aglar på taket idag")
    vault(tmp_path).unlock(" f\u00e5glar på taket idag ")


def test_the_recovery_key_opens_as_it_is_printed_or_typed(tmp_path: Path) -> None:
    made = vault(tmp_path)
    shown = made.set_up("passphrase", PHRASE)
    with_note(made).close()
    for typed in (shown, shown.lower().replace("-", " "), shown.replace("-", "").replace("O", "0").replace("B", "8")):
        again = vault(tmp_path)
        again.unlock(typed)
        assert has_note(again)


def test_a_slip_in_the_recovery_key_is_told_before_anything_is_tried(tmp_path: Path) -> None:
    shown = vault(tmp_path).set_up("passphrase", PHRASE)
    slipped = ("A" if shown[0] != "A" else "C") + shown[1:]
    with pytest.raises(MistypedRecoveryKey, match="felskriven"):
        vault(tmp_path).unlock(slipped)
    assert vault(tmp_path).standing().failures == 0


def test_wrong_passphrase_wrong_recovery_key_and_damaged_wrap_say_the_same(tmp_path: Path) -> None:
    shown = vault(tmp_path).set_up("passphrase", PHRASE)
    from dictate.vault.recovery_key import new_recovery_key

    said = set()
    for typed in ("fel lösenfras här", new_recovery_key()):
        with pytest.raises(WrongKey) as told:
            vault(tmp_path).unlock(typed)
        said.add(str(told.value))
    kept = header.read(tmp_path)
    assert kept is not None
    phrase = kept.wrap("passphrase")
    assert phrase is not None
    broken = type(phrase)(phrase.way, phrase.nonce, secrets.token_bytes(48), phrase.salt, phrase.stretch)
    header.write(tmp_path, kept.with_wrap(broken))
    with pytest.raises(WrongKey) as told:
        vault(tmp_path).unlock(PHRASE)
    said.add(str(told.value))
    assert len(said) == 1
    Tries(tmp_path).succeeded()
    vault(tmp_path).unlock(shown)


def test_a_changed_passphrase_rewrites_its_wrap_and_nothing_else(tmp_path: Path) -> None:
    made = vault(tmp_path)
    shown = made.set_up("passphrase", PHRASE)
    with_note(made).close()
    old = header.read(tmp_path)
    key = made.key()
    made.change_passphrase(PHRASE, OTHER)
    made.close()
    new = header.read(tmp_path)
    assert old is not None
    assert new is not None
    assert new.wrap("recovery") == old.wrap("recovery")
    assert new.wrap("passphrase") != old.wrap("passphrase")
    with pytest.raises(WrongKey):
        vault(tmp_path).unlock(PHRASE)
    for typed in (OTHER, shown):
        again = vault(tmp_path)
        again.unlock(typed)
        assert again.key() == key
        assert has_note(again)


def test_a_forgotten_passphrase_is_changed_with_the_recovery_key(tmp_path: Path) -> None:
    shown = vault(tmp_path).set_up("passphrase", PHRASE)
    vault(tmp_path).change_passphrase(shown, OTHER)
    vault(tmp_path).unlock(OTHER)


def test_a_new_recovery_key_makes_the_one_before_worthless(tmp_path: Path) -> None:
    made = vault(tmp_path)
    first = made.set_up("passphrase", PHRASE)
    second = made.new_recovery_key()
    with pytest.raises(WrongKey):
        vault(tmp_path).unlock(first)
    vault(tmp_path).unlock(second)


def test_a_key_that_moves_leaves_nothing_where_it_was(tmp_path: Path) -> None:
    backend = Kept()
    made = with_note(vault(tmp_path, KeyStore(backend)))
    assert len(backend.secrets) == 1
    made.set_up("passphrase", PHRASE)
    assert not backend.secrets
    made.set_up("file")
    assert (tmp_path / KEY_FILE).exists()
    made.set_up("keystore")
    assert not (tmp_path / KEY_FILE).exists()
    assert has_note(made)
    assert has_note(vault(tmp_path, KeyStore(backend)))


def test_argon2_is_raised_at_unlock_when_the_program_asks_for_more(tmp_path: Path) -> None:
    vault(tmp_path).set_up("passphrase", PHRASE)
    harder = Stretch(128, 2, 1)
    vault(tmp_path, stretch=harder).unlock(PHRASE)
    assert vault(tmp_path).standing().stretch == harder
    vault(tmp_path).unlock(PHRASE)
    assert vault(tmp_path).standing().stretch == harder


@pytest.mark.parametrize("phrase", ["kort", "aaaaaaaaaaaaaaaa", "123456789012", "   a b   c   "])
def test_a_weak_passphrase_is_refused_and_makes_nothing(tmp_path: Path, phrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        vault(tmp_path).set_up("passphrase", phrase)
    assert header.read(tmp_path) is None


# -- the organisation's rules -----------------------------------------------------------------------------------------


def test_a_rule_of_passphrase_holds_also_where_a_key_lay_in_a_file_before(first_version: Path) -> None:
    rules = VaultRules(key="passphrase")
    assert vault(first_version, rules=rules).asks() == "set_up"
    with pytest.raises(NotSetUp):
        _ = vault(first_version, rules=rules).store
    made = vault(first_version, rules=rules)
    made.set_up("passphrase", PHRASE)
    assert has_note(made)
    assert not (first_version / KEY_FILE).exists()


def test_a_rule_of_key_store_refuses_a_file(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp, match="nyckelring"):
        _ = vault(tmp_path, rules=VaultRules(key="keystore")).store
    assert header.read(tmp_path) is None
    with pytest.raises(NotSetUp):
        vault(tmp_path, rules=VaultRules(key="keystore")).set_up("file")


def test_a_passphrase_from_before_a_rule_of_key_store_opens_once_more_and_the_key_moves(tmp_path: Path) -> None:
    with_note(vault(tmp_path)).set_up("passphrase", PHRASE)
    keyring = KeyStore(Kept())
    again = vault(tmp_path, keyring, VaultRules(key="keystore"))
    again.unlock(PHRASE)
    assert has_note(again)
    assert vault(tmp_path, keyring, VaultRules(key="keystore")).asks() == ""


# -- waits ------------------------------------------------------------------------------------------------------------


def test_the_wait_grows_and_is_bounded() -> None:
    waits = [wait_after(failures) for failures in range(15)]
    assert waits[:6] == [0, 0, 0, 1, 2, 4]
    assert waits == sorted(waits)
    assert max(waits) == 300


def test_a_wait_is_served_by_a_clock_that_only_goes_forward_and_anew_after_a_restart(tmp_path: Path) -> None:
    now = [1000.0]
    tries = Tries(tmp_path, lambda: now[0])
    for _ in range(6):
        now[0] += 1000
        tries.begin()
    assert tries.wait_s == 8
    now[0] += 7
    with pytest.raises(TooSoon, match="1 sekund"):
        tries.begin()
    restarted = Tries(tmp_path, lambda: now[0])
    with pytest.raises(TooSoon):
        restarted.begin()
    assert restarted.wait_s == 8
    now[0] += 8
    restarted.begin()
    assert tries.wait_s == 16, "a try in one program makes the other wait"


def test_a_damaged_or_emptied_count_is_no_way_round_the_wait(tmp_path: Path) -> None:
    for damage in ("", "{", '{"failures": -4}', '{"failures": "0"}', '{"failures": 1e99}'):
        (tmp_path / "vault.tries").write_text(damage)
        with pytest.raises(TooSoon):
            Tries(tmp_path).begin()


def test_a_right_passphrase_has_to_wait_too(tmp_path: Path) -> None:
    vault(tmp_path).set_up("passphrase", PHRASE)
    one, now = vault(tmp_path), [1000.0]
    one.ways.tries = Tries(tmp_path, lambda: now[0])
    for _ in range(3):
        with pytest.raises(WrongKey):
            one.unlock("fel lösenfras här")
    now[0] += 0.9
    with pytest.raises(TooSoon):
        one.unlock(PHRASE)
    now[0] += 0.2
    one.unlock(PHRASE)
    assert one.standing().failures == 0


# -- damage and tricks ------------------------------------------------------------------------------------------------


def test_any_flipped_bit_of_the_header_is_noticed_and_the_copy_opens(tmp_path: Path) -> None:
    made = with_note(vault(tmp_path))
    made.set_up("passphrase", PHRASE)
    made.close()
    whole = (tmp_path / header.NAME).read_bytes()
    for at in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << (at % 8)
        (tmp_path / header.NAME).write_bytes(damaged)
        found = header.read(tmp_path)
        assert found is not None
        assert not header.is_whole(tmp_path)
        assert found == header._parsed(whole.decode()), f"byte {at}"
    again = vault(tmp_path)
    again.unlock(PHRASE)
    assert has_note(again)
    assert header.is_whole(tmp_path), "the damaged one is written anew"


def test_a_header_damaged_twice_is_a_plain_sentence(tmp_path: Path) -> None:
    vault(tmp_path).set_up("passphrase", PHRASE)
    for name in (header.NAME, header.COPY):
        (tmp_path / name).write_text("{}")
    with pytest.raises(HeaderDamaged, match=r"skadad.*ingenting är\s+raderat"):
        vault(tmp_path).asks()


@pytest.mark.parametrize("body", ["[]", "null", '"x"', "{" * 5000, '{"wraps": 3}', "\x00", "9" * 70_000])
def test_hostile_headers_end_in_the_same_sentence(tmp_path: Path, body: str) -> None:
    (tmp_path / header.NAME).write_text(body)
    with pytest.raises(HeaderDamaged):
        header.read(tmp_path)


def test_a_header_that_asks_for_all_memory_is_refused(tmp_path: Path) -> None:
    vault(tmp_path).set_up("passphrase", PHRASE)
    table = json.loads((tmp_path / header.NAME).read_text())
    table.pop("checksum")
    next(one for one in table["wraps"] if one["way"] == "passphrase")["argon2id"] = [1 << 30, 1000, 1]
    table["checksum"] = header._checksum(table)
    for name in (header.NAME, header.COPY):
        (tmp_path / name).write_text(json.dumps(table))
    with pytest.raises(HeaderDamaged):
        vault(tmp_path).unlock(PHRASE)


def test_without_its_header_a_vault_is_not_begun_anew(tmp_path: Path) -> None:
    with_note(vault(tmp_path, KeyStore(Kept()))).close()
    for name in (header.NAME, header.COPY):
        (tmp_path / name).unlink()
    with pytest.raises(WrongKey, match="saknas"):
        _ = vault(tmp_path, KeyStore(Kept())).store
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
@pytest.mark.parametrize("name", ["notes.db", "notes.key", "vault.json", "vault.audit", "sound"])
def test_a_link_among_the_files_is_refused_and_not_followed(tmp_path: Path, name: str) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    folder.mkdir()
    (folder / name).symlink_to(elsewhere)
    with pytest.raises(FolderUnsafe, match="länk"):
        _ = vault(folder).store
    assert not elsewhere.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_folders_and_files_that_others_could_read_are_closed(tmp_path: Path) -> None:
    with_note(vault(tmp_path)).close()
    (tmp_path / "sound").mkdir(mode=0o755)
    (tmp_path / "sound" / f"{'a' * 32}-000.spool").write_bytes(b"x")
    tmp_path.chmod(0o755)
    for path in tmp_path.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    has_note(vault(tmp_path))
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path.name


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nobody stops this user from writing")
def test_a_read_only_folder_is_a_plain_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FolderUnwritable):
            _ = vault(tmp_path).store
    finally:
        tmp_path.chmod(0o700)


# -- locking ----------------------------------------------------------------------------------------------------------


def test_a_locked_vault_gives_nothing_until_it_is_unlocked(tmp_path: Path) -> None:
    one = with_note(vault(tmp_path))
    one.set_up("passphrase", PHRASE)
    store = one.store
    one.lock()
    assert not one.is_open
    assert one.asks() == "unlock"
    for ask in (one.key, lambda: one.store, one.sound_keys.begin, lambda: one.sound_keys.of("a" * 32, True)):
        with pytest.raises(VaultLocked):
            ask()
    from dictate.vault.store import StoreUnusable

    with pytest.raises(StoreUnusable):
        store.body("n1")
    with pytest.raises(VaultLocked):
        one.unlock()
    one.unlock(PHRASE)
    assert has_note(one)


def test_what_the_machine_opens_is_locked_until_the_user_says_so(tmp_path: Path) -> None:
    one = with_note(vault(tmp_path, KeyStore(Kept())))
    one.lock()
    with pytest.raises(VaultLocked):
        _ = one.store
    one.unlock()
    assert has_note(one)


def test_two_programs_that_begin_at_once_agree_on_one_key(tmp_path: Path) -> None:
    import threading

    keyring, found, errors = KeyStore(Kept()), [], []

    def begin() -> None:
        try:
            found.append(vault(tmp_path, keyring).key())
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(set(found)) == 1


def test_a_header_that_another_program_puts_there_just_now_is_not_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, seen, stat = header.Header.new(), [], Path.stat

    def come_into_being(path: Path, **how: bool) -> os.stat_result:
        if path.name == header.NAME and not seen:
            seen.append(path)
            with pytest.raises(FileNotFoundError):
                stat(path, **how)
            header.write(tmp_path, theirs)
            raise FileNotFoundError(path)
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", come_into_being)
    assert header.read(tmp_path) in (None, theirs)
    assert header.read(tmp_path) == theirs
    assert seen
