"""Who: communities, residents, staff and departments."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

from models.fields import UtcDatetimeField, word
from models.kinds import Role

if TYPE_CHECKING:
    from models.homes import Place


class Community(Model):
    """One estate with its own staff groups, policy, clock and language."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=128)
    bot_id = fields.BigIntField(null=True)  # which of our bots serves it; null: whichever runs
    timezone = fields.CharField(max_length=64, default="Asia/Shanghai")
    language = fields.CharField(max_length=16, default="zh_Hans")
    policy: dict[str, Any] = fields.JSONField(default=dict)  # what differs from the defaults
    last_number = fields.IntField(default=0)  # of the complaints, read out on the phone
    created_at: datetime = UtcDatetimeField()

    class Meta:
        table = "community"


class Department(Model):
    """Who does the work of some categories, and where they are told."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="departments", db_index=True
    )
    community_id: int
    key = fields.CharField(max_length=32)
    name = fields.CharField(max_length=64)
    categories: list[str] = fields.JSONField(default=list)
    chat_id = fields.BigIntField(null=True, db_index=True)
    topic_id = fields.BigIntField(null=True)
    retired = fields.BooleanField(default=False)  # no longer named; kept for the record
    chat_problem = fields.CharField(max_length=255, default="")  # why it can't be told, "" when it can

    class Meta:
        table = "department"
        unique_together = (("community", "key"),)


class Person(Model):
    """A human being, with or without Telegram."""

    id = fields.BigIntField(primary_key=True)
    telegram_id = fields.BigIntField(null=True, unique=True)
    name = fields.CharField(max_length=256, default="")
    language = fields.CharField(max_length=16, default="")  # chosen or told by Telegram; "" unknown
    language_asked = fields.BooleanField(default=False)  # once is enough
    elder = fields.BooleanField(default=False)  # shorter sentences, one button a row
    elder_asked = fields.BooleanField(default=False)
    phone = fields.CharField(max_length=32, default="")  # from their own contact only (T7)
    phone_asked = fields.BooleanField(default=False)
    reachable = fields.BooleanField(default=False)  # has started the bot and not blocked it
    budget_from: datetime | None = UtcDatetimeField(null=True)  # since when their messages are counted (T13)
    budget_used = fields.IntField(default=0)
    consent_version = fields.CharField(max_length=16, default="")  # of the privacy notice they were shown
    consent_at: datetime | None = UtcDatetimeField(null=True)
    consent_language = fields.CharField(max_length=16, default="")
    home_asked_at: datetime | None = UtcDatetimeField(null=True)  # asked once, and only after filing
    erased_at: datetime | None = UtcDatetimeField(null=True)  # at their own wish: nothing of them is left
    place: fields.ForeignKeyNullableRelation["Place"] = fields.ForeignKeyField(
        "yingsheng.Place", related_name="visitors", null=True, db_index=False
    )
    place_id: int | None  # whose code they scanned last
    place_at: datetime | None = UtcDatetimeField(null=True)
    community: fields.ForeignKeyNullableRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="people", null=True, db_index=True
    )
    community_id: int | None
    created_at: datetime = UtcDatetimeField()

    class Meta:
        table = "person"


class Staff(Model):
    """A person works for a community, in one role."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="posts", db_index=True
    )
    person_id: int
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="staff", db_index=True
    )
    community_id: int
    role: Role = word(Role)
    title = fields.CharField(max_length=64, default="")  # how residents know them
    on_duty = fields.BooleanField(default=True)  # as last said; counts until the next shift begins
    duty_said_at: datetime | None = UtcDatetimeField(null=True)
    left_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "staff"
        unique_together = (("person", "community"),)


class Membership(Model):
    """A member of staff belongs to a department."""

    id = fields.BigIntField(primary_key=True)
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="memberships", db_index=True
    )
    staff_id: int
    department: fields.ForeignKeyRelation[Department] = fields.ForeignKeyField(
        "yingsheng.Department", related_name="memberships", db_index=True
    )
    department_id: int

    class Meta:
        table = "membership"
        unique_together = (("staff", "department"),)
