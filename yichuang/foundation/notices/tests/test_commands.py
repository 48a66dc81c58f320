from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from yichuang.foundation.notices import services
from yichuang.foundation.notices.tests.factories import AT
from yichuang.foundation.notices.tests.reading import words_of
from yichuang.foundation.notices.tests.test_messages import ACCEPTED, party
from yichuang.foundation.notices.types import Channel, NoticeKind


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_sample_of_every_kind_can_be_looked_at(
    kind: NoticeKind, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sample.pdf"

    call_command("notice_sample", kind.value, str(out), "--json")

    text = words_of(out.read_bytes())
    assert kind.label in text
    assert "样例" in text
    assert json.loads(capsys.readouterr().out) == {
        "kind": kind.value,
        "path": str(out),
        "bytes": out.stat().st_size,
    }


def test_an_unknown_kind_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("notice_sample", "letter", str(tmp_path / "x.pdf"))


def test_a_file_that_cannot_be_written_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="写不了") as refusal:
        call_command("notice_sample", "receipt", str(tmp_path / "no" / "x.pdf"))
    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_messages_of_the_file_channel_can_be_read(
    tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    call_command("message_read")
    assert "没有消息" in capsys.readouterr().out

    message_id = services.send_message(
        channel=Channel.FILE, to_party_id=party(), template="case-accepted", context=ACCEPTED, at=AT
    )
    services.deliver_message(message_id=message_id, at=AT)
    call_command("message_read")

    printed = capsys.readouterr().out
    assert "13800003210  您的申请已受理" in printed
    assert "990101202603020000017" in printed


def test_the_web_never_loads_the_typesetter() -> None:
    """The addresses of the web, and all jobs, are imported in a process of their own."""
    code = (
        "import sys, django; django.setup(); import config.urls; "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        "print('typst' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
