"""Setting up and standing in: one-time codes, the groups the bot is in, turns of duty, handovers."""

from datetime import datetime

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.fields import UtcDatetimeField, word
from models.kinds import CodePurpose, OccasionKind
from models.people import Community, Department, Person, Staff


class OneTimeCode(Model):
    """A right that is handed over once. Only its digest is kept, so nobody reads it here (T6)."""

    id = fields.BigIntField(primary_key=True)
    digest = fields.CharField(max_length=64, unique=True)  # SHA-256 of 128 random bits
    purpose: CodePurpose = word(CodePurpose)
    department: fields.ForeignKeyNullableRelation[Department] = fields.ForeignKeyField(
        "yingsheng.Department", related_name="codes", null=True, db_index=True
    )
    department_id: int | None  # whose group it binds
    taken_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="codes", null=True, db_index=True
    )
    taken_by_id: int | None  # the first who showed it; nobody else can use it any more
    expires_at: datetime = UtcDatetimeField()
    spent_at: datetime | None = UtcDatetimeField(null=True)
    created_at: datetime = UtcDatetimeField()

    class Meta:
        table = "one_time_code"


class GroupChat(Model):
    """A group the bot is in, as Telegram last told."""

    id = fields.BigIntField(primary_key=True)
    bot_id = fields.BigIntField()
    chat_id = fields.BigIntField()
    title = fields.CharField(max_length=256, default="")
    missing: list[str] = fields.JSONField(default=list)  # rights the bot hasn't got there
    leave_at: datetime | None = UtcDatetimeField(null=True)  # unless somebody binds it before (T5)

    class Meta:
        table = "group_chat"
        unique_together = (("bot_id", "chat_id"),)
        indexes = (Index(fields=("leave_at",)),)


class Turn(Model):
    """A weekly turn of duty: on this weekday, from the handover at this time to the next one."""

    id = fields.BigIntField(primary_key=True)
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="turns", db_index=True
    )
    staff_id: int
    weekday = fields.IntField()  # 0 is Monday
    starts = fields.CharField(max_length=5)  # "07:45", the community's own time

    class Meta:
        table = "turn"
        unique_together = (("staff", "weekday", "starts"),)


class Occasion(Model):
    """What the calendar brings, once per community, kind and period, whoever looks first."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="occasions", db_index=True
    )
    community_id: int
    kind: OccasionKind = word(OccasionKind)
    period = fields.CharField(max_length=32)  # "2026-11-23T07:45", the community's own time
    at: datetime = UtcDatetimeField()
    signed_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="signatures", null=True, db_index=True
    )
    signed_by_id: int | None  # who took the shift over
    signed_at: datetime | None = UtcDatetimeField(null=True)
    warned_at: datetime | None = UtcDatetimeField(null=True)  # that nobody signed in time

    class Meta:
        table = "occasion"
        unique_together = (("community", "kind", "period"),)
        indexes = (Index(fields=("kind", "at")),)


class CannedReply(Model):
    """Words a community's desk uses again and again."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="replies", db_index=True
    )
    community_id: int
    text = fields.CharField(max_length=500)

    class Meta:
        table = "canned_reply"
