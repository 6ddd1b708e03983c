"""The task to phone or to visit somebody: the card in the desk's group, and the private page with the script."""

from collections.abc import Sequence
from datetime import datetime

from bot.amends_card import amends_rows
from bot.buttons import GOOD, PRIMARY, Rows, button, keyboard
from bot.callback_buttons import (
    NO_SCORE,
    WAYS,
    HeardScoreTap,
    HeardTap,
    PhoneTap,
    PhoneVerb,
)
from bot.callback_card import SCORES, STYLES, score_label, solved_label
from bot.check_card import check_button
from bot.phrases import about, number_of
from bot.speech import PROTECTED, Face
from bot.texts import Html, Texts
from desk.asked import Asked
from desk.contacting import Call as Owed
from desk.rechecking import Check
from desk.sheets import Sheet
from desk.slots import slots_of
from desk.visits import Task
from models.callback_kinds import CallbackState, Slot, Solved, Way

TRIES_SHOWN = 6  # the latest


def phone_face(sheet: Sheet, asked: Asked, texts: Texts, now: datetime, *, moved_to: str = "") -> Face:
    """In the desk's group: whom to phone about what, the tries so far; no number, no name (T9)."""
    if moved_to:
        return Face(texts("staff.moved", number=number_of(sheet), department=moved_to))
    title = texts("phone.title", number=number_of(sheet), about=about(sheet, texts))
    if asked.state is not CallbackState.PHONE:
        told = texts(f"phone.over_{_ending(asked)}", by=asked.recorder)
        return Face("\n".join([title, told, *_tries(asked, sheet, texts, now)]))
    done = texts.moment(sheet.done_at, now, sheet.zone) if sheet.done_at else ""
    lines = [
        title,
        texts("phone.task", worker=sheet.worker, when=done),
        *_tries(asked, sheet, texts, now),
    ]
    tap = PhoneTap(verb=PhoneVerb.OPEN, tier=asked.tier, round=asked.round, ref=sheet.ref)
    return Face("\n".join(lines), keyboard([[button(texts.plain("phone.button_open"), tap, GOOD)]]))


def script_face(
    sheet: Sheet, asked: Asked, texts: Texts, now: datetime, *, caller: str, name: str, phone: str
) -> Face:
    """In private, to read from while phoning (conversations.md G): listen, and don't argue."""
    whom = texts("phone.whom", name=name, phone=phone) if phone else texts("phone.no_number", name=name)
    done = texts.moment(sheet.done_at, now, sheet.zone) if sheet.done_at else ""
    told = {"community": sheet.community, "caller": caller, "when": done, "worker": sheet.worker}
    script = texts("phone.script", about=about(sheet, texts), **told)
    lines = [
        texts("phone.title", number=number_of(sheet), about=about(sheet, texts)),
        whom,
        texts("staff.quote", inside=Html(f"{texts('staff.full', text=sheet.text)}")),
        script,
        *_tries(asked, sheet, texts, now),
    ]
    return Face("\n".join(lines), keyboard(_outcome_rows(sheet, asked, texts)), extra=PROTECTED)


def heard_face(sheet: Sheet, asked: Asked, way: Way, texts: Texts) -> Face:
    """Got through: the first question. Nothing is written down before both are answered."""
    rows: Rows = [
        [
            button(
                solved_label(solved, texts),
                HeardTap(way=way, solved=solved, tier=asked.tier, round=asked.round, ref=sheet.ref),
                STYLES[solved],
            )
        ]
        for solved in Solved
    ]
    if asked.state is CallbackState.PHONE:
        rows += [[_verb(PhoneVerb.AGAIN, sheet, asked, texts)]]
    return Face(texts("phone.ask_solved", number=number_of(sheet)), keyboard(rows))


def came_face(sheet: Sheet, asked: Asked, texts: Texts) -> Face:
    """Nobody phoned: they rang up themselves, or stand at the counter."""
    row = [
        button(
            texts.plain(f"phone.came_{way}"),
            PhoneTap(verb=verb, tier=asked.tier, round=asked.round, ref=sheet.ref),
        )
        for verb, way in WAYS.items()
    ]
    return Face(texts("phone.came", number=number_of(sheet), about=about(sheet, texts)), keyboard([row]))


def heard_score_face(sheet: Sheet, asked: Asked, way: Way, solved: Solved, texts: Texts) -> Face:
    """The second question, with the way out that people take on the phone."""

    def row(score: int) -> list[dict[str, object]]:
        tap = HeardScoreTap(
            way=way, solved=solved, score=score, tier=asked.tier, round=asked.round, ref=sheet.ref
        )
        return [button(score_label(score, texts) if score else texts.plain("phone.no_score"), tap)]

    said = solved_label(solved, texts)
    return Face(
        texts("phone.ask_score", number=number_of(sheet), said=said),
        keyboard([*map(row, (*SCORES, NO_SCORE))]),
    )


def _ending(asked: Asked) -> str:
    if asked.state is CallbackState.ANSWERED:
        return str(asked.way or Way.CHAT)
    if asked.state is CallbackState.MOOT and asked.closed:
        return "nobody"
    return str(asked.state)


def _outcome_rows(sheet: Sheet, asked: Asked, texts: Texts) -> Rows:
    rows = ([*WAYS], [PhoneVerb.NOBODY, PhoneVerb.LATER], [PhoneVerb.REFUSED])
    return [[_verb(verb, sheet, asked, texts) for verb in row] for row in rows]


def _verb(verb: PhoneVerb, sheet: Sheet, asked: Asked, texts: Texts) -> dict[str, object]:
    tap = PhoneTap(verb=verb, tier=asked.tier, round=asked.round, ref=sheet.ref)
    return button(texts.plain(f"phone.button_{verb}"), tap, PRIMARY if verb in WAYS else None)


def _tries(asked: Asked, sheet: Sheet, texts: Texts, now: datetime) -> list[Html]:
    """Who tried when, and which hours are left to be tried."""
    tries, owed = asked.tries, asked.state is CallbackState.PHONE
    told = [
        texts(
            "phone.try",
            when=texts.moment(each.at, now, sheet.zone),
            by=each.by,
            slot=texts(f"slot.{each.slot}"),
            outcome=texts(f"outcome.{each.outcome}"),
        )
        for each in tries[-TRIES_SHOWN:]
    ]
    tried = {each.slot for each in tries}
    left = [slot for slot in slots_of(sheet.policy) if slot not in tried]
    if tries and owed:
        told.append(texts("phone.left", slots=slots_text(left, texts)) if left else texts("phone.left_days"))
    return told


def slots_text(slots: Sequence[Slot], texts: Texts) -> str:
    return " · ".join(texts(f"slot.{slot}") for slot in slots)


def visits_face(tasks: Sequence[Task], checks: Sequence[Check], calls: Sequence[Owed], texts: Texts) -> Face:
    """Whom to contact, whom to ask in person, which records to check; each line opens its task."""
    if not tasks and not checks and not calls:
        return Face(texts("visits.none"))

    def row(task: Task) -> list[dict[str, object]]:
        label = texts.plain(
            "visits.forced" if task.forced else "visits.task",
            number=f"{task.number:04d}",
            about=texts.plain(f"category.{task.category}"),
        )
        return [button(label, PhoneTap(verb=PhoneVerb.OPEN, tier=task.tier, round=task.round, ref=task.ref))]

    told = [texts("visits.calls", count=len(calls))] if calls else []
    told += [texts("visits.title", count=len(tasks))] if tasks else []
    told += [texts("visits.checks", count=len(checks))] if checks else []
    rows = [*amends_rows(calls, texts), *map(row, tasks), *([check_button(each, texts)] for each in checks)]
    return Face("\n".join(told), keyboard(rows))
