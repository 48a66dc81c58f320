"""The sealing key: SM2 signatures over audit roots. Loaded by the worker and by commands, not by the web.

Source: GB/T 32918 (SM2) with GB/T 32905 (SM3).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from tongsuopy.crypto import exceptions, hashes, serialization
from tongsuopy.crypto.asymciphers import ec

from yichuang.kernel.crypto import write_private


@cache
def _sealing_key() -> ec.EllipticCurvePrivateKey:
    path = Path(settings.KEY_DIR) / "sealing-key.pem"
    if not path.exists():
        pem = ec.generate_private_key(ec.SM2()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_private(path, pem)
    return serialization.load_pem_private_key(path.read_bytes(), None)


def sign(data: bytes) -> bytes:
    """SM2 signature with SM3 (DER) by this installation's sealing key."""
    signature: bytes = _sealing_key().sign(data, ec.ECDSA(hashes.SM3()))
    return signature


def verify(data: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is this installation's over ``data``."""
    try:
        _sealing_key().public_key().verify(signature, data, ec.ECDSA(hashes.SM3()))
    except exceptions.InvalidSignature:
        return False
    return True
