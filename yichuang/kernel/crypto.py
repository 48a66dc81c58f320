"""Encryption and digests: SM4 and SM3.

Keys live in a folder outside the code base (``settings.KEY_DIR``, mode 0700): one JSON file of
data keys by id, the newest of which encrypts. Every ciphertext names its key, so keys can be
rotated without touching old rows.

Source: GB/T 32905 (SM3), GB/T 32907 (SM4).
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from yichuang.kernel.disk import replace_private, write_private

_NONCE_BYTES = 12
_TAG_BYTES = 16
_KEY_ID_BYTES = 4


class DecryptionFailed(Exception):
    """The ciphertext was changed, or its key is not in the key folder. Never a user's mistake."""


@dataclass(frozen=True)
class Keyring:
    """The data keys of this installation.

    Attributes:
        keys: key id (8 hex digits) → 32 secret bytes, from which purposes derive theirs.
        current: id of the key that encrypts.
        index_key: key of the blind indexes; it is never rotated without re-indexing.
    """

    keys: dict[str, bytes]
    current: str
    index_key: bytes

    @staticmethod
    def generate() -> Keyring:
        key_id = secrets.token_hex(_KEY_ID_BYTES)
        return Keyring({key_id: secrets.token_bytes(32)}, key_id, secrets.token_bytes(32))


def sm3(data: bytes) -> bytes:
    """The SM3 digest, 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _hmac_sm3(key: bytes, data: bytes) -> bytes:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize()


def stamp(path: Path) -> tuple[int, int, int]:
    """What changes when a file is replaced.

    Raises:
        FileNotFoundError: there is none.
    """
    status = path.stat()
    return status.st_mtime_ns, status.st_ino, status.st_size


def keyring() -> Keyring:
    """This installation's data keys; made at first use, read anew when the file was replaced.

    So a rotation needs no restart: whoever encrypts next does it under the new key.
    """
    path = Path(settings.KEY_DIR) / "data-keys.json"
    try:
        held = _held_keyring(path, stamp(path))
    except FileNotFoundError:
        if path in _last_held:
            return _last_held[path]  # taken away under us: other keys must never take its place
        write_private(path, _as_document(Keyring.generate()))
        held = _held_keyring(path, stamp(path))
    _last_held[path] = held
    return held


_last_held: dict[Path, Keyring] = {}


def forget_keys() -> None:
    """Hold nothing, as a process that just began."""
    _last_held.clear()
    _held_keyring.cache_clear()
    _purpose_key.cache_clear()


def _as_document(held: Keyring) -> bytes:
    document = {
        "current": held.current,
        "keys": {key_id: key.hex() for key_id, key in held.keys.items()},
        "index_key": held.index_key.hex(),
    }
    return json.dumps(document).encode()


def add_data_key() -> str:
    """Add a data key that nothing is encrypted under yet; returns its id.

    Concurrency: rotations go one at a time, which the caller sees to.
    """
    held = keyring()
    key_id = secrets.token_hex(_KEY_ID_BYTES)
    _replace_keyring(replace(held, keys=held.keys | {key_id: secrets.token_bytes(32)}))
    return key_id


def use_data_key(key_id: str) -> None:
    """Encrypt under this key from now on; the others go on opening what they closed."""
    _replace_keyring(replace(keyring(), current=key_id))


def _replace_keyring(held: Keyring) -> None:
    replace_private(Path(settings.KEY_DIR) / "data-keys.json", _as_document(held))


@lru_cache(maxsize=2)
def _held_keyring(path: Path, at: tuple[int, int, int]) -> Keyring:
    return _read_keyring(path)


def _read_keyring(path: Path) -> Keyring:
    document = json.loads(path.read_text())
    return Keyring(
        {key_id: bytes.fromhex(key) for key_id, key in document["keys"].items()},
        document["current"],
        bytes.fromhex(document["index_key"]),
    )


def fingerprints() -> dict[str, bytes]:
    """Key name (``index``, ``data:<key id>``) → digest that names the key and says nothing of it.

    Read from the folder, not from what this process holds. Nothing is made: without a file, or with
    one that is not a key file, the answer is empty.
    """
    try:
        held = _read_keyring(Path(settings.KEY_DIR) / "data-keys.json")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    keys = {"index": held.index_key} | {f"data:{key_id}": key for key_id, key in held.keys.items()}
    return {name: _hmac_sm3(key, b"yichuang key fingerprint") for name, key in keys.items()}


@cache
def _purpose_key(key_id: str, purpose: str) -> bytes:
    try:
        master = keyring().keys[key_id]
    except KeyError:
        raise DecryptionFailed(f"no data key {key_id}") from None
    return _hmac_sm3(master, purpose.encode())[:16]


def key_id_of(blob: bytes) -> str:
    """The id of the key a ciphertext of :func:`encrypt` names."""
    return bytes(blob[:_KEY_ID_BYTES]).hex()


def encrypt(plaintext: bytes, purpose: str) -> bytes:
    """Encrypt by SM4-GCM under the current key of ``purpose``.

    Returns:
        key id (4 bytes) + nonce (12) + tag (16) + ciphertext.
    """
    key_id = keyring().current
    nonce = secrets.token_bytes(_NONCE_BYTES)
    encryptor = Cipher(algorithms.SM4(_purpose_key(key_id, purpose)), modes.GCM(nonce)).encryptor()
    ciphertext = encryptor.update(plaintext) + encryptor.finalize()
    return bytes.fromhex(key_id) + nonce + encryptor.tag + ciphertext


def decrypt(blob: bytes, purpose: str) -> bytes:
    """The plaintext of :func:`encrypt`.

    Raises:
        DecryptionFailed: changed, cut short, of another purpose, or its key is gone.
    """
    head = _KEY_ID_BYTES + _NONCE_BYTES + _TAG_BYTES
    if len(blob) < head:
        raise DecryptionFailed("cut short")
    key_id = blob[:_KEY_ID_BYTES].hex()
    nonce = blob[_KEY_ID_BYTES : _KEY_ID_BYTES + _NONCE_BYTES]
    tag = blob[_KEY_ID_BYTES + _NONCE_BYTES : head]
    decryptor = Cipher(algorithms.SM4(_purpose_key(key_id, purpose)), modes.GCM(nonce, tag)).decryptor()
    try:
        return decryptor.update(blob[head:]) + decryptor.finalize()
    except InvalidTag:
        raise DecryptionFailed("changed or of another purpose") from None


def blind_index(value: str, purpose: str) -> bytes:
    """Keyed digest (HMAC-SM3, 32 bytes): exact search over what is stored encrypted."""
    return _hmac_sm3(keyring().index_key, f"{purpose}\0{value}".encode())
