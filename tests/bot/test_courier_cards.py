"""Cards show the present state: ten changes are one edit, a lost answer is no second card, a deleted one comes back."""

import asyncio
from datetime import timedelta
from functools import partial
from itertools import pairwise

from courier_stage import Stage, Words, patient, until

from bot.pacing import Limits
from bot.speech import Face
from desk.changes import refresh_cards
from desk.dispatch import redraw_at
from desk.redrawing import owe_edit
from models import Card, Complaint
from models.kinds import CardKind, CardState, OutgoingState

KEYBOARD = {"inline_keyboard": [[{"text": "accept", "callback_data": "a:1"}]]}
HOUR = timedelta(hours=1)
SHOWS_IT_ALREADY = "Bad Request: message is not modified"


async def test_a_card_is_sent_once_and_then_edited(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    async with stage.courier():
        card_id = await stage.show(complaint)
        first = await stage.shows(card_id)
        await stage.change(complaint, "v2")
        await until(lambda: "complaint v2" in stage.arrived())
        second = await stage.shows(card_id)
    assert [entry.method for entry in stage.calls()] == ["sendMessage", "editMessageText"]
    assert first.message_id == second.message_id == stage.calls("editMessageText")[0].params["message_id"]
    assert (first.shown, second.shown) == (1, 2)


async def test_many_changes_become_few_edits_and_the_last_is_shown(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    async with stage.courier(tempo=patient(edit_gap=HOUR)) as courier:
        card_id = await stage.show(complaint)
        await stage.shows(card_id)
        for first, last in ((2, 20), (20, 30)):
            for number in range(first, last):
                await stage.change(complaint, f"v{number}")
                await asyncio.sleep(0.02)
            assert len(stage.arrived()) == len({1, first - 1})
            stage.clock.advance(HOUR)
            courier.wake()
            await until(partial(stage.is_shown, card_id, last - 1))
    assert stage.arrived() == ["complaint v1", "complaint v19", "complaint v29"]
    moments = [entry.at for entry in stage.calls()]
    assert all(later - earlier >= HOUR for earlier, later in pairwise(moments))


async def test_a_change_that_shows_nothing_new_costs_no_request(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    async with stage.courier():
        card_id = await stage.show(complaint)
        await stage.shows(card_id)
        await stage.change(complaint, "v1")
        await until(lambda: stage.is_shown(card_id, 2))
    assert len(stage.calls()) == 1


async def test_a_change_during_an_edit_is_not_lost(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    async with stage.courier():
        card_id = await stage.show(complaint)
        await stage.shows(card_id)
        stage.fault("429", "editMessageText", after_ms=300, retry_after=1)
        await stage.change(complaint, "v2")
        await until(lambda: stage.calls("editMessageText"))
        await stage.change(complaint, "v3")
        await until(lambda: stage.is_shown(card_id, 3))
    assert stage.arrived()[-1] == "complaint v3"


async def test_what_a_card_shows_of_others_is_not_lost_during_an_edit(stage: Stage) -> None:
    """A bundle or a department's name changes without the complaint; the edit under way was drawn before."""
    complaint = await stage.complain("v1")
    async with stage.courier():
        card_id = await stage.show(complaint)
        await stage.shows(card_id)
        stage.fault("400", "editMessageText", after_ms=300, description=SHOWS_IT_ALREADY)
        await stage.change(complaint, "v2")
        await until(lambda: stage.calls("editMessageText"))
        stage.words.faces[complaint] = Face("moved")
        await stage.database.transaction(lambda: owe_edit(Card.filter(id=card_id)))
        await until(lambda: stage.is_shown(card_id, 3))
    assert stage.arrived()[-1] == "moved"


async def test_what_somebody_drew_over_during_an_edit_is_drawn_again(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    async with stage.courier():
        card_id = await stage.show(complaint)
        card = await stage.shows(card_id)
        stage.fault("400", "editMessageText", after_ms=300, description=SHOWS_IT_ALREADY)
        await stage.change(complaint, "v2")
        await until(lambda: stage.calls("editMessageText"))
        assert card.message_id is not None
        await stage.database.transaction(partial(redraw_at, card.chat_id, card.message_id))
        await until(lambda: stage.is_shown(card_id, 3))
    assert [entry.method for entry in stage.calls()] == ["sendMessage", "editMessageText", "editMessageText"]


async def test_a_change_beside_what_the_courier_writes_down_is_not_lost(stage: Stage) -> None:
    """The courier is about to commit "shown"; PostgreSQL shows a statement what was committed before it."""
    complaint = await Complaint.get(id=await stage.complain("v1"))
    card = Card.filter(id=await stage.show(complaint.id))
    written, on = asyncio.Event(), asyncio.Event()

    async def note() -> None:
        await card.update(digest="drawn before")
        written.set()
        await on.wait()
        await card.update(state=CardState.SHOWN)

    noting = stage.database.spawn(stage.database.transaction(note), name="note")
    await written.wait()
    changing = stage.database.spawn(
        stage.database.transaction(lambda: refresh_cards(complaint)), name="change"
    )
    await asyncio.sleep(0.2)  # as far as the courier's lock lets it come
    on.set()
    await asyncio.gather(noting, changing)
    assert (await card.get()).state is CardState.DUE


async def test_a_change_during_the_first_send_is_not_lost(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    card_id = await stage.show(complaint)
    stage.fault(
        "5xx", "sendMessage", after_ms=300, status=429, description="Too Many Requests: retry after 0"
    )
    async with stage.courier():
        await until(lambda: stage.calls("sendMessage"))
        await stage.change(complaint, "v2")
        await until(lambda: stage.is_shown(card_id, 2))
    assert stage.arrived()[-1] == "complaint v2"
    assert len(stage.arrived()) <= 2


async def test_buttons_topic_and_silence_go_along_and_a_pin_follows(stage: Stage) -> None:
    complaint = await stage.complain()
    stage.words.faces[complaint] = Face(
        "x", KEYBOARD, pin=True, silent=True, extra={"message_effect_id": "5"}
    )
    async with stage.courier():
        card = await stage.shows(await stage.show(complaint))
        await until(lambda: stage.calls("pinChatMessage"))
    sent, pin = stage.calls()
    assert sent.params["reply_markup"] == KEYBOARD
    assert sent.params["disable_notification"] is True
    assert sent.params["message_effect_id"] == "5"
    assert sent.params["protect_content"] is True, "a card of staff is not passed on (T2)"
    assert pin.params == {"chat_id": stage.group, "message_id": card.message_id, "disable_notification": True}


async def test_a_card_that_should_not_be_shown_disappears(stage: Stage) -> None:
    shown, unborn = await stage.complain("v1"), await stage.complain("v1")
    stage.words.faces[unborn] = None
    async with stage.courier():
        card_id = await stage.show(shown)
        await stage.shows(card_id)
        stage.words.faces[shown] = None
        await stage.change(shown, "v2")
        card = await stage.shows(card_id, CardState.VOID)
        await stage.shows(await stage.show(unborn), CardState.VOID)
    assert card.message_id is None
    assert [entry.method for entry in stage.calls()] == ["sendMessage", "deleteMessage"]


async def test_a_card_somebody_deleted_comes_back_once(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    async with stage.courier():
        card_id = await stage.show(complaint)
        first = await stage.shows(card_id)
        stage.fault("400", "editMessageText", description="Bad Request: message to edit not found")
        await stage.change(complaint, "v2")
        await until(lambda: stage.is_shown(card_id, 2))
    second = await stage.card(card_id)
    assert second.message_id != first.message_id
    assert stage.arrived() == ["complaint v1", "complaint v2"]


async def test_a_card_that_is_always_deleted_is_parked_in_the_end(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    stage.fault("400", "editMessageText", description="Bad Request: message to edit not found", times=-1)
    async with stage.courier(tempo=patient(edit_gap=timedelta())):
        card_id = await stage.show(complaint)
        for number in range(2, 8):
            await stage.change(complaint, f"v{number}")
            await until(lambda: _settled(card_id))
        card = await stage.shows(card_id, CardState.PARKED)
    assert card.error.startswith("message gone")
    assert len(stage.arrived()) == 5


async def _settled(card_id: int) -> bool:
    card = await Card.get(id=card_id)
    return card.state in (CardState.SHOWN, CardState.PARKED)


async def test_markup_that_telegram_refuses_is_shown_plain(stage: Stage) -> None:
    complaint = await stage.complain()
    stage.words.faces[complaint] = Face("<b>bold</b> and <i>broken")
    async with stage.courier():
        card = await stage.shows(await stage.show(complaint))
    assert stage.arrived() == ["bold and broken"]
    assert card.error == "as plain text"


async def test_a_bug_in_drawing_parks_the_card_only(stage: Stage) -> None:
    complaint = await stage.complain()
    broken = Face("x", {"inline_keyboard": {object()}})  # not even JSON
    stage.words.faces[complaint] = broken
    async with stage.courier():
        card = await stage.shows(await stage.show(complaint), CardState.PARKED)
        await stage.shows(await stage.show(await stage.complain("fine")))
    assert card.error == "unknown refusal: TypeError in our own code"


async def test_new_cards_and_edits_share_a_busy_group(stage: Stage) -> None:
    """Twelve sends, five edits, three for what is urgent: an edit isn't starved by a flood of new cards."""
    old = await stage.complain("v1")
    async with stage.courier(tempo=patient(edit_gap=timedelta())):
        await stage.shows(await stage.show(old))
    fresh = [await stage.complain(f"new {number}") for number in range(40)]
    for complaint in fresh:
        await stage.show(complaint)
    await stage.change(old, "edited")
    async with stage.courier(boot="b", tempo=patient(edit_gap=timedelta(), limits=Limits())):
        await until(lambda: "complaint edited" in stage.arrived())  # all within one minute of Telegram's
    assert 10 <= stage.arrived().index("complaint edited") <= 20


async def test_a_message_that_was_there_before_turns_into_the_card_and_is_pinned_once(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    stage.words.faces[complaint] = Face("receipt", pin=True)
    async with stage.courier():
        draft = (await stage.ends(await stage.owe(stage.owner, "draft"), OutgoingState.SENT)).message_id
        card_id = await stage.show(complaint, stage.owner, kind=CardKind.RECEIPT, message_id=draft)
        await stage.shows(card_id)
        await stage.change(complaint, "v2")
        await until(lambda: stage.is_shown(card_id, 2))
        await until(lambda: stage.calls("pinChatMessage"))
    assert [entry.method for entry in stage.calls()].count("sendMessage") == 1
    assert [entry.params["message_id"] for entry in stage.calls("pinChatMessage")] == [draft]


class MovesDown(Words):
    """The resident writes again just while an edit of their message is under way."""

    moved = False

    async def face(self, card: Card) -> Face | None:
        drawn = await super().face(card)
        if card.message_id is not None and not self.moved:
            self.moved = True
            await Card.filter(id=card.id).update(message_id=None, digest="", state=CardState.DUE)
        return drawn


async def test_a_message_moved_down_during_an_edit_is_sent_anew(stage: Stage) -> None:
    stage.words = MovesDown()
    complaint = await stage.complain("v1")
    async with stage.courier():
        card_id = await stage.show(complaint, chat=stage.owner)
        before = await stage.shows(card_id)
        await stage.change(complaint, "v2")
        await until(lambda: len(stage.calls("sendMessage")) == 2)
        after = await stage.shows(card_id)
    assert after.message_id not in (None, before.message_id)
