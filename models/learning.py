"""What people taught us: where triage was wrong."""

from datetime import datetime
from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from models.complaints import Complaint
from models.fields import UtcDatetimeField, word
from models.kinds import Category


class Teacher(StrEnum):
    """Who corrected triage; the last word of each counts."""

    RESIDENT = "resident"
    STAFF = "staff"


class Correction(Model):
    """Somebody said that a complaint belongs to another category. Its text stays with the complaint."""

    id = fields.BigIntField(primary_key=True)
    complaint: fields.ForeignKeyRelation[Complaint] = fields.ForeignKeyField(
        "yingsheng.Complaint", related_name="corrections", db_index=True
    )
    complaint_id: int
    predicted: Category = word(Category)
    corrected: Category = word(Category)
    by: Teacher = word(Teacher)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "correction"
        unique_together = (("complaint", "by"),)
