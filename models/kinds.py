"""The words the tables use. Every member is stored by its value, so values never change."""

from enum import StrEnum


class Category(StrEnum):
    """Which kind of matter a complaint is (I5)."""

    CLEANING = "cleaning"
    REPAIRS = "repairs"
    SECURITY = "security"
    NOISE = "noise"
    FEES = "fees"
    OTHER = "other"  # goes to the desk


class Kind(StrEnum):
    """What the resident wants of us (I4); only complaints and repairs get deadlines."""

    COMPLAINT = "complaint"
    REPAIR = "repair"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Severity(StrEnum):
    """How much is at stake (I6)."""

    MINOR = "minor"
    IMPORTANT = "important"
    MAJOR = "major"


class Status(StrEnum):
    """Where a complaint stands; desk.lifecycle says how it moves."""

    DRAFT = "draft"  # exists since the first message, not yet confirmed
    WAITING = "waiting"  # dispatched, nobody has accepted it
    ACCEPTED = "accepted"  # somebody signed for it by name
    ON_HOLD = "on_hold"  # paused with a reason and an end date
    DONE = "done"  # the work is finished; the callback is owed
    CLOSED = "closed"  # the resident answered, or could not be reached
    REFUSED = "refused"  # not ours, with a manager's consent
    WITHDRAWN = "withdrawn"  # taken back by the resident


class Action(StrEnum):
    """What happened to a complaint: the verbs of its history."""

    DRAFT = "draft"
    REFINE = "refine"
    DISCARD = "discard"
    FILE = "file"
    JOIN = "join"  # another household said "me too"
    LEAVE = "leave"  # and that it was something else after all
    ALARM = "alarm"  # somebody is needed at once
    SUPPLEMENT = "supplement"
    REVISE = "revise"  # a message was edited after it was filed; the first words stay in the history
    URGE = "urge"
    WISH = "wish"  # what the resident would like to be done (I2)
    RESCHEDULE = "reschedule"  # the resident asks for another time (I7)
    WITHDRAW = "withdraw"
    CALM = "calm"  # it is no danger after all, and an ordinary report again
    RESTORE = "restore"  # the withdrawal is taken back: it waits again
    RESTORE_WORK = "restore_work"  # likewise, and whoever had accepted it has it again
    RESTORE_REST = "restore_rest"  # likewise, and it goes on resting until the day that was told
    ACCEPT = "accept"
    ARRIVE = "arrive"  # on site
    ASK = "ask"
    ANSWER = "answer"
    APPOINT = "appoint"  # staff propose a time
    PREFER = "prefer"  # the resident would rather have another one
    AGREE = "agree"  # whoever was asked says yes to it
    HOLD = "hold"
    RESUME = "resume"
    RETURN = "return"  # to the desk
    TRANSFER = "transfer"  # to another department
    TAKE_BACK = "take_back"  # accepted and then left lying
    REASSIGN = "reassign"
    TELL = "tell"  # staff write to the resident, through the bot
    REPLY = "reply"  # the resident writes back
    NOTE = "note"
    REMARK = "remark"  # between staff; the resident never hears it
    COMPLETE = "complete"
    CALL_BACK = "call_back"
    REMIND = "remind"
    OWE_CALL = "owe_call"
    TRY = "try"  # somebody phoned or rang, and got no answer
    RECORD = "record"  # what the resident said on the phone or at the door
    CHECK = "check"  # somebody else asked again about such a record
    ASK_AGAIN = "ask_again"  # it was not so: the callback is owed anew, also after it was closed on it
    RATE = "rate"
    PRAISE = "praise"
    CLOSE = "close"
    REOPEN = "reopen"
    CONTACT = "contact"  # somebody who leads it spoke to the resident of a bad answer
    CONTRADICT = "contradict"  # nobody did, the resident says
    OPINE = "opine"  # a neighbour who joined says whether it is solved
    ASK_TIME = "ask_time"  # whoever has it asks for more time (D4)
    EXTEND = "extend"  # granted
    DENY = "deny"  # not granted
    JUDGE = "judge"  # another severity, or its validity (I6)
    PROPOSE = "propose"  # not ours, the desk thinks (I8)
    KEEP = "keep"  # ours all the same, the manager says
    REFUSE = "refuse"  # not ours, with the manager's consent
    OBJECT = "object"  # the resident doesn't agree, once
    UPHOLD = "uphold"  # the director doesn't either
    TAKE_UP = "take_up"  # but does it after all
    THANK = "thank"  # a suggestion or praise was read; nothing more is owed
    WARN = "warn"  # the resident hears that a promise will break, and the new time
    ESCALATE = "escalate"
    SORT = "sort"  # the desk puts the category right
    MERGE = "merge"  # it is one with another, and goes on there
    ABSORB = "absorb"  # another one goes on here
    SPLIT = "split"  # a part of it goes on by itself
    NAME = "name"  # which of the staff it is about
    HOUSE = "house"  # which home it is about
    REVEAL = "reveal"  # somebody was shown the resident's phone number
    INHERIT = "inherit"  # its filer is forgotten or takes it back, who joined it goes on
    ERASE = "erase"  # the resident wants nothing of them kept
    GO_ON = "go_on"  # likewise, but a danger goes on without them


class Discretion(StrEnum):
    """Who may learn of it (D8, S1)."""

    OPEN = "open"
    ANONYMOUS = "anonymous"  # staff see the matter, not who reported it
    CONFIDENTIAL = "confidential"  # about somebody of the staff: only those above them


class WithdrawReason(StrEnum):
    """Why a resident took a complaint back; the manager can list them."""

    SOLVED = "solved"  # by itself
    MISTAKE = "mistake"  # sent by mistake
    FALSE_ALARM = "false_alarm"  # there was no danger
    CHANGED = "changed"  # changed their mind


class Validity(StrEnum):
    """Whose fault it is (S1): set by the desk, never shown to residents."""

    CLASS_1 = "class_1"  # ours
    CLASS_2 = "class_2"  # legacy, building quality, or a cause outside
    INVALID = "invalid"  # not ours, or without facts


class Channel(StrEnum):
    """How a complaint reached the register (I1)."""

    BOT = "bot"
    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    EMAIL = "email"
    PATROL = "patrol"


class Role(StrEnum):
    """What a member of staff is, in rising order of authority."""

    WORKER = "worker"
    DESK = "desk"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    DIRECTOR = "director"


class ResidencyKind(StrEnum):
    """In which capacity a person lives in a home."""

    OWNER = "owner"
    TENANT = "tenant"
    FAMILY = "family"
    UNTOLD = "untold"  # neither they nor the roster said


class ResidencyState(StrEnum):
    """How sure we are that a person lives in a home."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"  # the desk or those who live there don't know them
    ENDED = "ended"


class InvolvementRole(StrEnum):
    """How a resident belongs to a complaint."""

    FILER = "filer"
    JOINED = "joined"  # said "me too"


class AttachmentKind(StrEnum):
    """What was attached; the file itself stays with Telegram."""

    PHOTO = "photo"
    VIDEO = "video"
    ROUND_VIDEO = "video_note"
    ANIMATION = "animation"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    LOCATION = "location"


class AttachmentStage(StrEnum):
    """When it was attached: before or after the work (D7)."""

    REPORT = "report"
    PROOF = "proof"
    TALK = "talk"  # passed on between staff and resident


class Ending(StrEnum):
    """How the work ended; what has to come again has not ended, and is an appointment instead."""

    REPAIRED = "repaired"
    TEMPORARY = "temporary"


class TimerKind(StrEnum):
    """What is to happen at a moment."""

    DRAFT_NUDGE = "draft_nudge"
    DRAFT_DOUBT = "draft_doubt"  # nobody said whether somebody is in danger
    DRAFT_FILE = "draft_file"  # an unfinished draft goes to the desk
    ANSWER_DUE = "answer_due"  # first human answer (D3)
    VISIT_DUE = "visit_due"  # somebody is there: an emergency, or at the agreed time (D3)
    PLAN_DUE = "plan_due"  # a result or a first plan (D3)
    FINISH_DUE = "finish_due"  # finished (D3)
    HOLD_END = "hold_end"  # the work goes on by itself
    RESTORE_END = "restore_end"  # a withdrawal can't be taken back any more
    IDLE = "idle"  # accepted, and nothing since
    CALLBACK_ASK = "callback_ask"
    CALLBACK_REMIND = "callback_remind"
    CALLBACK_PHONE = "callback_phone"  # no answer in the chat: a person phones
    CALLBACK_STANDS = "callback_stands"  # an answer can't be changed any more
    CALLBACK_SETTLE = "callback_settle"  # solved, but never scored
    CONTACT_DUE = "contact_due"  # after a bad answer somebody who leads it has spoken to them


class TimerState(StrEnum):
    """A timer fires at most once."""

    ARMED = "armed"
    PAUSED = "paused"  # the complaint is withdrawn; goes on when it is restored
    FIRED = "fired"
    CANCELLED = "cancelled"


class CardKind(StrEnum):
    """Which face of a complaint a live message shows."""

    STAFF = "staff"
    RECEIPT = "receipt"
    CALLBACK = "callback"
    PHONE = "phone"  # the desk is to phone somebody
    BENCH = "bench"  # a member of staff opened it in private
    BUNDLE = "bundle"  # many new ones at once, in one message


class CardState(StrEnum):
    """Whether the message shows what it should."""

    DUE = "due"  # to be sent or edited
    SENDING = "sending"  # a first send is under way or its outcome is unknown
    SHOWN = "shown"
    BUNDLED = "bundled"  # told of on a bundle, until somebody accepts it
    PARKED = "parked"  # can't be shown; the reason is beside it
    VOID = "void"  # its message is gone for good


class OutgoingState(StrEnum):
    """How far a queued call to Telegram has come."""

    WAITING = "waiting"
    SENDING = "sending"  # committed before the request leaves
    SENT = "sent"
    PARKED = "parked"  # not delivered; reason beside it, can be replayed
    DROPPED = "dropped"  # not worth repeating: a doubtful reminder, an expired press


class Doubt(StrEnum):
    """What to do when nobody knows whether a send arrived (promises R1, R4, R5)."""

    REPEAT = "repeat"  # harmless: edits, deletes, answers
    ONCE = "once"  # rather twice than never, but not three times
    NEVER = "never"  # rather never than twice


class CodePurpose(StrEnum):
    """What a one-time code is good for."""

    FOUND = "found"  # set up a community, as its first manager
    BIND = "bind"  # make a group or topic a department's own


class OccasionKind(StrEnum):
    """What the calendar brings once per period."""

    SHIFT = "shift"  # a shift has begun, and its beginning was looked after
    HANDOVER = "handover"  # the card with which one shift hands over to the next (D9)


class IncomingState(StrEnum):
    """How far an update has come."""

    WAITING = "waiting"
    DONE = "done"
    QUARANTINED = "quarantined"  # can be replayed
