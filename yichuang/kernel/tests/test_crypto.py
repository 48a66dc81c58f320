"""Encryption and digests against the standards' own examples and a second implementation."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from gmssl import sm3 as other_sm3
from gmssl import sm4 as other_sm4
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.kernel import crypto

ROOT = Path(__file__).resolve().parents[3]
SHARED_VECTORS = ROOT.parent / "shared" / "data" / "test_vectors" / "sm2_sm3_sm4_vectors.json"

# GB/T 32905-2016, appendix A
STANDARD_SM3 = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}


@pytest.mark.parametrize(("message", "digest"), STANDARD_SM3.items())
def test_sm3_gives_the_digests_of_the_standard(message, digest):
    assert crypto.sm3(message).hex() == digest


def test_sm3_gives_the_digests_of_the_shared_vectors():
    if not SHARED_VECTORS.exists():
        pytest.skip("the shared test vectors are not beside this checkout")
    vectors = json.loads(SHARED_VECTORS.read_text())["SM3"]

    assert {v["msg_ascii"]: crypto.sm3(v["msg_ascii"].encode()).hex().upper() for v in vectors} == {
        v["msg_ascii"]: v["digest"] for v in vectors
    }


@given(st.binary(max_size=300))
@settings(max_examples=30, deadline=None)
def test_sm3_agrees_with_another_implementation(message):
    assert crypto.sm3(message).hex() == other_sm3.sm3_hash(list(message))


def test_ciphertext_is_sm4_in_counter_mode_by_another_implementation(own_keys):
    plaintext = "张三，110101199003070038".encode()
    blob = crypto.encrypt(plaintext, "a")
    nonce, ciphertext = blob[4:16], blob[32:]

    other = other_sm4.CryptSM4(padding_mode=None)
    other.set_key(crypto._purpose_key(blob[:4].hex(), "a"), other_sm4.SM4_ENCRYPT)
    stream = b"".join(
        bytes(other.one_round(other.sk, list(nonce + counter.to_bytes(4, "big"))))
        for counter in range(2, 2 + -(-len(plaintext) // 16))
    )

    assert ciphertext == bytes(a ^ b for a, b in zip(plaintext, stream, strict=False))


def test_the_other_sm4_gives_the_block_of_the_standard():
    # GB/T 32907-2016, appendix A.1: the cross-check above rests on it
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    other = other_sm4.CryptSM4(padding_mode=None)
    other.set_key(key, other_sm4.SM4_ENCRYPT)

    assert bytes(other.one_round(other.sk, list(key))).hex() == "681edf34d206965e86b3e94f536e4246"


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_what_is_encrypted_can_be_decrypted(plaintext):
    assert crypto.decrypt(crypto.encrypt(plaintext, "a"), "a") == plaintext


def test_equal_plaintexts_have_different_ciphertexts(own_keys):
    assert crypto.encrypt(b"same", "a") != crypto.encrypt(b"same", "a")


def test_every_changed_bit_is_noticed(own_keys):
    blob = crypto.encrypt(b"secret", "a")

    for place in range(len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        with pytest.raises(crypto.DecryptionFailed):
            crypto.decrypt(changed, "a")


def test_every_shortened_ciphertext_is_refused(own_keys):
    blob = crypto.encrypt(b"secret", "a")

    for length in range(len(blob)):
        with pytest.raises(crypto.DecryptionFailed):
            crypto.decrypt(blob[:length], "a")


def test_a_ciphertext_does_not_open_for_another_purpose(own_keys):
    blob = crypto.encrypt(b"secret", "party-name")

    with pytest.raises(crypto.DecryptionFailed):
        crypto.decrypt(blob, "party-phone")


def test_a_ciphertext_of_a_lost_key_names_the_key(own_keys):
    blob = crypto.encrypt(b"secret", "a")
    (own_keys / "data-keys.json").unlink()
    crypto.forget_keys()

    with pytest.raises(crypto.DecryptionFailed, match=blob[:4].hex()):
        crypto.decrypt(blob, "a")


def test_old_rows_stay_readable_after_a_key_change(own_keys):
    blob = crypto.encrypt(b"old", "a")
    document = json.loads((own_keys / "data-keys.json").read_text())
    document["keys"]["0badcafe"] = "11" * 32
    document["current"] = "0badcafe"
    (own_keys / "data-keys.json").write_text(json.dumps(document))
    crypto.forget_keys()

    assert crypto.decrypt(blob, "a") == b"old"
    assert crypto.encrypt(b"new", "a")[:4].hex() == "0badcafe"


def test_the_blind_index_finds_equal_values_of_one_purpose_only(own_keys):
    index = crypto.blind_index("110101199003070038", "party-id")

    assert index == crypto.blind_index("110101199003070038", "party-id")
    assert len(index) == 32
    assert index != crypto.blind_index("110101199003070039", "party-id")
    assert index != crypto.blind_index("110101199003070038", "agent-id")


def test_the_blind_index_is_hmac_sm3_by_another_implementation(own_keys):
    def other_sm3_of(data: bytes) -> bytes:
        return bytes.fromhex(other_sm3.sm3_hash(list(data)))

    key = crypto.keyring().index_key.ljust(64, b"\0")
    inner = other_sm3_of(bytes(b ^ 0x36 for b in key) + b"purpose\0value")

    assert crypto.blind_index("value", "purpose") == other_sm3_of(bytes(b ^ 0x5C for b in key) + inner)


def test_keys_are_readable_by_their_owner_only(own_keys):
    crypto.keyring()

    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o700
    assert stat.S_IMODE((own_keys / "data-keys.json").stat().st_mode) == 0o600
    assert [file.name for file in own_keys.iterdir()] == ["data-keys.json"]


def test_racing_threads_make_one_key(own_keys, tmp_path, settings):
    for attempt in range(20):
        settings.KEY_DIR = tmp_path / str(attempt)
        seen: list[crypto.Keyring] = []
        barrier = threading.Barrier(4)

        def make(seen=seen, barrier=barrier):
            barrier.wait()
            seen.append(crypto.keyring())

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(seen) == 4
        assert all(keyring == seen[0] for keyring in seen)


def test_racing_processes_make_one_key(tmp_path):
    program = (
        "import sys\n"
        "from django.conf import settings\n"
        "settings.configure(KEY_DIR=sys.argv[1])\n"
        "from yichuang.kernel import crypto, sealing\n"
        "sys.stdin.readline()\n"
        "print(crypto.keyring().index_key.hex(), crypto.keyring().current, sealing.public_key_pem().hex())\n"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "keys")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]

    # both wait for the signal, so that they begin together
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    outputs = {racer.communicate(timeout=120)[0] for racer in racers}

    assert len(outputs) == 1
    assert len(outputs.pop().split()) == 3
