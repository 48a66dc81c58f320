"""Seals: whatever is done to the audit log afterwards is found."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from yichuang.kernel import audit, sealing, seals
from yichuang.kernel.crypto import sm3
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, AuditSeal, SealedEntry, UnsealedEntry

AT = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)


def write(count: int, stream: str = "case", stream_id: object = 1) -> None:
    for step in range(count):
        audit.record(
            stream=stream,
            stream_id=stream_id,
            action=f"step-{step}",
            actor="system",
            at=AT + timedelta(seconds=step),
            details={"step": step},
        )


def sql(statement: str, *parameters: Any) -> None:
    """What an intruder with the owner's password may do, foreign keys switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET LOCAL session_replication_role = origin")


def entry(sequence: int) -> AuditEntry:
    return AuditEntry.objects.get(stream="case", stream_id="1", sequence=sequence)


@pytest.fixture
def sealed_log(db: None, own_keys: Any) -> None:
    """Two seals over two streams, and two entries after them."""
    write(5)
    write(3, stream="party", stream_id="x")
    assert seals.seal_entries(at=AT) == 8
    write(2)
    assert seals.seal_entries(at=AT + timedelta(minutes=5)) == 2
    write(2)


@pytest.mark.usefixtures("sealed_log")
class TestWholeLog:
    def test_is_counted(self):
        found = seals.verify_log()

        assert (found.streams, found.entries, found.seals, found.unsealed) == (2, 12, 2, 2)
        assert (found.fault_count, found.faults) == (0, [])

    def test_names_its_newest_seal(self):
        newest = AuditSeal.objects.get(sequence=2)

        assert seals.verify_log().newest == seals.Anchor(2, bytes(newest.root).hex())

    def test_seals_are_a_chain(self):
        first, second = AuditSeal.objects.order_by("sequence")

        assert bytes(first.previous_root) == bytes(32)
        assert bytes(second.previous_root) == bytes(first.root)
        assert (first.count, second.count) == (8, 2)

    def test_nothing_waiting_writes_no_seal(self):
        assert seals.seal_entries(at=AT) == 2
        assert seals.seal_entries(at=AT) == 0
        assert AuditSeal.objects.count() == 3

    def test_keeps_to_an_anchor(self):
        first = AuditSeal.objects.get(sequence=1)

        assert seals.verify_log(seals.Anchor(1, bytes(first.root).hex())).faults == []


@pytest.mark.usefixtures("sealed_log")
class TestTampering:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("action", "other"),
            ("actor", "user:other"),
            ("at", AT + timedelta(days=1)),
            ("details", '{"step": 99}'),
            ("stream_id", "2"),
        ],
    )
    @pytest.mark.parametrize("sequence", [2, 6])
    def test_changed_content_is_found(self, column, value, sequence):
        sql(f"UPDATE kernel_auditentry SET {column} = %s WHERE id = %s", value, entry(sequence).pk)

        assert any("内容被改动" in fault for fault in seals.verify_log().faults)

    @pytest.mark.parametrize("sequence", [1, 3, 6])
    def test_a_removed_line_is_found(self, sequence):
        sql("DELETE FROM kernel_auditentry WHERE id = %s", entry(sequence).pk)

        assert any(f"缺少第 {sequence} 条" in fault for fault in seals.verify_log().faults)

    def test_a_rewritten_end_of_a_chain_is_found_by_the_seal(self):
        # the intruder hashes anew, so that the chain itself is whole
        last, before = entry(7), entry(6)
        digest = audit.entry_hash(
            bytes(before.hash), "case", "1", 7, "forged", last.actor, last.at, last.details
        )
        sql("DELETE FROM kernel_auditentry WHERE sequence > 7 AND stream = 'case'")
        sql("DELETE FROM kernel_unsealedentry")
        sql("UPDATE kernel_auditentry SET action = 'forged', hash = %s WHERE id = %s", digest, last.pk)

        assert seals.verify_log().faults == ["签封第 2 号：所含记录在签封后被改动"]

    def test_two_lines_in_the_other_order_are_found(self):
        second, third = entry(2), entry(3)
        sql("UPDATE kernel_auditentry SET sequence = 99 WHERE id = %s", second.pk)
        sql("UPDATE kernel_auditentry SET sequence = 2 WHERE id = %s", third.pk)
        sql("UPDATE kernel_auditentry SET sequence = 3 WHERE id = %s", second.pk)

        assert any("内容被改动" in fault for fault in seals.verify_log().faults)

    def test_a_tail_cut_off_after_its_seal_is_found(self):
        sql("DELETE FROM kernel_unsealedentry")
        sql("DELETE FROM kernel_auditentry WHERE stream = 'case' AND sequence >= 6")

        assert seals.verify_log().faults == ["签封第 2 号：应有 2 条记录，现有 0 条"]

    def test_a_tail_cut_off_with_its_leaves_is_found(self):
        gone = entry(7).pk
        sql("DELETE FROM kernel_sealedentry WHERE entry_id = %s", gone)
        sql("DELETE FROM kernel_unsealedentry")
        sql("DELETE FROM kernel_auditentry WHERE stream = 'case' AND sequence >= 7")

        assert seals.verify_log().faults == ["签封第 2 号：应有 2 条记录，现有 1 条"]

    def test_an_entry_taken_out_of_the_queue_is_found(self):
        sql("DELETE FROM kernel_unsealedentry WHERE entry_id = %s", entry(9).pk)

        assert seals.verify_log().faults == ["case/1 第 9 条：既未签封也不在待签封之列"]

    def test_a_removed_seal_in_the_middle_is_found(self):
        sql("DELETE FROM kernel_auditseal WHERE sequence = 1")

        assert "签封第 2 号：前面缺少签封" in seals.verify_log().faults

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("at", AT + timedelta(days=1)),
            ("signature", b"\x30\x06\x02\x01\x01\x02\x01\x01"),
            ("signature", b""),
            ("root", bytes(32)),
        ],
    )
    def test_a_changed_seal_is_found(self, column, value):
        sql(f"UPDATE kernel_auditseal SET {column} = %s WHERE sequence = 1", value)

        assert "签封第 1 号：签名不是本系统的" in seals.verify_log().faults

    def test_a_forged_seal_is_found(self):
        # root and leaves rewritten consistently: only the signature cannot be made
        last = AuditSeal.objects.get(sequence=2)
        forged = [sm3(b"one"), sm3(b"two")]
        for place, digest in enumerate(forged):
            leaf = SealedEntry.objects.get(seal=last, position=place)
            sql("UPDATE kernel_sealedentry SET hash = %s WHERE entry_id = %s", digest, leaf.pk)
            sql("UPDATE kernel_auditentry SET hash = %s WHERE id = %s", digest, leaf.pk)
        sql("UPDATE kernel_auditseal SET root = %s WHERE id = %s", seals.merkle_root(forged), last.pk)

        assert "签封第 2 号：签名不是本系统的" in seals.verify_log().faults

    def test_a_look_at_the_newest_seals_sees_them_and_no_further(self):
        assert (seals.newest_faults(1), seals.newest_faults(9)) == ([], [])
        sql("UPDATE kernel_auditseal SET root = %s WHERE sequence = 1", bytes(32))

        assert seals.newest_faults(1) == ["签封第 2 号：前面缺少签封"]
        assert [fault.partition("：")[0] for fault in seals.newest_faults(9)] == [
            "签封第 1 号",
            "签封第 1 号",
            "签封第 2 号",
        ]
        sql("DELETE FROM kernel_auditseal WHERE sequence = 1")
        assert seals.newest_faults(9) == []  # what was cut off before is for the whole check

    def test_a_log_cut_back_to_an_older_seal_is_found_by_an_anchor(self):
        newest = seals.verify_log().newest
        sql("DELETE FROM kernel_sealedentry WHERE seal_id = %s", AuditSeal.objects.get(sequence=2).pk)
        sql("DELETE FROM kernel_auditseal WHERE sequence = 2")
        sql("DELETE FROM kernel_unsealedentry")
        sql("DELETE FROM kernel_auditentry WHERE stream = 'case' AND sequence >= 6")

        # without the anchor nothing is left that could tell
        assert seals.verify_log().faults == []
        assert seals.verify_log(newest).faults == ["签封第 2 号：留存过，现在没有了"]

    def test_a_log_sealed_anew_is_found_by_an_anchor(self):
        anchor = seals.verify_log().newest
        sql("TRUNCATE kernel_sealedentry, kernel_auditseal, kernel_unsealedentry, kernel_auditentry")
        write(3)
        seals.seal_entries(at=AT)
        write(1)
        seals.seal_entries(at=AT)

        assert seals.verify_log().faults == []
        assert seals.verify_log(anchor).faults == ["签封第 2 号：与留存的签封不同"]

    def test_another_sealing_key_is_found(self, tmp_path, settings):
        settings.KEY_DIR = tmp_path / "other"

        assert seals.verify_log().faults == [
            "签封第 1 号：签名不是本系统的",
            "签封第 2 号：签名不是本系统的",
        ]

    def test_many_faults_are_counted_but_not_all_named(self, monkeypatch):
        monkeypatch.setattr(seals, "_FAULTS_NAMED", 3)
        sql("UPDATE kernel_auditentry SET actor = 'user:other'")

        found = seals.verify_log()

        assert (found.fault_count, len(found.faults)) == (12, 3)


def test_the_merkle_tree_follows_its_definition():
    a, b, c = (sm3(name) for name in (b"a", b"b", b"c"))
    leaf_a, leaf_b, leaf_c = (sm3(b"\x00" + leaf) for leaf in (a, b, c))

    assert seals.merkle_root([a]) == leaf_a
    assert seals.merkle_root([a, b]) == sm3(b"\x01" + leaf_a + leaf_b)
    assert seals.merkle_root([a, b, c]) == sm3(b"\x01" + sm3(b"\x01" + leaf_a + leaf_b) + leaf_c)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 9])
def test_every_leaf_and_its_place_count(count):
    leaves = [sm3(bytes([number])) for number in range(count)]
    root = seals.merkle_root(leaves)

    for place in range(count):
        changed = [*leaves[:place], bytes(32), *leaves[place + 1 :]]
        assert seals.merkle_root(changed) != root
    assert seals.merkle_root([*leaves, leaves[-1]]) != root
    if count > 1:
        assert seals.merkle_root(leaves[::-1]) != root


def test_a_long_queue_is_sealed_piece_by_piece(db, own_keys, monkeypatch):
    monkeypatch.setattr(seals, "_LARGEST_SEAL", 3)
    write(7)

    assert [seals.seal_entries(at=AT) for _ in range(4)] == [3, 3, 1, 0]
    assert seals.verify_log().faults == []


@pytest.mark.django_db(transaction=True)
def test_sealers_at_the_same_time_seal_every_entry_once(at_once, own_keys, monkeypatch):
    monkeypatch.setattr(seals, "_LARGEST_SEAL", 10)
    write(55)

    def seal_all() -> int:
        total = 0
        while count := seals.seal_entries(at=AT):
            total += count
        return total

    results = at_once([seal_all] * 3)

    assert sum(results) == 55
    assert list(AuditSeal.objects.order_by("sequence").values_list("sequence", flat=True)) == list(
        range(1, 7)
    )
    assert seals.verify_log().faults == []


@pytest.mark.django_db(transaction=True)
def test_writers_and_sealers_at_the_same_time_lose_nothing(at_once, own_keys):
    def seal_some() -> int:
        return sum(seals.seal_entries(at=AT) for _ in range(15))

    jobs = [lambda name=name: write(30, stream_id=name) for name in ("a", "b")]
    results = at_once([*jobs, seal_some, seal_some])

    found = seals.verify_log()
    assert results[:2] == [None, None]
    assert (found.faults, found.entries) == ([], 60)
    assert results[2] + results[3] + found.unsealed == 60


def grow(stream_count: int, length: int) -> None:
    """Many entries at once, chained as ``audit.record`` does it."""
    rows = []
    for _ in range(stream_count):
        previous, stream_id = audit.GENESIS, str(new_id())
        for sequence in range(1, length + 1):
            digest = audit.entry_hash(previous, "bulk", stream_id, sequence, "a", "system", AT, {})
            rows.append(
                AuditEntry(
                    stream="bulk",
                    stream_id=stream_id,
                    sequence=sequence,
                    action="a",
                    actor="system",
                    at=AT,
                    details={},
                    previous_hash=previous,
                    hash=digest,
                )
            )
            previous = digest
    AuditEntry.objects.bulk_create(rows, batch_size=1000)
    UnsealedEntry.objects.bulk_create([UnsealedEntry(entry=row) for row in rows], batch_size=1000)
    while seals.seal_entries(at=AT):
        pass


@pytest.mark.django_db(transaction=True)
def test_the_check_needs_no_more_memory_for_a_longer_log(own_keys, monkeypatch):
    monkeypatch.setattr(seals, "_LARGEST_SEAL", 100)
    monkeypatch.setattr(seals, "_CHUNK", 50)

    def peak() -> int:
        tracemalloc.start()
        assert seals.verify_log().faults == []
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    grow(25, 20)
    seals.verify_log()
    short = peak()
    grow(150, 20)
    long = peak()

    assert seals.verify_log().entries == 3_500
    assert long < short + 100_000, "three thousand entries more"


class TestCommands:
    def test_a_whole_log_exits_by_0_and_says_so(self, sealed_log, capsys):
        call_command("audit_verify")

        newest = AuditSeal.objects.get(sequence=2)
        assert capsys.readouterr().out == (
            f"审计日志完整：2 条链，12 条记录，2 个签封，2 条待签封，最新签封 2:{bytes(newest.root).hex()}\n"
        )

    def test_an_empty_log_is_whole(self, db, capsys):
        call_command("audit_verify")

        assert capsys.readouterr().out == "审计日志完整：0 条链，0 条记录，0 个签封，0 条待签封\n"

    def test_a_broken_log_exits_by_1_and_names_the_faults(self, sealed_log, capsys):
        sql("UPDATE kernel_auditentry SET actor = 'user:other' WHERE id = %s", entry(3).pk)

        with pytest.raises(SystemExit) as ended:
            call_command("audit_verify")

        assert ended.value.code == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == "审计日志被改动过，共 1 处：\ncase/1 第 3 条：内容被改动\n"

    def test_json_is_one_document(self, sealed_log, capsys):
        call_command("audit_verify", json=True)

        document = json.loads(capsys.readouterr().out)
        assert (document["entries"], document["faults"], document["newest"]["sequence"]) == (12, [], 2)
        assert document["public_key"] == sealing.public_key_pem().decode()

    def test_a_refusal_in_json_carries_the_faults(self, sealed_log, capsys):
        sql("UPDATE kernel_auditentry SET actor = 'user:other' WHERE id = %s", entry(3).pk)

        with pytest.raises(SystemExit):
            call_command("audit_verify", json=True)

        document = json.loads(capsys.readouterr().out)
        assert document["code"] == "kernel.audit-log-broken"
        assert document["faults"] == ["case/1 第 3 条：内容被改动"]

    def test_a_printed_seal_can_be_given_back_as_anchor(self, sealed_log, capsys):
        call_command("audit_verify")
        anchor = capsys.readouterr().out.split()[-1]

        call_command("audit_verify", f"--anchor={anchor}")
        with pytest.raises(SystemExit) as ended:
            call_command("audit_verify", f"--anchor=9:{'0' * 64}")

        assert ended.value.code == 1
        assert "签封第 9 号：留存过，现在没有了" in capsys.readouterr().err

    def test_seal_says_how_many(self, sealed_log, capsys):
        call_command("audit_seal")

        assert capsys.readouterr().out == "已签封 2 条审计记录\n"
        assert seals.verify_log().unsealed == 0


def test_a_seal_that_cannot_be_signed_leaves_the_queue_as_it_was(db, monkeypatch):
    write(2)

    def refuse(data: bytes) -> bytes:
        raise OSError("no key")

    monkeypatch.setattr(sealing, "sign", refuse)
    with pytest.raises(OSError, match="no key"), transaction.atomic():
        seals.seal_entries(at=AT)

    assert UnsealedEntry.objects.count() == 2
    assert AuditSeal.objects.count() == 0
