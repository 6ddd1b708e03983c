"""The tables, their words and their migrations; nothing else."""

from models.callbacks import Attempt, Callback, Draw, Edition, Opinion
from models.complaints import Attachment, Complaint, Event, Involvement, Remark, Timer
from models.homes import Home, HomeLink, Occupant, Place, Residency
from models.learning import Correction
from models.people import Community, Department, Membership, Person, Staff
from models.posts import CannedReply, GroupChat, Occasion, OneTimeCode, Turn
from models.queues import Card, Dialog, Incoming, Lease, Outgoing

__all__ = [
    "Attachment",
    "Attempt",
    "Callback",
    "CannedReply",
    "Card",
    "Community",
    "Complaint",
    "Correction",
    "Department",
    "Dialog",
    "Draw",
    "Edition",
    "Event",
    "GroupChat",
    "Home",
    "HomeLink",
    "Incoming",
    "Involvement",
    "Lease",
    "Membership",
    "Occasion",
    "Occupant",
    "OneTimeCode",
    "Opinion",
    "Outgoing",
    "Person",
    "Place",
    "Remark",
    "Residency",
    "Staff",
    "Timer",
    "Turn",
]
