"""What comes in, what goes out, what is shown, and who is in the middle of saying something."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.complaints import Complaint
from models.fields import UtcDatetimeField, word
from models.kinds import CardKind, CardState, Doubt, IncomingState, OutgoingState


class Incoming(Model):
    """An update as Telegram sent it, written down before Telegram is told."""

    id = fields.BigIntField(primary_key=True)
    bot_id = fields.BigIntField()
    update_id = fields.BigIntField()
    lane = fields.BigIntField()  # the person; updates of one lane are handled in order
    body = fields.TextField()  # JSON, ASCII only
    state: IncomingState = word(IncomingState, default=IncomingState.WAITING)
    attempts = fields.IntField(default=0)  # started and not finished
    error = fields.CharField(max_length=255, default="")
    received_at: datetime = UtcDatetimeField()
    handled_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "incoming"
        unique_together = (("bot_id", "update_id"),)
        indexes = (Index(fields=("state", "id")),)


class Outgoing(Model):
    """One call to Telegram that is owed.

    Either a finished call (method and params), or a notice: what to tell whom, put into words
    when it is sent.
    """

    id = fields.BigIntField(primary_key=True)
    bot_id = fields.BigIntField()
    lane = fields.BigIntField()  # the chat; 0: bound to no chat, neither ordered nor paced
    urgency = fields.IntField(default=1)  # 0 danger, 1 ordinary, 2 can wait
    method = fields.CharField(max_length=64, default="")  # "" for a notice
    params: dict[str, Any] = fields.JSONField(default=dict)
    notice = fields.CharField(max_length=64, default="")
    complaint: fields.ForeignKeyNullableRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="outgoing", null=True, db_index=True
    )
    complaint_id: int | None
    key = fields.CharField(max_length=96, null=True, unique=True)  # the same thing is never owed twice
    doubt: Doubt = word(Doubt, default=Doubt.ONCE)
    state: OutgoingState = word(OutgoingState, default=OutgoingState.WAITING)
    attempts = fields.IntField(default=0)
    doubts = fields.IntField(default=0)  # how often the outcome was unknown
    boot = fields.CharField(max_length=32, default="")  # which run of the courier took it
    not_before: datetime | None = UtcDatetimeField(null=True)
    message_id = fields.BigIntField(null=True)
    error = fields.CharField(max_length=255, default="")
    created_at: datetime = UtcDatetimeField()
    sent_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "outgoing"
        indexes = (Index(fields=("state", "id")), Index(fields=("lane", "sent_at")))


class Card(Model):
    """A live message: shows one complaint in one chat, and is kept up to date."""

    id = fields.BigIntField(primary_key=True)
    bot_id = fields.BigIntField()
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="cards", db_index=True
    )
    complaint_id: int
    kind: CardKind = word(CardKind)
    round = fields.IntField(default=1)
    chat_id = fields.BigIntField(db_index=True)
    topic_id = fields.BigIntField(null=True)
    message_id = fields.BigIntField(null=True)
    urgency = fields.IntField(default=1)  # as in Outgoing
    state: CardState = word(CardState, default=CardState.DUE)
    wanted = fields.IntField(default=1)  # rises whenever it should show something else
    shown = fields.IntField(default=0)  # what was wanted when that was drawn which it shows
    digest = fields.CharField(max_length=32, default="")  # of what it shows, to skip equal edits
    pinned = fields.BooleanField(default=False)
    moved_to = fields.CharField(max_length=64, default="")  # the department that has it now
    bundle_id = fields.BigIntField(null=True, db_index=True)  # the card of the bundle that tells of it
    attempts = fields.IntField(default=0)
    doubts = fields.IntField(default=0)
    boot = fields.CharField(max_length=32, default="")
    not_before: datetime | None = UtcDatetimeField(null=True)
    error = fields.CharField(max_length=255, default="")
    created_at: datetime = UtcDatetimeField()
    sent_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "card"
        unique_together = (("complaint", "kind", "chat_id", "round"),)
        indexes = (
            Index(fields=("state", "id")),
            Index(fields=("chat_id", "message_id")),
            Index(fields=("sent_at",)),
        )


class Dialog(Model):
    """Where a person is in a conversation: aiogram's state and data."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=96, unique=True)
    state = fields.CharField(max_length=96, default="")
    data: dict[str, Any] = fields.JSONField(default=dict)
    updated_at: datetime = UtcDatetimeField()

    class Meta:
        table = "dialog"


class Lease(Model):
    """Who may do what only one process may do; expires by itself."""

    name = fields.CharField(max_length=64, primary_key=True)
    owner = fields.CharField(max_length=64)
    expires_at: datetime = UtcDatetimeField()

    class Meta:
        table = "lease"
