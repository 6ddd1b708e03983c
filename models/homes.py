"""Where: homes, who lives in them as far as we know, and places with a code to scan."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from models.fields import UtcDatetimeField, word
from models.kinds import ResidencyKind, ResidencyState
from models.people import Community, Person


class Place(Model):
    """A spot with a code to scan: a lift, a bin room. The next report comes from there."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="places", db_index=True
    )
    community_id: int
    key = fields.CharField(max_length=61, unique=True)  # the community's and its own; a link holds 64 letters
    name = fields.CharField(max_length=64)

    class Meta:
        table = "place"


class Home(Model):
    """A dwelling: building, unit, room, each as desk.addresses writes it ("3", "1", "502")."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="homes", db_index=True
    )
    community_id: int
    building = fields.CharField(max_length=32)
    unit = fields.CharField(max_length=32, default="")
    room = fields.CharField(max_length=32)

    class Meta:
        table = "home"
        unique_together = (("community", "building", "unit", "room"),)


class Residency(Model):
    """A person lives in a home, as far as we know."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="residencies", db_index=True
    )
    person_id: int
    ref = fields.CharField(max_length=16, unique=True)  # in buttons
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "yingsheng.Community", related_name="residencies", db_index=True
    )
    community_id: int
    home: fields.ForeignKeyNullableRelation[Home] = fields.ForeignKeyField(
        "yingsheng.Home", related_name="residencies", null=True, db_index=True
    )
    home_id: int | None  # null: they told an address that is on no list
    address = fields.CharField(max_length=128, default="")  # as they told it; "" when a link said it
    kind: ResidencyKind = word(ResidencyKind)
    state: ResidencyState = word(ResidencyState)
    settled_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="settled", null=True, db_index=False
    )
    settled_by_id: int | None  # who confirmed or refused it; null: a link or the roster
    since: datetime = UtcDatetimeField()
    ended_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "residency"


class HomeLink(Model):
    """A letter's code or an invitation: binds whoever opens it first, once, for a while (T6)."""

    id = fields.BigIntField(primary_key=True)
    home: fields.ForeignKeyRelation[Home] = fields.ForeignKeyField(
        "yingsheng.Home", related_name="links", db_index=True
    )
    home_id: int
    digest = fields.CharField(max_length=64, unique=True)  # SHA-256 of the token, which nobody keeps
    kind: ResidencyKind = word(ResidencyKind, default=ResidencyKind.UNTOLD)
    made_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "yingsheng.Person", related_name="invitations", null=True, db_index=False
    )
    made_by_id: int | None  # null: a letter of the desk
    expires_at: datetime = UtcDatetimeField()
    used_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "home_link"


class Occupant(Model):
    """Whom the estate's own roster names for a home."""

    id = fields.BigIntField(primary_key=True)
    home: fields.ForeignKeyRelation[Home] = fields.ForeignKeyField(
        "yingsheng.Home", related_name="occupants", db_index=True
    )
    home_id: int
    name = fields.CharField(max_length=64, default="")
    phone = fields.CharField(max_length=32, default="", db_index=True)
    kind: ResidencyKind = word(ResidencyKind, default=ResidencyKind.UNTOLD)

    class Meta:
        table = "occupant"
