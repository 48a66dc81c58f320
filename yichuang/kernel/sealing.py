"""The sealing key: SM2 signatures over the roots of the audit log.

Only the worker and commands load it, never the web process. A signature is the SM2 signature of
GB/T 32918.2 with SM3 over Z_A and the data, in DER, under the standard's default user identity
``1234567812345678``: any SM2 implementation checks it with the public key.

A key that was rotated out leaves its public half in ``sealing-keys.json``, with the last seal it
signed. Old and new key both sign that statement, so whoever trusts the newest public key trusts,
one step at a time, those before it, and whoever kept an old one can tell that it was replaced by
its owner.

Source: GB/T 32918 (SM2), GB/T 32905 (SM3), GM/T 0009 (default identity, DER form).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from tongsuopy.crypto import exceptions, hashes, serialization
from tongsuopy.crypto.asymciphers import ec

from yichuang.kernel.crypto import sm3, stamp
from yichuang.kernel.disk import replace_private, sync_folder, write_private

_SM2_WITH_SM3 = ec.ECDSA(hashes.SM3())  # the library's word for any signature on a curve


@dataclass(frozen=True)
class RetiredKey:
    """A sealing key that was rotated out.

    Attributes:
        public_key: PEM.
        last_seal: number of the last seal it signed; 0 when none.
        successor: PEM of the key after it.
        by_old, by_new: what either key signed over all of that, in hex.
    """

    public_key: str
    last_seal: int
    successor: str
    by_old: str
    by_new: str

    def statement(self) -> bytes:
        return json.dumps([self.public_key, self.last_seal, self.successor]).encode()

    def is_sound(self) -> bool:
        """Whether both keys signed it."""
        old, new = _load_public(self.public_key), _load_public(self.successor)
        return _verifies(old, self.statement(), bytes.fromhex(self.by_old)) and _verifies(
            new, self.statement(), bytes.fromhex(self.by_new)
        )


def _folder() -> Path:
    return Path(settings.KEY_DIR)


def _sealing_key() -> ec.EllipticCurvePrivateKey:
    """The key that signs; made at first use, read anew when it was rotated."""
    path = _folder() / "sealing-key.pem"
    if not path.exists():
        write_private(path, _as_pem(ec.generate_private_key(ec.SM2())))
    return _held_key(path, stamp(path))


@lru_cache(maxsize=2)
def _held_key(path: Path, at: tuple[int, int, int]) -> ec.EllipticCurvePrivateKey:
    return serialization.load_pem_private_key(path.read_bytes(), None)


def _as_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    pem: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem


def _public_key() -> ec.EllipticCurvePublicKey:
    return _sealing_key().public_key()


def sign(data: bytes) -> bytes:
    """Sign by this installation's sealing key; the key is made at first use."""
    signature: bytes = _sealing_key().sign(data, _SM2_WITH_SM3)
    return signature


def verify(data: bytes, signature: bytes, *, seal: int | None = None) -> bool:
    """Whether ``signature`` is this installation's over ``data``.

    Args:
        seal: the number of the seal it belongs to; one that an earlier key signed is checked by
            that key. None asks for the present key.
    """
    return _verifies(_public_key() if seal is None else _key_of_seal(seal), data, signature)


def _key_of_seal(seal: int) -> ec.EllipticCurvePublicKey:
    """The key that signed a seal: the first, in order of rotation, that had not ended before it."""
    found = next((key for key in retired_keys() if seal <= key.last_seal), None)
    return _load_public(found.public_key) if found else _public_key()


def _verifies(key: ec.EllipticCurvePublicKey, data: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, data, _SM2_WITH_SM3)
    except (exceptions.InvalidSignature, exceptions.InternalError):  # the latter: it is not even DER
        return False
    return True


@lru_cache(maxsize=16)
def _load_public(pem: str) -> ec.EllipticCurvePublicKey:
    return serialization.load_pem_public_key(pem.encode())


def public_key_pem() -> bytes:
    """The public key, for whoever checks seals elsewhere."""
    return _public_pem(_public_key())


def _public_pem(key: ec.EllipticCurvePublicKey) -> bytes:
    pem: bytes = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem


def fingerprint(pem: bytes) -> str:
    """What names a public key: SM3 of its PEM, in hex."""
    return sm3(pem).hex()


# — rotation —


def retired_keys() -> tuple[RetiredKey, ...]:
    """The keys that were rotated out, oldest first."""
    try:
        return _read_retired(_folder() / "sealing-keys.json", stamp(_folder() / "sealing-keys.json"))
    except FileNotFoundError:
        return ()


@lru_cache(maxsize=2)
def _read_retired(path: Path, at: tuple[int, int, int]) -> tuple[RetiredKey, ...]:
    return tuple(RetiredKey(**entry) for entry in json.loads(path.read_text()))


def chain_faults() -> list[str]:
    """Where the way from the present key back to the first is broken; nothing when it is whole."""
    faults = []
    expected = public_key_pem().decode()
    for number, key in reversed(list(enumerate(retired_keys(), start=1))):
        if key.successor != expected:
            faults.append(f"第 {number} 把旧签封密钥不是由它之后的那把接替的")
        if not key.is_sound():
            faults.append(f"第 {number} 把旧签封密钥的交接签名不对")
        expected = key.public_key
    return faults


def rotate(*, last_seal: int) -> None:
    """Sign by a new key from the next seal on.

    Killed anywhere in it, it is finished by doing it again: the new key waits in
    ``sealing-key.next.pem`` until the old one has handed over.

    Args:
        last_seal: number of the newest seal; nobody may seal meanwhile.
    """
    folder, old = _folder(), _sealing_key()
    following = folder / "sealing-key.next.pem"
    if not following.exists():
        write_private(following, _as_pem(ec.generate_private_key(ec.SM2())))
    new = serialization.load_pem_private_key(following.read_bytes(), None)
    public = _public_pem(old.public_key()).decode()
    said = RetiredKey(public, last_seal, _public_pem(new.public_key()).decode(), "", "")
    handed_over = RetiredKey(
        public,
        last_seal,
        said.successor,
        old.sign(said.statement(), _SM2_WITH_SM3).hex(),
        new.sign(said.statement(), _SM2_WITH_SM3).hex(),
    )
    # what an earlier attempt noted of the same key gives way
    kept = [key for key in retired_keys() if key.public_key != public]
    document = json.dumps([asdict(key) for key in (*kept, handed_over)]).encode()
    replace_private(folder / "sealing-keys.json", document)
    os.replace(following, folder / "sealing-key.pem")
    sync_folder(folder)  # what is signed from now on is in the database for good
