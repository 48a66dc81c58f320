"""Seals over the audit log, and the check of the whole log.

A job gathers the entries no seal covers, makes a Merkle tree of their hashes and signs its root
together with the root before it. Who keeps the number and root of a seal elsewhere (an *anchor*)
can prove that nothing it covers, and nothing before it, was changed or removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from yichuang.kernel import sealing
from yichuang.kernel.audit import GENESIS, entry_hash, record
from yichuang.kernel.crypto import sm3
from yichuang.kernel.models import AuditEntry, AuditSeal, SealedEntry, UnsealedEntry
from yichuang.kernel.transactions import act

_LARGEST_SEAL = 10_000
_FAULTS_NAMED = 1_000
_CHUNK = 500  # rows in memory at a time
_LOCK = 0x59C5EA1  # of PostgreSQL's advisory locks; any number of our own


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root of the Merkle tree over 32-byte leaves; leaves and nodes hash under different prefixes."""
    level = [sm3(b"\x00" + leaf) for leaf in leaves] or [GENESIS]
    while len(level) > 1:
        pairs = [sm3(b"\x01" + a + b) for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


@act
def seal_entries(*, at: datetime) -> int:
    """Seal the oldest waiting entries under one signed root; returns how many (0 writes nothing).

    Concurrency: one sealer at a time; another waits for it and takes what it left.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    waiting = list(
        UnsealedEntry.objects.order_by("entry_id").values_list("entry_id", "entry__hash")[:_LARGEST_SEAL]
    )
    if not waiting:
        return 0
    last = AuditSeal.objects.order_by("-sequence").first()
    seal = AuditSeal(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        count=len(waiting),
        previous_root=bytes(last.root) if last else GENESIS,
        root=merkle_root([bytes(digest) for _, digest in waiting]),
    )
    seal.signature = sealing.sign(_statement(seal))
    seal.save(force_insert=True)
    SealedEntry.objects.bulk_create(
        (
            SealedEntry(entry_id=entry_id, seal=seal, position=place, hash=digest)
            for place, (entry_id, digest) in enumerate(waiting)
        ),
        batch_size=1000,
    )
    UnsealedEntry.objects.filter(entry_id__in=[entry_id for entry_id, _ in waiting]).delete()
    return len(waiting)


def _statement(seal: AuditSeal) -> bytes:
    """What the signature says: every column of the seal but itself."""
    moment = seal.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(
        [seal.sequence, moment, seal.count, bytes(seal.previous_root).hex(), bytes(seal.root).hex()]
    ).encode()


@dataclass(frozen=True)
class Anchor:
    """The number and root of one seal, as kept outside this database."""

    sequence: int
    root: str


@dataclass
class Verification:
    """What the check of the audit log found.

    Attributes:
        newest: the newest seal, to keep elsewhere; None before the first.
        fault_count: 0 when the log is whole.
        faults: the first of them, in words.
    """

    streams: int = 0
    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    newest: Anchor | None = None
    fault_count: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, fault: str) -> None:
        """Count a fault and name it, unless very many are named already."""
        self.fault_count += 1
        if self.fault_count <= _FAULTS_NAMED:
            self.faults.append(fault)


def verify_log(anchor: Anchor | None = None) -> Verification:
    """Walk every chain and every seal; memory stays flat.

    Args:
        anchor: a seal that must be there as it was.
    """
    found = Verification()
    _verify_chains(found)
    _verify_coverage(found)
    _verify_seals(found, anchor)
    return found


_ENTRY = ("stream", "stream_id", "sequence", "action", "actor", "at", "details", "previous_hash", "hash")


def _verify_chains(found: Verification) -> None:
    here, expected, before = ("", ""), 1, GENESIS
    rows = AuditEntry.objects.order_by("stream", "stream_id", "sequence").values_list(*_ENTRY)
    for *content, stored_previous, stored_hash in rows.iterator(chunk_size=_CHUNK):
        stream, stream_id, sequence = content[:3]
        if (stream, stream_id) != here:
            here, expected, before = (stream, stream_id), 1, GENESIS
            found.streams += 1
        found.entries += 1
        name = f"{stream}/{stream_id} 第 {sequence} 条"
        if sequence != expected:
            found.add(f"{name}：缺少第 {expected} 条")
        elif bytes(stored_previous) != before:
            found.add(f"{name}：与前一条不衔接")
        if entry_hash(bytes(stored_previous), *content) != bytes(stored_hash):
            found.add(f"{name}：内容被改动")
        expected, before = sequence + 1, bytes(stored_hash)


def _verify_coverage(found: Verification) -> None:
    """Every entry is sealed or waits for it: nobody took one out of the queue."""
    covered = Exists(SealedEntry.objects.filter(pk=OuterRef("pk")))
    waiting = Exists(UnsealedEntry.objects.filter(pk=OuterRef("pk")))
    dropped = (
        AuditEntry.objects.exclude(covered).exclude(waiting).values_list("stream", "stream_id", "sequence")
    )
    for stream, stream_id, sequence in dropped.iterator(chunk_size=_CHUNK):
        found.add(f"{stream}/{stream_id} 第 {sequence} 条：既未签封也不在待签封之列")
    found.unsealed = UnsealedEntry.objects.count()


@act
def rotate_sealing_key(*, actor: str, at: datetime) -> int:
    """Let a new key sign from the next seal on (更换签封密钥); returns the last seal of the old one.

    Concurrency: nobody seals meanwhile; whoever waits seals by the new key.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditSeal.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    before = sealing.fingerprint(sealing.public_key_pem())
    sealing.rotate(last_seal=last)
    details = {"before": before, "after": sealing.fingerprint(sealing.public_key_pem()), "last_seal": last}
    record(
        stream="keys", stream_id="sealing", action="sealing-key-rotated", actor=actor, at=at, details=details
    )
    return last


def _verify_seals(found: Verification, anchor: Anchor | None) -> None:
    for fault in sealing.chain_faults():
        found.add(fault)
    number, previous = 0, GENESIS
    for seal in AuditSeal.objects.order_by("sequence").iterator(chunk_size=_CHUNK):
        faults = list(_faults_of_seal(seal, number + 1, previous))
        number, previous = seal.sequence, bytes(seal.root)
        if anchor and anchor.sequence == number and anchor.root != previous.hex():
            faults.append("与留存的签封不同")
        for fault in faults:
            found.add(f"签封第 {number} 号：{fault}")
        found.seals += 1
        found.newest = Anchor(number, previous.hex())
    if anchor and number < anchor.sequence:
        found.add(f"签封第 {anchor.sequence} 号：留存过，现在没有了")


def newest_faults(count: int) -> list[str]:
    """What is wrong with the newest seals and the entries they cover; the rest is not looked at."""
    newest = list(AuditSeal.objects.order_by("-sequence")[: count + 1])[::-1]
    faults = []
    for before, seal in zip([None, *newest], newest, strict=False):
        if before is None and (seal.sequence > 1 or len(newest) > count):
            continue  # there to continue from
        number, previous = (before.sequence, bytes(before.root)) if before else (0, GENESIS)
        faults += [
            f"签封第 {seal.sequence} 号：{fault}" for fault in _faults_of_seal(seal, number + 1, previous)
        ]
    return faults


def _faults_of_seal(seal: AuditSeal, expected: int, previous: bytes) -> Iterable[str]:
    if seal.sequence != expected or bytes(seal.previous_root) != previous:
        yield "前面缺少签封"
    leaves = [
        (bytes(sealed), bytes(entry))
        for sealed, entry in seal.leaves.order_by("position").values_list("hash", "entry__hash")
    ]
    if len(leaves) != seal.count:
        yield f"应有 {seal.count} 条记录，现有 {len(leaves)} 条"
    elif merkle_root([sealed for sealed, _ in leaves]) != bytes(seal.root):
        yield "所含记录与根不符"
    if any(sealed != entry for sealed, entry in leaves):
        yield "所含记录在签封后被改动"
    if not sealing.verify(_statement(seal), bytes(seal.signature), seal=seal.sequence):
        yield "签名不是本系统的"
