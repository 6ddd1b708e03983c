from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from models.callback_kinds import CallbackState, Contact, EditionKind, Outcome, Recheck, Slot, Solved, Way
from models.fields import UtcDatetimeField
from models.kinds import (
    Action,
    AttachmentKind,
    AttachmentStage,
    CardKind,
    CardState,
    Category,
    Channel,
    CodePurpose,
    Discretion,
    Doubt,
    IncomingState,
    InvolvementRole,
    Kind,
    OccasionKind,
    OutgoingState,
    ResidencyKind,
    ResidencyState,
    Role,
    Severity,
    Status,
    TimerKind,
    TimerState,
    Validity,
)
from models.learning import Teacher
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Community",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key", fields.CharField(unique=True, max_length=64)),
                ("name", fields.CharField(max_length=128)),
                ("bot_id", fields.BigIntField(null=True)),
                ("timezone", fields.CharField(default="Asia/Shanghai", max_length=64)),
                ("language", fields.CharField(default="zh_Hans", max_length=16)),
                (
                    "policy",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("last_number", fields.IntField(default=0)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "community", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CannedReply",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="replies",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=500)),
            ],
            options={"table": "canned_reply", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Department",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="departments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("key", fields.CharField(max_length=32)),
                ("name", fields.CharField(max_length=64)),
                (
                    "categories",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("chat_id", fields.BigIntField(null=True, db_index=True)),
                ("topic_id", fields.BigIntField(null=True)),
                ("retired", fields.BooleanField(default=False)),
                ("chat_problem", fields.CharField(default="", max_length=255)),
            ],
            options={
                "table": "department",
                "app": "yingsheng",
                "unique_together": (("community", "key"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Dialog",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key", fields.CharField(unique=True, max_length=96)),
                ("state", fields.CharField(default="", max_length=96)),
                (
                    "data",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("updated_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "dialog", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Draw",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="draws",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("stratum", fields.CharField(max_length=32)),
                ("drawn", fields.IntField(default=0)),
                ("owed", fields.IntField(default=0)),
            ],
            options={
                "table": "draw",
                "app": "yingsheng",
                "unique_together": (("community", "stratum"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Edition",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="editions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(description="EditionKind", enum_type=EditionKind, max_length=24),
                ),
                ("period", fields.DateField()),
                ("made_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "edition",
                "app": "yingsheng",
                "unique_together": (("community", "kind", "period"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="GroupChat",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bot_id", fields.BigIntField()),
                ("chat_id", fields.BigIntField()),
                ("title", fields.CharField(default="", max_length=256)),
                (
                    "missing",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("leave_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "group_chat",
                "app": "yingsheng",
                "unique_together": (("bot_id", "chat_id"),),
                "indexes": [Index(fields=["leave_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Home",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="homes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("building", fields.CharField(max_length=32)),
                ("unit", fields.CharField(default="", max_length=32)),
                ("room", fields.CharField(max_length=32)),
            ],
            options={
                "table": "home",
                "app": "yingsheng",
                "unique_together": (("community", "building", "unit", "room"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Incoming",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bot_id", fields.BigIntField()),
                ("update_id", fields.BigIntField()),
                ("lane", fields.BigIntField()),
                ("body", fields.TextField(unique=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=IncomingState.WAITING,
                        description="IncomingState",
                        enum_type=IncomingState,
                        max_length=24,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("error", fields.CharField(default="", max_length=255)),
                ("received_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("handled_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "incoming",
                "app": "yingsheng",
                "unique_together": (("bot_id", "update_id"),),
                "indexes": [Index(fields=["state", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Lease",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("owner", fields.CharField(max_length=64)),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "lease", "app": "yingsheng", "pk_attr": "name"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Occupant",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "home",
                    fields.ForeignKeyField(
                        "yingsheng.Home",
                        source_field="home_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="occupants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(default="", max_length=64)),
                ("phone", fields.CharField(default="", db_index=True, max_length=32)),
                (
                    "kind",
                    fields.CharEnumField(
                        default=ResidencyKind.UNTOLD,
                        description="ResidencyKind",
                        enum_type=ResidencyKind,
                        max_length=24,
                    ),
                ),
            ],
            options={"table": "occupant", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Place",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="places",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("key", fields.CharField(unique=True, max_length=61)),
                ("name", fields.CharField(max_length=64)),
            ],
            options={"table": "place", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Person",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("telegram_id", fields.BigIntField(null=True, unique=True)),
                ("name", fields.CharField(default="", max_length=256)),
                ("language", fields.CharField(default="", max_length=16)),
                ("language_asked", fields.BooleanField(default=False)),
                ("elder", fields.BooleanField(default=False)),
                ("elder_asked", fields.BooleanField(default=False)),
                ("phone", fields.CharField(default="", max_length=32)),
                ("phone_asked", fields.BooleanField(default=False)),
                ("reachable", fields.BooleanField(default=False)),
                ("budget_from", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("budget_used", fields.IntField(default=0)),
                ("consent_version", fields.CharField(default="", max_length=16)),
                ("consent_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("consent_language", fields.CharField(default="", max_length=16)),
                ("home_asked_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("erased_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "yingsheng.Place",
                        source_field="place_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="visitors",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("place_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="people",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "person", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HomeLink",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "home",
                    fields.ForeignKeyField(
                        "yingsheng.Home",
                        source_field="home_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("digest", fields.CharField(unique=True, max_length=64)),
                (
                    "kind",
                    fields.CharEnumField(
                        default=ResidencyKind.UNTOLD,
                        description="ResidencyKind",
                        enum_type=ResidencyKind,
                        max_length=24,
                    ),
                ),
                (
                    "made_by",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="made_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "home_link", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("digest", fields.CharField(unique=True, max_length=64)),
                (
                    "purpose",
                    fields.CharEnumField(description="CodePurpose", enum_type=CodePurpose, max_length=24),
                ),
                (
                    "department",
                    fields.ForeignKeyField(
                        "yingsheng.Department",
                        source_field="department_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="codes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "taken_by",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="taken_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="codes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("spent_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "one_time_code", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Residency",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="residencies",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("ref", fields.CharField(unique=True, max_length=16)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="residencies",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "home",
                    fields.ForeignKeyField(
                        "yingsheng.Home",
                        source_field="home_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="residencies",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(default="", max_length=128)),
                (
                    "kind",
                    fields.CharEnumField(description="ResidencyKind", enum_type=ResidencyKind, max_length=24),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        description="ResidencyState", enum_type=ResidencyState, max_length=24
                    ),
                ),
                (
                    "settled_by",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="settled_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="settled",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("since", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "residency", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Staff",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="posts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="staff",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("role", fields.CharEnumField(description="Role", enum_type=Role, max_length=24)),
                ("title", fields.CharField(default="", max_length=64)),
                ("on_duty", fields.BooleanField(default=True)),
                ("duty_said_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("left_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "staff",
                "app": "yingsheng",
                "unique_together": (("person", "community"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Complaint",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("ref", fields.CharField(unique=True, max_length=16)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="complaints",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField(null=True)),
                ("status", fields.CharEnumField(description="Status", enum_type=Status, max_length=24)),
                ("version", fields.IntField(default=1)),
                ("round", fields.IntField(default=1)),
                (
                    "level",
                    fields.CharEnumField(
                        default=Role.WORKER, description="Role", enum_type=Role, max_length=24
                    ),
                ),
                (
                    "filer",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="filer_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="complaints",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "home",
                    fields.ForeignKeyField(
                        "yingsheng.Home",
                        source_field="home_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="complaints",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "spot",
                    fields.ForeignKeyField(
                        "yingsheng.Place",
                        source_field="spot_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="complaints",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(
                        default=Channel.BOT, description="Channel", enum_type=Channel, max_length=24
                    ),
                ),
                (
                    "category",
                    fields.CharEnumField(
                        null=True, description="Category", enum_type=Category, max_length=24
                    ),
                ),
                ("subject", fields.CharField(default="", max_length=64)),
                (
                    "kind",
                    fields.CharEnumField(
                        default=Kind.COMPLAINT, description="Kind", enum_type=Kind, max_length=24
                    ),
                ),
                (
                    "severity",
                    fields.CharEnumField(
                        default=Severity.MINOR, description="Severity", enum_type=Severity, max_length=24
                    ),
                ),
                (
                    "validity",
                    fields.CharEnumField(
                        null=True, description="Validity", enum_type=Validity, max_length=24
                    ),
                ),
                (
                    "tracker",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="tracker_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tracked",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("emergency", fields.CharField(default="", max_length=32)),
                ("place", fields.CharField(default="", max_length=255)),
                ("text", fields.TextField(default="", unique=False)),
                (
                    "verdict",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "department",
                    fields.ForeignKeyField(
                        "yingsheng.Department",
                        source_field="department_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="complaints",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "assignee",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="assignee_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tasks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "barred",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="barred_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="barred_from",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "discretion",
                    fields.CharEnumField(
                        default=Discretion.OPEN, description="Discretion", enum_type=Discretion, max_length=24
                    ),
                ),
                (
                    "about",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="about_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="complained_of",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("assistance", fields.BooleanField(default=False)),
                ("incident_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("question_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("call_needed", fields.BooleanField(default=False)),
                ("loss", fields.BooleanField(default=False)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("filed_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answer_due_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("visit_due_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("plan_due_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("finish_due_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("later_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "alarmed",
                    fields.CharEnumField(null=True, description="Role", enum_type=Role, max_length=24),
                ),
                ("done_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "complaint",
                "app": "yingsheng",
                "unique_together": (("community", "number"),),
                "indexes": [Index(fields=["community_id", "status", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Attachment",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("bot_id", fields.BigIntField()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="AttachmentKind", enum_type=AttachmentKind, max_length=24
                    ),
                ),
                (
                    "stage",
                    fields.CharEnumField(
                        description="AttachmentStage", enum_type=AttachmentStage, max_length=24
                    ),
                ),
                ("round", fields.IntField(default=1)),
                ("file_id", fields.CharField(default="", max_length=255)),
                ("file_unique_id", fields.CharField(default="", max_length=64)),
                ("caption", fields.TextField(default="", unique=False)),
                ("album", fields.CharField(default="", max_length=64)),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "attachment", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Callback",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="callbacks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("round", fields.IntField(default=1)),
                (
                    "tier",
                    fields.CharEnumField(
                        default=Role.DESK, description="Role", enum_type=Role, max_length=24
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(description="CallbackState", enum_type=CallbackState, max_length=24),
                ),
                ("way", fields.CharEnumField(null=True, description="Way", enum_type=Way, max_length=24)),
                ("forced", fields.BooleanField(default=False)),
                ("drawn", fields.BooleanField(default=False)),
                ("turn", fields.IntField(default=1)),
                ("changing", fields.BooleanField(default=False)),
                (
                    "solved",
                    fields.CharEnumField(null=True, description="Solved", enum_type=Solved, max_length=24),
                ),
                ("score", fields.IntField(null=True)),
                ("comment", fields.TextField(default="", unique=False)),
                (
                    "reasons",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "contact",
                    fields.CharEnumField(null=True, description="Contact", enum_type=Contact, max_length=24),
                ),
                ("praised", fields.BooleanField(null=True)),
                ("asked_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("held_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answered_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("changed_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "answered_by",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="answered_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "recorded_by",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="recorded_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="recordings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("own_work", fields.BooleanField(default=False)),
                (
                    "recheck",
                    fields.CharEnumField(null=True, description="Recheck", enum_type=Recheck, max_length=24),
                ),
                (
                    "rechecked_by",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="rechecked_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rechecks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "callback",
                "app": "yingsheng",
                "unique_together": (("complaint", "round", "tier"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Attempt",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "callback",
                    fields.ForeignKeyField(
                        "yingsheng.Callback",
                        source_field="callback_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attempts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="staff_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attempts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("slot", fields.CharEnumField(description="Slot", enum_type=Slot, max_length=24)),
                ("outcome", fields.CharEnumField(description="Outcome", enum_type=Outcome, max_length=24)),
                ("disputed", fields.BooleanField(default=False)),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "attempt", "app": "yingsheng", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Card",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bot_id", fields.BigIntField()),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="cards",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(description="CardKind", enum_type=CardKind, max_length=24)),
                ("round", fields.IntField(default=1)),
                ("chat_id", fields.BigIntField(db_index=True)),
                ("topic_id", fields.BigIntField(null=True)),
                ("message_id", fields.BigIntField(null=True)),
                ("urgency", fields.IntField(default=1)),
                (
                    "state",
                    fields.CharEnumField(
                        default=CardState.DUE, description="CardState", enum_type=CardState, max_length=24
                    ),
                ),
                ("wanted", fields.IntField(default=1)),
                ("shown", fields.IntField(default=0)),
                ("digest", fields.CharField(default="", max_length=32)),
                ("pinned", fields.BooleanField(default=False)),
                ("moved_to", fields.CharField(default="", max_length=64)),
                ("bundle_id", fields.BigIntField(null=True, db_index=True)),
                ("attempts", fields.IntField(default=0)),
                ("doubts", fields.IntField(default=0)),
                ("boot", fields.CharField(default="", max_length=32)),
                ("not_before", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("error", fields.CharField(default="", max_length=255)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "card",
                "app": "yingsheng",
                "unique_together": (("complaint", "kind", "chat_id", "round"),),
                "indexes": [
                    Index(fields=["state", "id"]),
                    Index(fields=["chat_id", "message_id"]),
                    Index(fields=["sent_at"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Correction",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="corrections",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "predicted",
                    fields.CharEnumField(description="Category", enum_type=Category, max_length=24),
                ),
                (
                    "corrected",
                    fields.CharEnumField(description="Category", enum_type=Category, max_length=24),
                ),
                ("by", fields.CharEnumField(description="Teacher", enum_type=Teacher, max_length=24)),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "correction",
                "app": "yingsheng",
                "unique_together": (("complaint", "by"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="events",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField()),
                ("action", fields.CharEnumField(description="Action", enum_type=Action, max_length=24)),
                ("status", fields.CharEnumField(description="Status", enum_type=Status, max_length=24)),
                ("round", fields.IntField(default=1)),
                (
                    "actor",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="actor_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="steps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "said_by",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="said_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="quotes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("reason", fields.TextField(default="", unique=False)),
                (
                    "facts",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "event",
                "app": "yingsheng",
                "unique_together": (("complaint", "version"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Involvement",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="involvements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="involvements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="InvolvementRole", enum_type=InvolvementRole, max_length=24
                    ),
                ),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "involvement",
                "app": "yingsheng",
                "unique_together": (("complaint", "person"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Membership",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="staff_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "department",
                    fields.ForeignKeyField(
                        "yingsheng.Department",
                        source_field="department_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "membership",
                "app": "yingsheng",
                "unique_together": (("staff", "department"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Occasion",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "community",
                    fields.ForeignKeyField(
                        "yingsheng.Community",
                        source_field="community_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="occasions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(description="OccasionKind", enum_type=OccasionKind, max_length=24),
                ),
                ("period", fields.CharField(max_length=32)),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "signed_by",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="signed_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="signatures",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("signed_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("warned_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "occasion",
                "app": "yingsheng",
                "unique_together": (("community", "kind", "period"),),
                "indexes": [Index(fields=["kind", "at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Opinion",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="opinions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("round", fields.IntField(default=1)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="opinions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("solved", fields.CharEnumField(description="Solved", enum_type=Solved, max_length=24)),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "opinion",
                "app": "yingsheng",
                "unique_together": (("complaint", "round", "person"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Outgoing",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bot_id", fields.BigIntField()),
                ("lane", fields.BigIntField()),
                ("urgency", fields.IntField(default=1)),
                ("method", fields.CharField(default="", max_length=64)),
                (
                    "params",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("notice", fields.CharField(default="", max_length=64)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="outgoing",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("key", fields.CharField(null=True, unique=True, max_length=96)),
                (
                    "doubt",
                    fields.CharEnumField(
                        default=Doubt.ONCE, description="Doubt", enum_type=Doubt, max_length=24
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=OutgoingState.WAITING,
                        description="OutgoingState",
                        enum_type=OutgoingState,
                        max_length=24,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("doubts", fields.IntField(default=0)),
                ("boot", fields.CharField(default="", max_length=32)),
                ("not_before", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("message_id", fields.BigIntField(null=True)),
                ("error", fields.CharField(default="", max_length=255)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "outgoing",
                "app": "yingsheng",
                "indexes": [Index(fields=["state", "id"]), Index(fields=["lane", "sent_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Remark",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="remarks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "yingsheng.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="remarks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("bot_id", fields.BigIntField()),
                ("message_id", fields.BigIntField()),
                ("told_in", fields.BigIntField()),
                ("version", fields.IntField(null=True)),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "remark",
                "app": "yingsheng",
                "unique_together": (("person", "bot_id", "message_id"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Timer",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "complaint",
                    fields.ForeignKeyField(
                        "yingsheng.Complaint",
                        source_field="complaint_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="timers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(description="TimerKind", enum_type=TimerKind, max_length=24)),
                ("round", fields.IntField(default=1)),
                ("rung", fields.IntField(default=0)),
                (
                    "state",
                    fields.CharEnumField(
                        default=TimerState.ARMED,
                        description="TimerState",
                        enum_type=TimerState,
                        max_length=24,
                    ),
                ),
                ("due_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("fired_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("attempts", fields.IntField(default=0)),
                ("error", fields.CharField(default="", max_length=255)),
            ],
            options={
                "table": "timer",
                "app": "yingsheng",
                "unique_together": (("complaint", "kind", "round", "rung"),),
                "indexes": [Index(fields=["state", "due_at", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Turn",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "yingsheng.Staff",
                        source_field="staff_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="turns",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("weekday", fields.IntField()),
                ("starts", fields.CharField(max_length=5)),
            ],
            options={
                "table": "turn",
                "app": "yingsheng",
                "unique_together": (("staff", "weekday", "starts"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
