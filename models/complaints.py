"""What: complaints with their history, timers and callbacks."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.fields import UtcDatetimeField, word
from models.homes import Home, Place
from models.kinds import (
    Action,
    AttachmentKind,
    AttachmentStage,
    Category,
    Channel,
    Discretion,
    InvolvementRole,
    Kind,
    Role,
    Severity,
    Status,
    TimerKind,
    TimerState,
    Validity,
)
from models.people import Community, Department, Person, Staff


class Complaint(Model):
    """The record (I2). Only desk.changes alters status and version, by compare-and-set."""

    id = fields.BigIntField(primary_key=True)
    ref = fields.CharField(max_length=16, unique=True)  # unguessable, in buttons and links
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="complaints", db_index=True
    )
    community_id: int
    number = fields.IntField(null=True)  # people read it out on the phone; drafts have none
    status: Status = word(Status)
    version = fields.IntField(default=1)
    round = fields.IntField(default=1)  # one more each time it is reopened
    level: Role = word(Role, default=Role.WORKER)  # the lowest role that may lead it
    filer: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="complaints", null=True, db_index=True
    )
    filer_id: int | None
    home: fields.ForeignKeyNullableRelation[Home] = fields.ForeignKeyField(
        "yingsheng.Home", related_name="complaints", null=True, db_index=True
    )
    home_id: int | None
    spot: fields.ForeignKeyNullableRelation[Place] = fields.ForeignKeyField(
        "yingsheng.Place", related_name="complaints", null=True, db_index=True
    )
    spot_id: int | None  # whose code was scanned before
    channel: Channel = word(Channel, default=Channel.BOT)
    category: Category | None = word(Category, null=True)
    subject = fields.CharField(max_length=64, default="")
    kind: Kind = word(Kind, default=Kind.COMPLAINT)
    severity: Severity = word(Severity, default=Severity.MINOR)
    validity: Validity | None = word(Validity, null=True)  # never shown to residents
    tracker: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="tracked", null=True, db_index=True
    )
    tracker_id: int | None  # who follows an important one to its end, by name (D2)
    emergency = fields.CharField(max_length=32, default="")  # which danger, "" when none
    place = fields.CharField(max_length=255, default="")
    text = fields.TextField(default="")
    verdict: dict[str, Any] = fields.JSONField(default=dict)  # what triage said, and why
    department: fields.ForeignKeyNullableRelation[Department] = fields.ForeignKeyField(
        "yingsheng.Department", related_name="complaints", null=True, db_index=True
    )
    department_id: int | None
    assignee: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="tasks", null=True, db_index=True
    )
    assignee_id: int | None
    barred: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="barred_from", null=True, db_index=True
    )
    barred_id: int | None  # led the round that went wrong, so may not lead this one (C3)
    discretion: Discretion = word(Discretion, default=Discretion.OPEN)
    about: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="complained_of", null=True, db_index=True
    )
    about_id: int | None  # whom of the staff it is about, as far as it says so (D8)
    assistance = fields.BooleanField(default=False)  # somebody needs help on the stairs
    incident_at: datetime | None = UtcDatetimeField(null=True)  # since when many households share it (D10)
    question_at: datetime | None = UtcDatetimeField(null=True)  # since when the resident owes an answer
    call_needed = fields.BooleanField(default=False)  # the chat doesn't reach the resident
    loss = fields.BooleanField(default=False)  # it cost the resident money: both leaders visit (S1)
    created_at: datetime = UtcDatetimeField()
    filed_at: datetime | None = UtcDatetimeField(null=True)
    answer_due_at: datetime | None = UtcDatetimeField(null=True)
    visit_due_at: datetime | None = UtcDatetimeField(null=True)  # while somebody is awaited there
    plan_due_at: datetime | None = UtcDatetimeField(null=True)  # while a result or a plan is owed
    finish_due_at: datetime | None = UtcDatetimeField(null=True)
    later_at: datetime | None = UtcDatetimeField(null=True)  # told to the resident instead of a promise
    alarmed: Role | None = word(Role, null=True)  # the highest level that heard how late it is
    done_at: datetime | None = UtcDatetimeField(null=True)
    closed_at: datetime | None = UtcDatetimeField(null=True)

    joiners: frozenset[int] = frozenset()  # no column: persons who said "me too", once somebody has looked

    class Meta:
        table = "complaint"
        unique_together = (("community", "number"),)
        indexes = (Index(fields=("community_id", "status", "id")),)


class Involvement(Model):
    """A resident belongs to a complaint: filed it, or joined it."""

    id = fields.BigIntField(primary_key=True)
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="involvements", db_index=True
    )
    complaint_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="involvements", db_index=True
    )
    person_id: int
    role: InvolvementRole = word(InvolvementRole)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "involvement"
        unique_together = (("complaint", "person"),)


class Attachment(Model):
    """Something sent along. The bytes stay with Telegram; file ids are per bot."""

    id = fields.BigIntField(primary_key=True)
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="attachments", db_index=True
    )
    complaint_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="attachments", db_index=True
    )
    person_id: int
    bot_id = fields.BigIntField()
    kind: AttachmentKind = word(AttachmentKind)
    stage: AttachmentStage = word(AttachmentStage)
    round = fields.IntField(default=1)
    file_id = fields.CharField(max_length=255, default="")
    file_unique_id = fields.CharField(max_length=64, default="")
    caption = fields.TextField(default="")
    album = fields.CharField(max_length=64, default="")  # Telegram's media_group_id
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "attachment"


class Remark(Model):
    """One message of a resident, by its id: found again when it is edited, or replied to."""

    id = fields.BigIntField(primary_key=True)
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="remarks", db_index=True
    )
    complaint_id: int  # where it belongs now
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="remarks", db_index=True
    )
    person_id: int
    bot_id = fields.BigIntField()
    message_id = fields.BigIntField()
    told_in = fields.BigIntField()  # id of the complaint whose history holds its words
    version = fields.IntField(null=True)  # the step that holds them; null: it had none
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "remark"
        unique_together = (("person", "bot_id", "message_id"),)


class Event(Model):
    """One step of a complaint's history. Never changed, never deleted."""

    id = fields.BigIntField(primary_key=True)
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="events", db_index=True
    )
    complaint_id: int
    version = fields.IntField()  # the complaint's version that this step made
    action: Action = word(Action)
    status: Status = word(Status)  # after the step
    round = fields.IntField(default=1)
    actor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="steps", null=True, db_index=True
    )
    actor_id: int | None  # null: the clock
    said_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="quotes", null=True, db_index=True
    )
    said_by_id: int | None  # whose words its facts quote; null: the actor's own, or nobody's
    reason = fields.TextField(default="")
    facts: dict[str, Any] = fields.JSONField(default=dict)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "event"
        unique_together = (("complaint", "version"),)


class Timer(Model):
    """Something is to happen at a moment; a sweep looks, nobody sleeps."""

    id = fields.BigIntField(primary_key=True)
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="timers", db_index=True
    )
    complaint_id: int
    kind: TimerKind = word(TimerKind)
    round = fields.IntField(default=1)
    rung = fields.IntField(default=0)
    state: TimerState = word(TimerState, default=TimerState.ARMED)
    due_at: datetime = UtcDatetimeField()
    fired_at: datetime | None = UtcDatetimeField(null=True)
    attempts = fields.IntField(default=0)  # failed ones; a timer that keeps failing waits longer
    error = fields.CharField(max_length=255, default="")

    class Meta:
        table = "timer"
        unique_together = (("complaint", "kind", "round", "rung"),)
        indexes = (Index(fields=("state", "due_at", "id")),)
