"""Seals over the audit log, and the check of the whole log.

A job gathers every entry no seal covers, makes a Merkle tree of their hashes and signs its root
together with the root before it. Who keeps the newest seal elsewhere can prove that nothing older
was changed or removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yichuang.kernel import sealing
from yichuang.kernel.audit import GENESIS, entry_hash
from yichuang.kernel.crypto import sm3
from yichuang.kernel.models import AuditEntry, AuditSeal, SealedEntry, UnsealedEntry
from yichuang.kernel.transactions import act

_LARGEST_SEAL = 50_000


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root of the Merkle tree over at least one 32-byte leaf; leaves and nodes hash under different prefixes."""
    level = [sm3(b"\x00" + leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [
            sm3(b"\x01" + level[i] + level[i + 1]) if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
        level = pairs
    return level[0]


@act
def seal_entries(*, at: datetime) -> int:
    """Seal every waiting entry under one signed root; returns how many (0 writes nothing).

    Concurrency: two sealers take different entries (SKIP LOCKED), and the unique sequence of a
    seal lets one of two simultaneous seals win; the other's entries wait for the next run.
    """
    waiting = list(
        UnsealedEntry.objects.select_for_update(skip_locked=True, of=("self",))
        .order_by("entry_id")
        .values_list("entry_id", "entry__hash")[:_LARGEST_SEAL]
    )
    if not waiting:
        return 0
    last = AuditSeal.objects.order_by("-sequence").first()
    previous = bytes(last.root) if last else GENESIS
    root = merkle_root([bytes(digest) for _, digest in waiting])
    seal = AuditSeal.objects.create(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        count=len(waiting),
        previous_root=previous,
        root=root,
        signature=sealing.sign(previous + root),
    )
    SealedEntry.objects.bulk_create(
        SealedEntry(entry_id=entry_id, seal=seal, position=place, hash=digest)
        for place, (entry_id, digest) in enumerate(waiting)
    )
    UnsealedEntry.objects.filter(entry_id__in=[entry_id for entry_id, _ in waiting]).delete()
    return len(waiting)


@dataclass
class Verification:
    """What the check of the audit log found. ``faults`` is empty when the log is whole."""

    streams: int = 0
    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)


def verify_log() -> Verification:
    """Walk every chain and every seal; memory stays flat."""
    found = Verification()
    _verify_chains(found)
    _verify_seals(found)
    found.unsealed = UnsealedEntry.objects.count()
    return found


def _verify_chains(found: Verification) -> None:
    here: tuple[str, str] | None = None
    expected, previous = 1, GENESIS
    rows: Iterator[AuditEntry] = AuditEntry.objects.order_by("stream", "stream_id", "sequence").iterator(2000)
    for row in rows:
        if (row.stream, row.stream_id) != here:
            here, expected, previous = (row.stream, row.stream_id), 1, GENESIS
            found.streams += 1
        found.entries += 1
        name = f"{row.stream}/{row.stream_id} #{row.sequence}"
        if row.sequence != expected:
            found.faults.append(f"{name}: entry {expected} is missing")
        if bytes(row.previous_hash) != previous:
            found.faults.append(f"{name}: does not follow the entry before it")
        digest = entry_hash(
            bytes(row.previous_hash), row.stream, row.stream_id, row.sequence, row.action, row.actor, row.at, row.details
        )
        if digest != bytes(row.hash):
            found.faults.append(f"{name}: content was changed")
        expected, previous = row.sequence + 1, bytes(row.hash)


def _verify_seals(found: Verification) -> None:
    previous = GENESIS
    for expected, seal in enumerate(AuditSeal.objects.order_by("sequence").iterator(200), start=1):
        found.seals += 1
        name = f"seal {seal.sequence}"
        if seal.sequence != expected or bytes(seal.previous_root) != previous:
            found.faults.append(f"{name}: a seal before it is missing")
        leaves = list(seal.leaves.order_by("position").values_list("hash", "entry__hash"))
        if len(leaves) != seal.count or merkle_root([bytes(leaf) for leaf, _ in leaves] or [GENESIS]) != bytes(seal.root):
            found.faults.append(f"{name}: its entries do not give its root")
        if any(bytes(leaf) != bytes(entry) for leaf, entry in leaves):
            found.faults.append(f"{name}: an entry under it was changed")
        if not sealing.verify(bytes(seal.previous_root) + bytes(seal.root), bytes(seal.signature)):
            found.faults.append(f"{name}: the signature is not ours")
        previous = bytes(seal.root)
