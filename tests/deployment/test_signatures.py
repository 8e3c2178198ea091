"""Signatures are checked in plain Python, and agree with the RFC, with `cryptography` and with minisign itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from bundling import signing
from bundling.errors import BundleError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from installer import ed25519
from installer.errors import BundleRefused, InstallError
from installer.minisign import public_key, trusted_comment

# RFC 8032, section 7.1, tests 1 to 3: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
]
# Made by minisign 0.11: `minisign -G -W`, then `minisign -S -t "dictate 0.1.0"` of a file with the line "hej".
MINISIGN_PUBLIC = "RWTvffe0dRlZqHlBW/KMIsXpxDOpMdjsSCCZe/wEFfKXAcNavoj8QNYB"
MINISIGN_SECRET = (
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA7333tHUZWaigXe2nuUl4kpYc8a2KSVNCnZrm8I"
    "J2EjTV1hH8Hf9kzXlBW/KMIsXpxDOpMdjsSCCZe/wEFfKXAcNavoj8QNYBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
)
MINISIGN_SIGNATURE = (
    "untrusted comment: signature from minisign secret key\n"
    "RUTvffe0dRlZqKihC9dz/aOy0f+tMwnnY0R9VTTcJJp4G87aC/gjZd6uLBieUxcFfG8zUyUJkmcEvWNB8Hoz5Sj9Tf4Qm+XzjQ4=\n"
    "trusted comment: dictate 0.1.0\n"
    "9ZFPE7qqgVU61qo2gDKDsGiqqhx5DERgjl3pJ8gcrlPCCpjsI5VOo1m4fKekjOfhT4T5oiv9OOokh5eznzgWCw==\n"
)


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_rfc_s_own_signatures_hold_and_no_other_do(key: str, message: str, signature: str) -> None:
    public, signed, good = (bytes.fromhex(text) for text in (key, message, signature))
    assert ed25519.verify(public, signed, good)
    assert not ed25519.verify(public, signed + b"!", good)
    for at in (0, 31, 32, 63):
        spoilt = bytes(byte ^ (at == place) for place, byte in enumerate(good))
        assert not ed25519.verify(public, signed, spoilt)


def test_it_agrees_with_cryptography() -> None:
    for number in range(12):
        private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(bytes([number])).digest())
        message = hashlib.sha512(bytes([number])).digest() * number
        public, signature = private.public_key().public_bytes_raw(), private.sign(message)
        assert ed25519.verify(public, message, signature)
        assert not ed25519.verify(public, message, signature[:63] + bytes([signature[63] ^ 1]))


def test_a_second_signature_made_of_a_first_does_not_hold() -> None:
    """Adding the group's order to the scalar gives other bytes that a lax check would take (RFC 8032, 8.4)."""
    public, message, good = (bytes.fromhex(text) for text in RFC_8032[1])
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(good[32:], "little") + order
    assert not ed25519.verify(public, message, good[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize("key", [bytes(32), (1).to_bytes(32, "little"), b"\xff" * 32])
def test_a_public_key_that_signs_everything_is_refused(key: bytes) -> None:
    assert not ed25519.verify(key, b"anything", key + bytes(32))


def test_what_minisign_signed_is_accepted_and_its_key_is_read(tmp_path: Path) -> None:
    key = public_key(MINISIGN_PUBLIC)
    assert trusted_comment(b"hej\n", MINISIGN_SIGNATURE, key) == "dictate 0.1.0"
    with pytest.raises(BundleRefused, match="ändrad efter att IT signerade"):
        trusted_comment(b"hej!\n", MINISIGN_SIGNATURE, key)
    (tmp_path / "it.key").write_text(MINISIGN_SECRET, encoding="utf-8")
    ours = signing.read_secret(tmp_path / "it.key")
    assert signing.public_text(ours).splitlines()[1] == MINISIGN_PUBLIC
    again = signing.signature_text(b"hej\n", "dictate 0.1.0", ours)
    assert again.splitlines()[1:] == MINISIGN_SIGNATURE.splitlines()[1:], "the same key signs the same bytes alike"


def test_a_signature_s_comment_can_t_be_exchanged() -> None:
    text = MINISIGN_SIGNATURE.replace("dictate 0.1.0", "dictate 9.9.9")
    with pytest.raises(BundleRefused, match="signatur är ändrad"):
        trusted_comment(b"hej\n", text, public_key(MINISIGN_PUBLIC))


@pytest.mark.parametrize(
    "text", ["", "a\nb\nc\nd\n", MINISIGN_SIGNATURE[:-20], MINISIGN_SIGNATURE.replace("RUTv", "RWTv")]
)
def test_half_a_signature_is_refused(text: str) -> None:
    with pytest.raises(BundleRefused):
        trusted_comment(b"hej\n", text, public_key(MINISIGN_PUBLIC))


def test_a_key_under_a_passphrase_opens_with_it_alone_and_is_never_replaced(tmp_path: Path) -> None:
    made = signing.write_keys(tmp_path, "häst batteri häftklammer")
    assert (tmp_path / "bundle.key").stat().st_mode & 0o077 == 0
    assert made.seed not in (tmp_path / "bundle.key").read_bytes()
    assert signing.needs_passphrase(tmp_path / "bundle.key")
    assert signing.read_secret(tmp_path / "bundle.key", "häst batteri häftklammer") == made
    with pytest.raises(BundleError, match="Lösenfrasen"):
        signing.read_secret(tmp_path / "bundle.key", "häst")
    with pytest.raises(BundleError, match="finns redan"):
        signing.write_keys(tmp_path, "")
    assert public_key(str(tmp_path / "bundle.pub")).key == made.public
    assert made.seed.hex() not in repr(made)


@pytest.mark.parametrize("given", ["", "inte en nyckel", "RWQ=", MINISIGN_SIGNATURE])
def test_what_is_no_public_key_is_said_so(given: str) -> None:
    with pytest.raises(InstallError, match="nyckel"):
        public_key(given)


def test_libsodium_s_choice_for_minisign_s_own_keys() -> None:
    """minisign asks for 1 GB and 2**25 operations; libsodium makes N = 2**20, r = 8, p = 1 of it."""
    assert signing._parameters(33554432, 1073741824) == (1 << 20, 8, 1)
