"""What the buttons up to filing mean: ways to begin, a draft's edits, the same matter, danger."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.payload import Ref
from models.kinds import Category


class Start(StrEnum):
    """What the greeting offers."""

    LIFT = "lift"
    DIRT = "dirt"
    GUIDE = "guide"  # step by step
    PERSON = "person"
    CANCEL = "cancel"


class Need(StrEnum):
    """What somebody in danger may need."""

    NOW = "now"  # somebody at once
    STAIRS = "stairs"  # help on the stairs
    FALSE_ALARM = "false"


class EditVerb(StrEnum):
    """What of a draft is to be changed before it is filed."""

    PLACE = "place"
    PHOTO = "photo"  # how to add one
    WORK = "work"  # not only a suggestion or praise: to be dealt with
    PREVIOUS = "prev"  # one step back on the guided way


class StartTap(CallbackData, prefix="gs"):
    what: Start


class BeginTap(CallbackData, prefix="gb"):
    """The first step of the guided way."""

    category: Category


class SubjectTap(CallbackData, prefix="gu"):
    subject: Annotated[str, Field(pattern=r"^[a-z_]{0,32}$")]  # "": something else
    ref: Ref


class JoinTap(CallbackData, prefix="gj"):
    """ "Me too": the draft goes into a complaint of somebody else."""

    ref: Ref
    into: Ref


class LeaveTap(CallbackData, prefix="gl"):
    """It was something else after all."""

    ref: Ref


class QuitTap(CallbackData, prefix="gq"):
    """Who said "me too" takes that back; the matter goes on as the others'."""

    ref: Ref


class NeedTap(CallbackData, prefix="gx"):
    need: Need
    ref: Ref


class EditTap(CallbackData, prefix="ge"):
    verb: EditVerb
    ref: Ref


class PlaceHomeTap(CallbackData, prefix="gh"):
    """A draft is in this home of its author."""

    ref: Ref
    home: Ref
