"""The sealing key's signatures are standard SM2: another implementation checks them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gmssl import sm2 as other_sm2
from tongsuopy.crypto import serialization
from tongsuopy.crypto.asymciphers import ec

from yichuang.kernel import sealing

SHARED_VECTORS = (
    Path(__file__).resolve().parents[4] / "shared" / "data" / "test_vectors" / "sm2_sm3_sm4_vectors.json"
)


def from_der(signature: bytes) -> tuple[int, int]:
    """(r, s) of SEQUENCE { INTEGER r, INTEGER s }."""
    assert signature[:1] == b"\x30"
    assert signature[1] == len(signature) - 2
    numbers, rest = [], signature[2:]
    while rest:
        assert rest[:1] == b"\x02"
        end = 2 + rest[1]
        numbers.append(int.from_bytes(rest[2:end], "big"))
        rest = rest[end:]
    r, s = numbers
    return r, s


def to_der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        content = number.to_bytes(33, "big").lstrip(b"\0")
        content = b"\0" + content if content[0] & 0x80 else content
        body += b"\x02" + bytes([len(content)]) + content
    return b"\x30" + bytes([len(body)]) + body


def other_verifies(public_x: int, public_y: int, data: bytes, signature: bytes) -> bool:
    r, s = from_der(signature)
    other = other_sm2.CryptSM2(private_key="", public_key=f"{public_x:064x}{public_y:064x}")
    return bool(other.verify_with_sm3(f"{r:064x}{s:064x}", data))


def test_signatures_verify_in_another_implementation_under_the_default_identity(own_keys):
    numbers = sealing._public_key().public_numbers()

    # several, for the lengths of r and s vary
    for message in (b"", b"root", bytes(1000), b"a", b"b", b"c"):
        signature = sealing.sign(message)

        assert other_verifies(numbers.x, numbers.y, message, signature)
        assert not other_verifies(numbers.x, numbers.y, message + b"!", signature)


def test_the_example_of_the_standard_verifies(own_keys, monkeypatch):
    if not SHARED_VECTORS.exists():
        pytest.skip("the shared test vectors are not beside this checkout")
    vector = json.loads(SHARED_VECTORS.read_text())["SM2"]
    public = ec.EllipticCurvePublicNumbers(
        int(vector["public_x"], 16), int(vector["public_y"], 16), ec.SM2()
    ).public_key()
    monkeypatch.setattr(sealing, "_public_key", lambda: public)
    signature = to_der(int(vector["sign"]["r"], 16), int(vector["sign"]["s"], 16))

    assert vector["sign"]["user_id"] == "1234567812345678"
    assert sealing.verify(vector["sign"]["msg"].encode(), signature)
    assert not sealing.verify(b"another message", signature)


@pytest.mark.parametrize(
    "signature", [b"", b"x", b"\x30\x00", bytes(70), b"\x30\x06\x02\x01\x01\x02\x01\x01"]
)
def test_what_is_no_signature_does_not_verify(own_keys, signature):
    assert sealing.verify(b"root", signature) is False


def test_verification_recovers_from_a_malformed_signature(own_keys):
    signature = sealing.sign(b"root")

    assert not sealing.verify(b"root", signature[:-1])
    assert sealing.verify(b"root", signature)


def test_another_installation_does_not_verify(own_keys, tmp_path, settings):
    signature = sealing.sign(b"root")
    settings.KEY_DIR = tmp_path / "other"

    assert not sealing.verify(b"root", signature)


def test_the_public_key_can_be_given_away(own_keys):
    pem = sealing.public_key_pem()
    given = serialization.load_pem_public_key(pem)

    assert b"PRIVATE" not in pem
    assert given.public_numbers() == sealing._public_key().public_numbers()
