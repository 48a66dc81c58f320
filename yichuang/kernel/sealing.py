"""The sealing key: SM2 signatures over the roots of the audit log.

Only the worker and commands load it, never the web process. A signature is the SM2 signature of
GB/T 32918.2 with SM3 over Z_A and the data, in DER, under the standard's default user identity
``1234567812345678``: any SM2 implementation checks it with the public key.

Source: GB/T 32918 (SM2), GB/T 32905 (SM3), GM/T 0009 (default identity, DER form).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from tongsuopy.crypto import exceptions, hashes, serialization
from tongsuopy.crypto.asymciphers import ec

from yichuang.kernel.crypto import write_private

_SM2_WITH_SM3 = ec.ECDSA(hashes.SM3())  # the library's word for any signature on a curve


@cache
def _sealing_key() -> ec.EllipticCurvePrivateKey:
    path = Path(settings.KEY_DIR) / "sealing-key.pem"
    if not path.exists():
        pem = ec.generate_private_key(ec.SM2()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_private(path, pem)
    return serialization.load_pem_private_key(path.read_bytes(), None)


@cache
def _public_key() -> ec.EllipticCurvePublicKey:
    return _sealing_key().public_key()


def sign(data: bytes) -> bytes:
    """Sign by this installation's sealing key; the key is made at first use."""
    signature: bytes = _sealing_key().sign(data, _SM2_WITH_SM3)
    return signature


def verify(data: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is this installation's over ``data``."""
    try:
        _public_key().verify(signature, data, _SM2_WITH_SM3)
    except (exceptions.InvalidSignature, exceptions.InternalError):  # the latter: it is not even DER
        return False
    return True


def public_key_pem() -> bytes:
    """The public key, for whoever checks seals elsewhere."""
    pem: bytes = _public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem
