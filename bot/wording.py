"""Rows into words, at the moment of sending: reads a sheet, picks the language, renders."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.acting import DEFAULT_LOCALE, texts_of
from bot.bench_card import bench_face
from bot.bundle_card import bundle_face
from bot.buttons import AnswerTap, DraftTap, DraftVerb, button, keyboard
from bot.callback_card import callback_face
from bot.callback_words import CALLBACK_NOTICES
from bot.cards import own_face
from bot.clock import Clock
from bot.danger_card import doubt_lines, need_rows
from bot.data_words import my_data
from bot.discreet import discreet, without_phones
from bot.duty_faces import handover_face
from bot.elder import easier_call, easier_face
from bot.figure_words import digest_call, themes_call
from bot.home_words import welcome, without_complaint
from bot.joined_card import joined_face
from bot.judging_faces import rows_below
from bot.late_list import late_list
from bot.phone_card import phone_face
from bot.phrases import OVER, cut, notice_text, promised
from bot.speech import PROTECTED, Call, Face, message_call
from bot.staff_card import staff_face
from bot.task_notices import TO_STAFF, in_words, rows_for, with_file
from bot.texts import Texts, texts_in
from desk import handing_over, leaving, lists
from desk.asked import read_callback
from desk.bundling import bundled
from desk.concerned import NEIGHBOUR
from desk.people import may_now_in
from desk.sheets import Sheet, read_sheet
from desk.watching import is_watched
from models import Card, Outgoing, Person
from models.kinds import CardKind, Status

NOTE_LIMIT = 500  # characters of what staff said; a photo's caption holds 1,024 in all

SAID_LIMIT = 1500  # of a question or a note; Telegram takes 4,096 in all

MOMENTS = ("due", "until")

Words = Callable[[Sheet, dict[str, Any], Texts, str], Call | None]


class Wording:
    """What the courier says (bot.speech.Speech)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def call(self, row: Outgoing) -> Call | None:
        call = await self._call(row)
        return await without_phones(call, row) if call and row.lane < 0 else call

    async def _call(self, row: Outgoing) -> Call | None:
        if row.method:
            return Call(row.method, row.params)
        if row.notice == lists.NOTICE:
            moved = {"group": row.lane} if "group" in row.params else {}  # it may be a supergroup by now
            late = await lists.read_list(row.params | moved, self._clock.now())
            texts = await _texts_for(row.lane, late.language)
            return late_list(row, late, texts.kept(), self._clock.now())
        if row.notice == handing_over.CARD:
            return await self._handover(row)
        if row.complaint_id is None:
            return await _about_none(row)
        sheet = discreet(await read_sheet(row.complaint_id), row.lane)
        texts = await _texts_for(row.lane, sheet.language)
        call = self._notice(row, sheet, texts)
        return easier_call(call) if call and texts.short else call

    async def _handover(self, row: Outgoing) -> Call:
        shift = await handing_over.read_handover(row.params["occasion"], self._clock.now())
        shown = handover_face(shift, texts_in(shift.language, kept=True), self._clock.now())
        return message_call(row.lane, shown.text, shown.keyboard, **_topic(row))

    def _notice(self, row: Outgoing, sheet: Sheet, texts: Texts) -> Call | None:
        now = self._clock.now()
        sheet = sheet.to_neighbours() if row.params.get(NEIGHBOUR) else sheet
        if (end := row.params.get("void_after")) and datetime.fromisoformat(end) <= now:
            return None
        facts = row.params | _moments(row.params, texts, now, sheet.zone)
        facts |= in_words(row.params, sheet, texts, now)
        special = SPECIAL.get(row.notice)
        if special is not None:
            return special(sheet, {"chat_id": row.lane, **facts}, texts, row.notice)
        rows = rows_below(row.notice, sheet, facts, texts) or rows_for(row.notice, sheet, facts, texts)
        kept = PROTECTED if row.notice in TO_STAFF else {}
        if row.notice == "accepted":
            text = _accepted(sheet, facts, texts, now)
        else:
            text = notice_text(row.notice, sheet, facts, texts)
        return with_file(message_call(row.lane, text, rows, **_topic(row), **kept), facts)

    async def face(self, card: Card) -> Face | None:
        sheet = discreet(await read_sheet(card.complaint_id), card.chat_id)
        texts = (await _texts_for(card.chat_id, sheet.language)).kept()
        face = await self._face(card, sheet, texts)
        return easier_face(face) if face and texts.short else face

    async def _face(self, card: Card, sheet: Sheet, texts: Texts) -> Face | None:
        now = self._clock.now()
        if card.kind is CardKind.STAFF:
            group, moved = card.chat_id < 0, card.moved_to
            return staff_face(sheet, texts, now, card_round=card.round, moved_to=moved, group=group)
        if card.kind is CardKind.BENCH:
            may = await may_now_in(card.chat_id, card.complaint_id)
            return bench_face(sheet, may, texts, now, card_round=card.round)
        if card.kind is CardKind.BUNDLE:
            left = await bundled(card.id)
            return bundle_face(sheet, len(left), left[0].filed_at if left else None, texts, now)
        if card.kind is CardKind.RECEIPT:
            sheet = replace(sheet, watched=await is_watched(card.complaint_id, sheet, now))
            return (joined_face if sheet.joined(card.chat_id) else own_face)(sheet, texts, now)
        return await _asking(card, sheet, texts, now)


async def _asking(card: Card, sheet: Sheet, texts: Texts, now: datetime) -> Face | None:
    asked = await read_callback(card.complaint_id, card.round)
    if asked is None:
        return None
    if card.kind is CardKind.PHONE:
        return phone_face(sheet, asked, texts, now, moved_to=card.moved_to)
    return callback_face(sheet, asked, texts, now)


async def _about_none(row: Outgoing) -> Call | None:
    """What is about no complaint: published figures, one's own data, homes, groups."""
    texts = await _texts_for(row.lane, row.params.get("language", DEFAULT_LOCALE))
    if row.notice in PUBLISHED:
        return PUBLISHED[row.notice](row.lane, row.params, texts)
    if row.notice == "my_data":
        return await my_data(row, texts)
    return await without_complaint(row, texts)


async def _texts_for(chat_id: int, default: str) -> Texts:
    """A person's own language in private, the community's in its groups."""
    person = await Person.get_or_none(telegram_id=chat_id) if chat_id > 0 else None
    return texts_of(person, default)


def _moments(facts: dict[str, Any], texts: Texts, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    """Facts that are moments, as one says them."""
    named = {name: datetime.fromisoformat(facts[name]) for name in MOMENTS if facts.get(name)}
    return {name: texts.moment(moment, now, zone) for name, moment in named.items()}


def _topic(row: Outgoing) -> dict[str, Any]:
    return {"message_thread_id": row.params["topic_id"]} if row.params.get("topic_id") else {}


def _accepted(sheet: Sheet, facts: dict[str, Any], texts: Texts, now: datetime) -> str:
    """Who, and until when; no time where none is promised, or none can be kept any more."""
    due, end = promised(sheet, now)
    at_work = sheet.status is Status.ACCEPTED
    if not at_work or due is None or due <= now or sheet.rests(now):
        return notice_text(
            "accepted_danger" if at_work and sheet.emergency else "accepted", sheet, facts, texts
        )
    known = facts | {"when": texts.moment(due, now, sheet.zone)}
    return notice_text(f"accepted{end or '_finish'}", sheet, known, texts)


def _question(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call | None:
    if not sheet.question_open:
        return None
    canned = facts.get("canned")
    said = cut(facts["question"], SAID_LIMIT) or texts.plain("line.without_words")
    question = texts.plain(f"ask.{canned}") if canned else said
    rows = keyboard([[button(texts.plain("question.answer"), AnswerTap(ref=sheet.ref))]])
    text = notice_text(notice, sheet, facts | {"question": question}, texts)
    return with_file(message_call(facts["chat_id"], text, rows), facts)


def _nudge(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call | None:
    if sheet.status is not Status.DRAFT:
        return None
    go_on, drop = (DraftTap(verb=verb, ref=sheet.ref) for verb in (DraftVerb.GO_ON, DraftVerb.DISCARD))
    choices = [button(texts.plain("draft.go_on"), go_on), button(texts.plain("draft.discard"), drop)]
    doubt = doubt_lines(sheet, texts)
    rows = keyboard([*(need_rows(sheet, texts) if doubt else []), choices])
    asked = "\n".join([*doubt, notice_text(notice, sheet, facts, texts)])
    return message_call(facts["chat_id"], asked, rows)


def _done(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """With the photo that proves the work, when there is one (D7)."""
    note = (
        f"\n{texts('notice.done_note', worker=facts['worker'], note=cut(facts['note'], NOTE_LIMIT))}"
        if facts.get("note")
        else ""
    )
    text = notice_text(notice, sheet, facts, texts) + note
    if not sheet.proofs:
        return message_call(facts["chat_id"], text)
    params = {"chat_id": facts["chat_id"], "photo": sheet.proofs[-1], "caption": text, "parse_mode": "HTML"}
    return Call("sendPhoto", params)


def _urged(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call | None:
    """Several at once, where several were urged within a short while."""
    if sheet.status in OVER:
        return None
    numbers = " ".join(f"#{number:04d}" for number in facts["numbers"])
    topic = {"message_thread_id": facts["topic_id"]} if facts.get("topic_id") else {}
    return message_call(facts["chat_id"], texts(f"notice.{notice}", numbers=numbers), **topic)


def _withdrawn(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call | None:
    why = texts.plain(f"withdraw.why_{facts['why']}")
    return message_call(facts["chat_id"], notice_text(notice, sheet, facts | {"why": why}, texts))


PUBLISHED = {"digest": digest_call, "themes": themes_call}
SPECIAL: dict[str, Words] = {
    "question": _question,
    "draft_nudge": _nudge,
    "done": _done,
    "done_for_now": _done,
    "urged": _urged,
    leaving.NOTICE: _urged,
    "withdrawn": _withdrawn,
    "welcome": welcome,
    **CALLBACK_NOTICES,
}
