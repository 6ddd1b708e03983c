"""Danger: what to do and whom to call, before anything else is said."""

from zoneinfo import ZoneInfo

from bot.buttons import BAD, Rows, button
from bot.filing_buttons import Need, NeedTap
from bot.texts import Html, Texts
from desk.danger import numbers_for
from desk.doubts import OPEN
from desk.policy import Policy
from desk.sheets import Sheet
from desk.sorting import DANGERS, DESPAIR, at_risk
from models.kinds import Status

NEEDS_HELP = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
ASKABLE = (*NEEDS_HELP, Status.DRAFT)


def danger_lines(sheet: Sheet, texts: Texts) -> list[Html]:
    """What to do first, whom to call (policy: the region's numbers), and our own duty desk."""
    if not sheet.emergency or sheet.status not in NEEDS_HELP:
        return []
    return what_to_do(sheet.emergency, sheet.policy, sheet.zone, texts)


def doubt_lines(sheet: Sheet, texts: Texts) -> list[Html]:
    """What may be a danger is asked at once, above all else; nobody is sent on a guess."""
    if sheet.status is Status.WAITING and sheet.drafting.doubt in OPEN:
        return [texts("receipt.doubt")]
    asks = sheet.drafting.perhaps_danger and at_risk(sheet.kind)
    return [texts("draft.perhaps_danger")] if asks else []


def what_to_do(emergency: str, policy: Policy, zone: ZoneInfo, texts: Texts) -> list[Html]:
    """The same for whoever reads along: it tells nothing of who is in danger, nor where."""
    danger = emergency if emergency in DANGERS else "called"
    numbers = " / ".join(numbers_for(emergency, policy, zone))
    lines = [texts(f"danger.first_{danger}")]
    if numbers:
        lines.append(texts("danger.call_despair" if danger == DESPAIR else "danger.call", numbers=numbers))
    if policy.duty_phone:
        lines.append(texts("danger.duty", phone=policy.duty_phone))
    return lines


def asked_where(sheet: Sheet, texts: Texts) -> list[Html]:
    """Help is on its way already; what is still needed is where to. What they said of it has been passed on."""
    if not sheet.where_open:
        return []
    return [texts("danger.where_closer", place=sheet.place) if sheet.place else texts("danger.where")]


def danger_rows(sheet: Sheet, texts: Texts) -> Rows:
    """What may be needed; and its filer can say that it is none."""
    taken_back = bool(sheet.emergency) and sheet.status in ASKABLE
    return [*need_rows(sheet, texts), *([[_button(Need.FALSE_ALARM, sheet, texts)]] if taken_back else [])]


def need_rows(sheet: Sheet, texts: Texts) -> Rows:
    """Somebody at once; and once that is so: help on the stairs."""
    if sheet.status not in ASKABLE:
        return []
    if not sheet.emergency:
        return [[_button(Need.NOW, sheet, texts)]] if at_risk(sheet.kind) else []
    return [] if sheet.assistance or sheet.emergency == DESPAIR else [[_button(Need.STAIRS, sheet, texts)]]


def _button(need: Need, sheet: Sheet, texts: Texts) -> dict[str, object]:
    style = None if need is Need.STAIRS else BAD
    return button(texts.plain(f"need.{need}"), NeedTap(need=need, ref=sheet.ref), style)
