from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from yichuang.foundation.notices import queries, services
from yichuang.foundation.notices.errors import NoticeIncomplete, NoticeUnknown
from yichuang.foundation.notices.models import AuthorityMark, Notice, token_of
from yichuang.foundation.notices.tests.factories import AT, CASE_NUMBER, authority, content, issue
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places.tests.factories import OutletFactory
from yichuang.kernel.grants import grant_application
from yichuang.kernel.models import OutboxEvent

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]


def test_numbers_run_per_authority_kind_and_year() -> None:
    transport, market = authority(), authority(name="安澜县市场监督管理局", short_name="安市监")

    numbers = [
        issue(NoticeKind.RECEIPT, transport).number,
        issue(NoticeKind.RECEIPT, transport).number,
        issue(NoticeKind.ACCEPTANCE_NOTICE, transport).number,
        issue(NoticeKind.RECEIPT, market).number,
        issue(NoticeKind.RECEIPT, transport, at=datetime(2027, 1, 4, 2, 0, tzinfo=UTC)).number,
        issue(NoticeKind.GRANT_DECISION, transport).number,
        issue(NoticeKind.COMPLETION_NOTICE, transport).number,
    ]

    assert numbers == [
        "安交收〔2026〕1 号",
        "安交收〔2026〕2 号",
        "安交受〔2026〕1 号",
        "安市监收〔2026〕1 号",
        "安交收〔2027〕1 号",
        "安交许准〔2026〕1 号",
        "安交办结〔2026〕1 号",
    ]


def test_the_year_is_that_of_shanghai() -> None:
    assert "〔2027〕" in issue(at=datetime(2026, 12, 31, 16, 0, tzinfo=UTC)).number


def test_the_mark_an_administrator_gave_goes_before_the_short_name() -> None:
    by = authority(short_name="")
    assert issue(by=by).number == "安澜县交通运输局收〔2026〕1 号"

    AuthorityMark.objects.create(authority_id=by.id, mark="安交运")

    assert issue(by=by).number == "安交运收〔2026〕2 号"


def test_a_number_of_an_undone_transaction_is_not_used_again() -> None:
    by = authority()
    issue(by=by)
    with transaction.atomic():
        assert issue(by=by).number == "安交收〔2026〕2 号"
        transaction.set_rollback(True)

    assert issue(by=by).number == "安交收〔2026〕3 号"
    assert Notice.objects.count() == 2


def test_papers_that_are_not_notices_are_numbered_too() -> None:
    by = authority()

    numbers = [services.next_document_number(authority=by, kind="result", at=AT) for _ in range(2)]

    assert numbers == ["安交证〔2026〕1 号", "安交证〔2026〕2 号"]


def test_issuing_takes_two_statements() -> None:
    by = authority()
    issue(by=by)

    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        issue(by=by)

    assert [q["sql"].split()[0] for q in captured.captured_queries] == ["WITH", "INSERT"]


def test_an_issued_notice_is_frozen_and_can_be_found() -> None:
    by, outlet = authority(), OutletFactory()

    ref = issue(NoticeKind.ACCEPTANCE_NOTICE, by, outlet_id=outlet.pk)

    view = queries.notice(ref.id)
    assert (view.kind, view.number, view.token) == (NoticeKind.ACCEPTANCE_NOTICE, ref.number, ref.token)
    assert (view.case_number, view.authority_id, view.outlet_id) == (CASE_NUMBER, by.id, outlet.pk)
    assert (view.title, view.issued_at, view.ready) == ("受理通知书", AT, False)
    assert queries.notice_of_token(ref.token) == view
    assert queries.notices_of_case(CASE_NUMBER) == (view,)
    frozen = queries.frozen_notice(ref.id)
    assert (frozen.number, frozen.token, frozen.authority.name) == (ref.number, ref.token, by.name)
    assert frozen.content.applicant.name == "样例物流有限公司"


def test_documents_of_a_case_come_in_order_of_issue_with_one_statement() -> None:
    by = authority()
    kinds = [NoticeKind.RECEIPT, NoticeKind.ACCEPTANCE_NOTICE, NoticeKind.GRANT_DECISION]
    issued = [issue(kind, by) for kind in kinds]
    issue(by=by, case_number="another")

    with CaptureQueriesContext(connection) as captured:
        views = queries.notices_of_case(CASE_NUMBER)

    assert [view.id for view in views] == [ref.id for ref in issued]
    assert len(captured.captured_queries) == 1


def test_neither_row_nor_event_shows_a_person() -> None:
    ref = issue(applicant={"name": "张三丰", "id_type": "resident-id", "id_number": "99010119900101001X"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(n)::text FROM notices_notice n WHERE id = %s", [ref.id])
        (row,) = cursor.fetchone()
    event = OutboxEvent.objects.get(name="notices.notice-issued")
    for text in (row, str(event.payload)):
        assert "张三丰" not in text
        assert "张三丰".encode().hex() not in text
        assert "99010119900101001X" not in text
        assert ref.token not in text
        assert ref.token.encode().hex() not in text
    assert event.payload == {
        "notice_id": str(ref.id),
        "kind": "receipt",
        "number": ref.number,
        "case_number": CASE_NUMBER,
        "authority_id": str(queries.notice(ref.id).authority_id),
    }


def test_an_incomplete_notice_leaves_nothing_and_spends_no_number() -> None:
    by = authority()
    incomplete = content(NoticeKind.RECEIPT)
    del incomplete["answer_due_on"]

    with pytest.raises(NoticeIncomplete):
        services.issue_notice(
            kind=NoticeKind.RECEIPT, authority=by, case_number=CASE_NUMBER, data=incomplete, at=AT
        )

    assert not Notice.objects.exists()
    assert not OutboxEvent.objects.exists()
    assert issue(by=by).number.endswith("〕1 号")


def test_tokens_are_long_distinct_and_unknown_ones_find_nothing() -> None:
    by = authority()
    tokens = {issue(by=by).token for _ in range(20)}

    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {26}
    with pytest.raises(NoticeUnknown):
        queries.notice_of_token("a" * 26)
    with pytest.raises(NoticeUnknown):
        queries.frozen_notice(Notice().pk)
    assert token_of(Notice().pk) not in tokens


@pytest.mark.parametrize(
    ("code", "kind", "year"),
    [
        ("dept", "receipt", 1999),
        ("dept", "receipt", 3000),
        ("dept", "x'; DROP TABLE notices_notice; --", 2026),
        ("a/b", "receipt", 2026),
        ("", "receipt", 2026),
        ("局" * 20, "receipt", 2026),
    ],
)
def test_the_function_makes_no_sequence_of_a_strange_name(code: str, kind: str, year: int) -> None:
    with pytest.raises(DatabaseError, match="no document numbers"), connection.cursor() as cursor:
        cursor.execute("SELECT next_document_number(%s, %s, %s)", [code, kind, year])


def test_a_quote_in_an_authority_code_is_only_a_name() -> None:
    by = authority(code='d"); DROP SCHEMA public; --')

    assert issue(by=by).number.endswith("〕1 号")
    assert issue(by=by).number.endswith("〕2 号")


@pytest.fixture
def second_connection(transactional_db: None) -> Iterator[psycopg.Connection[tuple[int]]]:
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"],
        dbname=settings["NAME"],
    ) as other:  # fmt: skip
        yield other


CALL = "SELECT next_document_number('race', 'receipt', 2026)"


def drop_race() -> None:
    with connection.cursor() as cursor:
        cursor.execute('DROP SEQUENCE IF EXISTS document_numbers."race/receipt/2026"')


def test_two_first_users_of_a_year_get_two_numbers(
    second_connection: psycopg.Connection[tuple[int]],
) -> None:
    drop_race()
    numbers: list[int] = []

    def other() -> None:
        row = second_connection.execute(CALL).fetchone()
        assert row
        numbers.append(row[0])
        second_connection.commit()

    thread = threading.Thread(target=other)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CALL)
        first = cursor.fetchone()[0]
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()  # waits: the sequence is not committed yet
        assert numbers == []
    thread.join(60)

    assert (first, numbers) == (1, [2])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CALL)
        assert cursor.fetchone()[0] == 3
        row = second_connection.execute(CALL).fetchone()  # nobody waits any more
        assert row == (4,)
        second_connection.rollback()
    drop_race()


def test_numbers_of_many_writers_are_all_different(
    second_connection: psycopg.Connection[tuple[int]],
) -> None:
    drop_race()
    numbers: list[int] = []

    def other() -> None:
        for _ in range(50):
            row = second_connection.execute(CALL).fetchone()
            assert row
            numbers.append(row[0])
            second_connection.commit()

    thread = threading.Thread(target=other)
    thread.start()
    own = []
    with connection.cursor() as cursor:
        for _ in range(50):
            cursor.execute(CALL)
            own.append(cursor.fetchone()[0])
    thread.join(60)

    assert sorted(own + numbers) == list(range(1, 101))
    drop_race()


def test_the_application_role_may_number_and_add_but_not_create_or_change() -> None:
    by = authority()
    name = connection.ops.quote_name
    role = "yc_notices_test_app"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name(role)}")
    grant_application(connection, role)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {name(role)}")
        ref = issue(by=by)
        assert ref.number == "安交收〔2026〕1 号"
        for forbidden in (
            'CREATE SEQUENCE document_numbers."own/receipt/2026"',
            "CREATE TABLE public.own (x int)",
            'SELECT last_value FROM document_numbers."own/receipt/2026"',
            "UPDATE notices_notice SET number = 'x'",
            "DELETE FROM notices_notice",
            "UPDATE notices_noticefile SET rendered_at = now()",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(forbidden)
        cursor.execute("RESET ROLE")
        cursor.execute(f"DROP OWNED BY {name(role)}")
        cursor.execute(f"DROP ROLE {name(role)}")
    assert queries.notice(ref.id).number == ref.number
