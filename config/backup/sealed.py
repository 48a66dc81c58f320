"""A stream of bytes under a passphrase (口令加密).

The key comes from the passphrase by Argon2id, the stream is libsodium's *secretstream*
(XChaCha20-Poly1305): pieces cannot be changed, exchanged or cut off unseen. The layout::

    magic line · 16 bytes of salt · 24 bytes of stream header · sealed pieces of 64 KiB, the last marked
"""

from __future__ import annotations

from typing import BinaryIO

from nacl import bindings, pwhash, utils

from config.backup.errors import ArchiveDamaged, PassphraseWrong

MAGIC = b"YICHUANG SEALED 1\n"
PIECE = 64 * 1024
_EXTRA = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
# what guessing one passphrase costs: 256 MiB and most of a second
OPERATIONS = pwhash.argon2id.OPSLIMIT_MODERATE
MEMORY = pwhash.argon2id.MEMLIMIT_MODERATE
SHORTEST = 12  # characters of a passphrase


def _key(passphrase: str, salt: bytes) -> bytes:
    return pwhash.argon2id.kdf(
        bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES,
        passphrase.encode(),
        salt,
        opslimit=OPERATIONS,
        memlimit=MEMORY,
    )


class SealingWriter:
    """Takes plain bytes and writes sealed ones. Without :meth:`finish` the stream is worthless."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        self._out = out
        self._waiting = bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        salt = utils.random(pwhash.argon2id.SALTBYTES)
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, _key(passphrase, salt))
        out.write(MAGIC + salt + header)

    def write(self, content: bytes) -> int:
        self._waiting += content
        while len(self._waiting) > PIECE:  # one piece always waits: it may be the last
            self._push(bytes(self._waiting[:PIECE]), _MESSAGE)
            del self._waiting[:PIECE]
        return len(content)

    def finish(self) -> None:
        self._push(bytes(self._waiting), _FINAL)
        self._waiting.clear()

    def _push(self, piece: bytes, tag: int) -> None:
        self._out.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, piece, tag=tag))


class OpeningReader:
    """Reads sealed bytes and gives plain ones.

    Raises:
        PassphraseWrong: the first piece does not open.
        ArchiveDamaged: a later one does not, or the end is missing.
    """

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        head = source.read(pwhash.argon2id.SALTBYTES + _HEADER)
        if len(head) < pwhash.argon2id.SALTBYTES + _HEADER:
            raise ArchiveDamaged("备份文件不完整：开头就断了，请换一份备份。")
        salt, header = head[: pwhash.argon2id.SALTBYTES], head[pwhash.argon2id.SALTBYTES :]
        self._source = source
        self._plain = bytearray()
        self._pieces = 0
        self._ended = False
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, _key(passphrase, salt))

    def read(self, size: int) -> bytes:
        while len(self._plain) < size and not self._ended:
            self._plain += self._pull()
        given = bytes(self._plain[:size])
        del self._plain[:size]
        return given

    def _pull(self) -> bytes:
        sealed = self._source.read(PIECE + _EXTRA)
        try:
            piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed)
        except (RuntimeError, ValueError):
            if self._pieces == 0:
                raise PassphraseWrong("口令不对，这份备份打不开（或者文件的开头已损坏）。") from None
            raise ArchiveDamaged("备份文件已损坏或不完整，请换一份备份。") from None
        self._pieces += 1
        self._ended = tag == _FINAL
        if self._ended and self._source.read(1):
            raise ArchiveDamaged("备份文件的末尾多出了内容，请换一份备份。")
        return piece
