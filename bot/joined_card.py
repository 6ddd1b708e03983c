"""The receipt of somebody who said "me too": the same news, none of the other's words."""

from dataclasses import replace
from datetime import datetime

from bot.buttons import FollowTap, FollowVerb, button, keyboard
from bot.danger_card import NEEDS_HELP, need_rows
from bot.filing_buttons import LeaveTap, QuitTap
from bot.phrases import number_of
from bot.receipt import receipt_face
from bot.speech import Face
from bot.texts import Texts
from desk.sheets import Own, Sheet
from models.kinds import Status


def joined_face(sheet: Sheet, texts: Texts, now: datetime) -> Face:
    add, urge = (
        button(texts.plain(f"follow.{verb}"), FollowTap(verb=verb, ref=sheet.ref))
        for verb in (FollowVerb.ADD, FollowVerb.URGE)
    )
    leave = button(texts.plain("join.leave"), LeaveTap(ref=sheet.ref))
    quit_it = button(texts.plain("join.quit"), QuitTap(ref=sheet.ref))
    at_work = sheet.status in NEEDS_HELP
    rows = [[add, urge], [leave], [quit_it]] if at_work else [[add]] if sheet.status is Status.DONE else []
    rows += need_rows(sheet, texts)
    title = texts("join.title", number=number_of(sheet))
    shown = receipt_face(neighbours(sheet), texts, now, own=False)
    return Face(f"{title}\n{shown.text}", keyboard(rows), pin=True)


def neighbours(sheet: Sheet) -> Sheet:
    """What the filer said, wished, added or is asked is theirs, and where they live, too."""
    visit = sheet.work.visit
    work = replace(sheet.work, visit=visit if visit and visit.agreed else None, wished="")
    return replace(sheet.to_neighbours(), own=Own(), text="", question_open=False, work=work)
