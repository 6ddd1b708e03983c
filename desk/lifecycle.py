"""How a complaint moves: one table of (status, action) → next status and who may do it.

Whatever is not in the table is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.kinds import Action, Status


class Part(StrEnum):
    """What somebody is to one complaint at the moment of the press."""

    FILER = "filer"  # it is their complaint
    RESIDENT = "resident"  # it is theirs, and they hold no post here: staff never rate staff
    JOINED = "joined"  # they said "me too" (once desk.joining has read who did)
    NEIGHBOUR = "neighbour"  # likewise, and they hold no post here
    MEMBER = "member"  # belongs to the department that owns it
    LEADER = "leader"  # may lead it at its present level
    ASSIGNEE = "assignee"  # has accepted it
    DESK = "desk"  # sits at its community's desk
    SUPERIOR = "superior"  # supervisor or above in its community
    CLOCK = "clock"  # time itself


@dataclass(frozen=True)
class Step:
    to: Status
    by: frozenset[Part]


def _step(to: Status, *by: Part) -> Step:
    return Step(to, frozenset(by))


OVER = (Status.CLOSED, Status.REFUSED, Status.WITHDRAWN)


def _forgotten(status: Status) -> Status:
    """What becomes of a complaint whose filer is: nobody can be asked back, so an open one ends."""
    return status if status in OVER else Status.WITHDRAWN


D, W, A, H, DONE = Status.DRAFT, Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE
GONE = Status.WITHDRAWN
CLOSED = Status.CLOSED
ASKED = (W, A, H, DONE, CLOSED)  # a drawn visit is held even when the next round has begun
P = Part
OWN = (P.ASSIGNEE, P.SUPERIOR)  # who works on it, and who answers for them
STAFF = (P.MEMBER, P.ASSIGNEE, P.DESK, P.SUPERIOR)

STEPS: Mapping[tuple[Status, Action], Step] = {
    (D, Action.REFINE): _step(D, P.FILER, P.DESK, P.SUPERIOR),
    (D, Action.REMIND): _step(D, P.CLOCK),
    (D, Action.DISCARD): _step(Status.WITHDRAWN, P.FILER, P.DESK, P.SUPERIOR, P.CLOCK),
    (D, Action.FILE): _step(W, P.FILER, P.DESK, P.SUPERIOR, P.CLOCK),
    (D, Action.ALARM): _step(D, P.FILER),
    (W, Action.JOIN): _step(W, P.JOINED),
    (A, Action.JOIN): _step(A, P.JOINED),
    (H, Action.JOIN): _step(H, P.JOINED),
    (W, Action.LEAVE): _step(W, P.JOINED),
    (A, Action.LEAVE): _step(A, P.JOINED),
    (H, Action.LEAVE): _step(H, P.JOINED),
    (DONE, Action.LEAVE): _step(DONE, P.JOINED),
    (Status.WITHDRAWN, Action.LEAVE): _step(D, P.FILER),  # a draft that went into another matter comes back
    (W, Action.ALARM): _step(W, P.FILER, P.JOINED),
    (A, Action.ALARM): _step(A, P.FILER, P.JOINED),
    (H, Action.ALARM): _step(H, P.FILER, P.JOINED),
    **{(status, Action.SORT): _step(status, P.DESK, P.SUPERIOR) for status in (W, A, H)},
    **{(status, Action.MERGE): _step(GONE, P.DESK, P.SUPERIOR) for status in (W, A, H)},
    **{(status, Action.ABSORB): _step(status, P.DESK, P.SUPERIOR) for status in (W, A, H)},
    **{(status, Action.NAME): _step(W, P.DESK, P.SUPERIOR) for status in (W, A, H)},
    **{(status, Action.SPLIT): _step(status, P.DESK, P.SUPERIOR) for status in (W, A, H)},
    (W, Action.SUPPLEMENT): _step(W, P.FILER, P.JOINED),
    (W, Action.REVISE): _step(W, P.FILER),
    (W, Action.URGE): _step(W, P.FILER, P.JOINED),
    (W, Action.WISH): _step(W, P.FILER),
    (W, Action.WITHDRAW): _step(GONE, P.FILER),
    (W, Action.ACCEPT): _step(A, P.LEADER),
    (A, Action.ASK_TIME): _step(A, P.ASSIGNEE, P.SUPERIOR),
    # which of the superiors, desk.deciding says; what was asked for is decided even if it was put on hold or passed on meanwhile
    **{(s, action): _step(s, P.SUPERIOR) for s in (W, A, H) for action in (Action.EXTEND, Action.DENY)},
    **{(each, Action.JUDGE): _step(each, P.DESK, P.SUPERIOR) for each in (W, A, Status.ON_HOLD, DONE)},
    **{(each, Action.PROPOSE): _step(each, P.DESK, P.SUPERIOR) for each in (W, A)},
    **{(each, Action.KEEP): _step(each, P.SUPERIOR) for each in (W, A, H)},
    **{(each, Action.REFUSE): _step(Status.REFUSED, P.SUPERIOR) for each in (W, A, H)},
    (Status.REFUSED, Action.OBJECT): _step(Status.REFUSED, P.FILER, P.JOINED),
    (Status.REFUSED, Action.UPHOLD): _step(Status.REFUSED, P.SUPERIOR),
    (Status.REFUSED, Action.TAKE_UP): _step(W, P.SUPERIOR),
    (W, Action.THANK): _step(Status.CLOSED, P.LEADER, P.DESK),  # suggestions and praise only (desk.judging)
    (W, Action.WARN): _step(W, P.CLOCK),
    (W, Action.RETURN): _step(W, P.LEADER, P.SUPERIOR),
    (W, Action.TRANSFER): _step(W, P.LEADER, P.DESK, P.SUPERIOR),
    (W, Action.REASSIGN): _step(A, P.SUPERIOR),
    (W, Action.TELL): _step(W, P.DESK, P.SUPERIOR),
    (W, Action.REPLY): _step(W, P.FILER),
    (W, Action.REMARK): _step(W, *STAFF),
    (W, Action.ESCALATE): _step(W, P.CLOCK),
    (A, Action.SUPPLEMENT): _step(A, P.FILER, P.JOINED),
    (A, Action.REVISE): _step(A, P.FILER),
    (A, Action.URGE): _step(A, P.FILER, P.JOINED),
    (A, Action.WISH): _step(A, P.FILER),
    (A, Action.RESCHEDULE): _step(A, P.FILER),
    (A, Action.WITHDRAW): _step(GONE, P.FILER),
    (A, Action.ARRIVE): _step(A, *OWN),
    (A, Action.ASK): _step(A, *OWN),
    (A, Action.ANSWER): _step(A, P.FILER),
    (A, Action.WARN): _step(A, P.CLOCK),
    (A, Action.APPOINT): _step(A, *OWN),
    (A, Action.PREFER): _step(A, P.FILER),
    (A, Action.AGREE): _step(A, P.FILER, P.DESK, *OWN),
    (A, Action.HOLD): _step(H, *OWN),
    (A, Action.RETURN): _step(W, *OWN),
    (A, Action.TRANSFER): _step(W, *OWN),
    (A, Action.TAKE_BACK): _step(W, P.SUPERIOR, P.CLOCK),
    (A, Action.REASSIGN): _step(A, P.SUPERIOR),
    (A, Action.TELL): _step(A, P.DESK, *OWN),
    (A, Action.REPLY): _step(A, P.FILER),
    (A, Action.NOTE): _step(A, *OWN),
    (A, Action.REMARK): _step(A, *STAFF),
    (A, Action.COMPLETE): _step(DONE, *OWN),
    (A, Action.ESCALATE): _step(A, P.CLOCK),
    (H, Action.SUPPLEMENT): _step(H, P.FILER, P.JOINED),
    (H, Action.REVISE): _step(H, P.FILER),
    (H, Action.URGE): _step(H, P.FILER, P.JOINED),
    (H, Action.WISH): _step(H, P.FILER),
    (H, Action.RESCHEDULE): _step(H, P.FILER),
    (H, Action.WITHDRAW): _step(GONE, P.FILER),
    (H, Action.ANSWER): _step(H, P.FILER),
    (H, Action.APPOINT): _step(H, *OWN),
    (H, Action.PREFER): _step(H, P.FILER),
    (H, Action.AGREE): _step(H, P.FILER, P.DESK, *OWN),
    (H, Action.RESUME): _step(A, P.CLOCK, *OWN),
    (H, Action.RETURN): _step(W, *OWN),
    (H, Action.TRANSFER): _step(W, *OWN),
    (H, Action.TAKE_BACK): _step(W, P.SUPERIOR, P.CLOCK),  # the clock: whoever held it has left
    (H, Action.REASSIGN): _step(A, P.SUPERIOR),
    (H, Action.TELL): _step(H, P.DESK, *OWN),
    (H, Action.REPLY): _step(H, P.FILER),
    (H, Action.NOTE): _step(H, *OWN),
    (H, Action.WARN): _step(H, P.CLOCK),  # an answer, a visit and an emergency wait for no rest of the work
    (H, Action.ESCALATE): _step(H, P.CLOCK),
    (H, Action.REMARK): _step(H, *STAFF),
    (DONE, Action.TELL): _step(DONE, P.DESK, *OWN),
    (DONE, Action.REPLY): _step(DONE, P.FILER),
    (DONE, Action.REMARK): _step(DONE, *STAFF),
    (DONE, Action.SUPPLEMENT): _step(DONE, P.FILER, P.JOINED),
    (DONE, Action.REVISE): _step(DONE, P.FILER),
    (DONE, Action.CALL_BACK): _step(DONE, P.CLOCK),
    (DONE, Action.REMIND): _step(DONE, P.CLOCK),
    (DONE, Action.OWE_CALL): _step(DONE, P.CLOCK),
    (DONE, Action.ESCALATE): _step(DONE, P.CLOCK),  # nobody has contacted who gave a bad answer before
    **{(s, Action.CONTACT): _step(s, P.LEADER) for s in (W, A, H, DONE)},
    **{(s, Action.CONTRADICT): _step(s, P.FILER) for s in (W, A, H, DONE)},
    (DONE, Action.RATE): _step(DONE, P.RESIDENT),
    (DONE, Action.CLOSE): _step(Status.CLOSED, P.RESIDENT, P.CLOCK),
    **{(s, Action.CLOSE): _step(CLOSED, P.RESIDENT) for s in (W, A, H)},  # solved after all (desk.answers)
    # the clock: an address that was refused, by whoever may (desk.housing), leaves by itself
    (D, Action.HOUSE): _step(D, P.FILER, P.CLOCK),
    (W, Action.HOUSE): _step(W, P.FILER, P.DESK, P.CLOCK),
    (A, Action.HOUSE): _step(A, P.FILER, P.DESK, P.CLOCK),
    (DONE, Action.HOUSE): _step(DONE, P.FILER, P.DESK, P.CLOCK),
    (A, Action.REVEAL): _step(A, P.ASSIGNEE, P.SUPERIOR),
    (H, Action.HOUSE): _step(H, P.FILER, P.DESK, P.CLOCK),
    (H, Action.REVEAL): _step(H, P.ASSIGNEE, P.SUPERIOR),
    (DONE, Action.REVEAL): _step(DONE, P.DESK, P.SUPERIOR),  # for the callback by phone
    **{(each, Action.INHERIT): _step(each, P.FILER) for each in (W, A, H, DONE)},
    **{(each, Action.CALM): _step(each, P.FILER) for each in (W, A, H)},
    **{(each, Action.GO_ON): _step(each, P.FILER) for each in (W, A, H)},
    **{(each, Action.ERASE): _step(_forgotten(each), P.FILER, P.CLOCK) for each in Status},
    (DONE, Action.REOPEN): _step(W, P.RESIDENT, P.CLOCK),  # the clock: after what was said on the phone
    (W, Action.RATE): _step(W, P.RESIDENT),  # the score that follows a "not solved"
    (A, Action.RATE): _step(A, P.RESIDENT),  # likewise, when somebody has already taken the next round
    (GONE, Action.RESTORE): _step(W, P.FILER),  # for a while only (desk.withdrawing)
    (GONE, Action.RESTORE_WORK): _step(A, P.FILER),
    (GONE, Action.RESTORE_REST): _step(H, P.FILER),
    (H, Action.RATE): _step(H, P.RESIDENT),
    (CLOSED, Action.RATE): _step(CLOSED, P.RESIDENT),  # an answer may be changed for some days
    (CLOSED, Action.REOPEN): _step(W, P.RESIDENT, P.CLOCK),  # changed to a bad one, or it is back
    (CLOSED, Action.PRAISE): _step(CLOSED, P.RESIDENT),
    **{(s, Action.OPINE): _step(s, P.NEIGHBOUR) for s in ASKED},
    **{(s, action): _step(s, P.DESK, P.SUPERIOR) for s in ASKED for action in (Action.TRY, Action.RECORD)},
    (DONE, Action.TRY): _step(DONE, P.DESK, P.SUPERIOR, P.CLOCK),  # the clock: nobody is left to hold a visit
    **{(s, Action.CHECK): _step(s, P.DESK, P.SUPERIOR) for s in ASKED},
    **{(s, Action.ASK_AGAIN): _step(DONE, P.CLOCK) for s in (DONE, CLOSED)},
    **{(s, Action.REVEAL): _step(s, P.DESK, P.SUPERIOR) for s in (W, CLOSED)},  # for a visit by lot
}
