"""Phone numbers that were typed stay with who typed them, and with whoever looks them up (T9).

Whoever has accepted the matter reads them behind its phone button, and each look is written down.
"""

from dataclasses import replace

from bot.speech import Call
from desk.policy import policy_for
from desk.sheets import Sheet
from desk.typed_phones import masked, masked_html, phones_in
from models import Community, Outgoing

SHOWN = ("text", "caption")


def discreet(sheet: Sheet, chat_id: int) -> Sheet:
    """What anybody but its filer reads of a complaint."""
    if chat_id == sheet.filer_chat:
        return sheet
    lines, earlier = (
        tuple(replace(line, text=masked(line.text)) for line in told) for told in (sheet.lines, sheet.earlier)
    )
    work = replace(sheet.work, wished=masked(sheet.work.wished))
    own = replace(sheet.own, wish=masked(sheet.own.wish))
    text, place, shown = map(masked, (sheet.text, sheet.place, sheet.place_to_neighbours))
    sheet = replace(sheet, place_to_neighbours=shown)
    return replace(sheet, text=text, place=place, lines=lines, earlier=earlier, work=work, own=own)


async def without_phones(call: Call, row: Outgoing) -> Call:
    """What a group is told, whoever says it; the estate's own numbers are for all to read."""
    shown = {name: call.params[name] for name in SHOWN if isinstance(call.params.get(name), str)}
    if not any(phones_in(text) for text in shown.values()):
        return call
    estates = await Community.filter(bot_id=row.bot_id)
    own = {number for estate in estates for number in phones_in(policy_for(estate.policy).duty_phone)}
    return replace(call, params=call.params | {name: masked_html(text, own) for name, text in shown.items()})
