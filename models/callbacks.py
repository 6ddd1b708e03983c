"""The callback: what the resident answered, who asked, whom a lot fell on, and what was published."""

from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model

from models.callback_kinds import CallbackState, Contact, EditionKind, Outcome, Recheck, Slot, Solved, Way
from models.complaints import Complaint
from models.fields import UtcDatetimeField, word
from models.kinds import Role
from models.people import Community, Person, Staff


class Callback(Model):
    """The follow-up conversation of one round (C1-C3): the live vote, as it was given or taken down.

    Former answers of the same round are in the history (Event); here stands the one that counts.
    """

    id = fields.BigIntField(primary_key=True)
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="callbacks", db_index=True
    )
    complaint_id: int
    round = fields.IntField(default=1)
    tier: Role = word(Role, default=Role.DESK)  # who holds it: the bot for the desk, or a visit above
    state: CallbackState = word(CallbackState)
    way: Way | None = word(Way, null=True)  # how it was answered
    forced = fields.BooleanField(default=False)  # a visit that has to be held: major, or a loss
    drawn = fields.BooleanField(default=False)  # a visit that a lot fell on
    turn = fields.IntField(default=1)  # one more each time the resident wants to answer anew
    changing = fields.BooleanField(default=False)  # is asked anew; until then the former answer counts
    solved: Solved | None = word(Solved, null=True)
    score = fields.IntField(null=True)  # 1 to 5
    comment = fields.TextField(default="")
    reasons: list[str] = fields.JSONField(default=list)
    contact: Contact | None = word(Contact, null=True)  # after a bad answer: how to be contacted
    praised = fields.BooleanField(null=True)  # after a good one; null: not decided
    asked_at: datetime = UtcDatetimeField()
    held_at: datetime | None = UtcDatetimeField(null=True)  # answered, refused or given up for the first time
    answered_at: datetime | None = UtcDatetimeField(null=True)  # for the first time
    changed_at: datetime | None = UtcDatetimeField(null=True)  # for the last time
    answered_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="answers", null=True, db_index=True
    )
    answered_by_id: int | None
    recorded_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="recordings", null=True, db_index=True
    )
    recorded_by_id: int | None  # who phoned or visited, whatever came of it; null: answered in the chat
    own_work = fields.BooleanField(default=False)  # by who did the work, since nobody else is there to ask
    recheck: Recheck | None = word(Recheck, null=True)  # null: the lot did not fall on this record
    rechecked_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="rechecks", null=True, db_index=True
    )
    rechecked_by_id: int | None

    class Meta:
        table = "callback"
        unique_together = (("complaint", "round", "tier"),)


class Attempt(Model):
    """One documented try to reach the resident by phone or at the door."""

    id = fields.BigIntField(primary_key=True)
    callback: fields.ForeignKeyRelation[Callback] = fields.ForeignKeyField(
        "yingsheng.Callback", related_name="attempts", db_index=True
    )
    callback_id: int
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField(
        "yingsheng.Staff", related_name="attempts", db_index=True
    )
    staff_id: int
    slot: Slot = word(Slot)
    outcome: Outcome = word(Outcome)
    disputed = fields.BooleanField(default=False)  # another person found that it was not so: counts no more
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "attempt"


class Draw(Model):
    """How many took part so far in the lots of one stratum; the next one's place in its block."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="draws", db_index=True
    )
    community_id: int
    stratum = fields.CharField(max_length=32)
    drawn = fields.IntField(default=0)
    owed = fields.IntField(default=0)  # lots that fell where nobody could visit: the next one takes it

    class Meta:
        table = "draw"
        unique_together = (("community", "stratum"),)


class Opinion(Model):
    """Whether it is solved for somebody who had said "me too"; counted apart from the filer's answer."""

    id = fields.BigIntField(primary_key=True)
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="opinions", db_index=True
    )
    complaint_id: int
    round = fields.IntField(default=1)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="opinions", db_index=True
    )
    person_id: int
    solved: Solved = word(Solved)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "opinion"
        unique_together = (("complaint", "round", "person"),)


class Edition(Model):
    """What is published once per community and period, however many processes try."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="editions", db_index=True
    )
    community_id: int
    kind: EditionKind = word(EditionKind)
    period: date = fields.DateField()  # its first day, in the community's time zone
    made_at: datetime = UtcDatetimeField()

    class Meta:
        table = "edition"
        unique_together = (("community", "kind", "period"),)
