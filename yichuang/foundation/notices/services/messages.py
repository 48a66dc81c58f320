"""Messages: written in the caller's transaction, carried away afterwards, tried again when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from yichuang.foundation.notices import rules
from yichuang.foundation.notices.adapters import message_channel
from yichuang.foundation.notices.adapters.texts import message_texts
from yichuang.foundation.notices.errors import AddressMissing, ChannelUnavailable, MessageUnknown
from yichuang.foundation.notices.events import MessageQueued
from yichuang.foundation.notices.models import Message
from yichuang.foundation.notices.types import Channel, MessageState, MessageText, OutgoingMessage
from yichuang.foundation.parties import queries as parties
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act

_BATCH = 50


@act
def send_message(
    *,
    channel: Channel,
    to_party_id: UUID | None,
    template: str,
    context: Mapping[str, str],
    at: datetime,
    dedupe_key: str = "",
) -> UUID:
    """Send a message to a party (发送消息). It is worded now, in every language, and carried later.

    Args:
        to_party_id: None sends it to ``context["address"]``.
        template: a file in ``adapters/texts``; ``context`` has its values, masked where personal.
        dedupe_key: a second message with the same key is not sent; without personal data.

    Returns:
        The message's id; of the first one, when the key was used before.

    Raises:
        AddressMissing: the party has no address on this channel.

    Publishes:
        ``notices.message-queued`` v1, unless the channel needs no carrying.
    """
    address = None
    if channel is not Channel.IN_APP or to_party_id is None:
        address = _address(to_party_id, context)
    message = Message(channel=channel, template=template, to_party_id=to_party_id, address=address)
    return _write(message, context, at, dedupe_key)


@act
def notify_staff(
    *, user_id: UUID, template: str, context: Mapping[str, str], at: datetime, dedupe_key: str = ""
) -> UUID:
    """Put a message into the in-app list of a member of staff (站内消息). As :func:`send_message`."""
    return _write(
        Message(channel=Channel.IN_APP, template=template, to_user_id=user_id), context, at, dedupe_key
    )


def _address(to_party_id: UUID | None, context: Mapping[str, str]) -> str:
    address = parties.for_documents(to_party_id).phone if to_party_id else context.get("address", "")
    if not address:
        raise AddressMissing("办事人没有留联系电话，消息发不出去")
    return address


def _write(message: Message, context: Mapping[str, str], at: datetime, dedupe_key: str) -> UUID:
    """Write the row once per key; announce it when it has to be carried."""
    texts = message_texts(message.template, context)
    message.texts = {language: asdict(text) for language, text in texts.items()}
    message.created_at = at
    message.dedupe_key = dedupe_key or None
    in_app = message.channel == Channel.IN_APP
    message.state = MessageState.SENT if in_app else MessageState.WAITING
    message.sent_at, message.next_attempt_at = (at, None) if in_app else (None, at)
    Message.objects.bulk_create([message], ignore_conflicts=True)
    if dedupe_key:
        first = Message.objects.values_list("pk", flat=True).get(dedupe_key=dedupe_key)
        if first != message.pk:
            return first
    if not in_app:
        outbox.publish(MessageQueued(message.pk, message.channel), actor="system", at=at)
    return message.pk


def deliver_message(*, message_id: UUID, at: datetime) -> bool:
    """Try to carry one message away (投递), when it is due; says whether it is gone.

    The attempt is booked first, so that a worker that dies in the middle does not try for ever;
    the channel is then called outside any transaction.

    Policy: attempts after 1, 2, 4 … minutes, eight in all; then the message has failed.
    """
    message = _begin_attempt(message_id=message_id, at=at)
    if message is None:
        return False
    texts = {language: MessageText(**text) for language, text in message.texts.items()}
    outgoing = OutgoingMessage(message.pk, message.address or "", texts, message.created_at)
    try:
        message_channel(Channel(message.channel)).deliver(outgoing)
    except ChannelUnavailable:
        return False
    _end_attempt(message_id=message_id, at=at)
    return True


def deliver_due_messages(*, at: datetime) -> int:
    """Try every message that is due, up to one batch; returns how many were tried."""
    due = Message.objects.filter(state=MessageState.WAITING, next_attempt_at__lte=at)
    ids = list(due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:_BATCH])
    for message_id in ids:
        deliver_message(message_id=message_id, at=at)
    return len(ids)


@act
def _begin_attempt(*, message_id: UUID, at: datetime) -> Message | None:
    """Book an attempt and when the next may be. None: not waiting, not due, or somebody else's."""
    message = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(pk=message_id, state=MessageState.WAITING, next_attempt_at__lte=at)
        .first()
    )
    if message is None:
        return None
    message.attempts += 1
    message.next_attempt_at = rules.next_attempt_at(message.attempts, at)
    message.state = MessageState.WAITING if message.next_attempt_at else MessageState.FAILED
    message.save(update_fields=["attempts", "next_attempt_at", "state"])
    return message


@act
def _end_attempt(*, message_id: UUID, at: datetime) -> None:
    Message.objects.filter(pk=message_id).update(state=MessageState.SENT, sent_at=at, next_attempt_at=None)


@act
def mark_read(*, message_id: UUID, user_id: UUID, at: datetime) -> None:
    """Note that a member of staff has read a message (已读); the first time counts.

    Raises:
        MessageUnknown: no such message in this person's list.
    """
    mine = Message.objects.filter(pk=message_id, to_user_id=user_id, channel=Channel.IN_APP)
    if not mine.exists():
        raise MessageUnknown
    mine.filter(read_at__isnull=True).update(read_at=at)


@act
def mark_all_read(*, user_id: UUID, up_to: UUID, at: datetime) -> int:
    """Note that a member of staff has read every message up to one (全部已读); returns how many were new.

    Args:
        up_to: id of the newest message on the page; what came afterwards stays unread.
    """
    mine = Message.objects.filter(to_user_id=user_id, channel=Channel.IN_APP, pk__lte=up_to)
    return mine.filter(read_at__isnull=True).update(read_at=at)
