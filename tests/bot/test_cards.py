"""Every face of a complaint, in every language: within Telegram's limits, whatever people wrote."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from village import MORNING

from bot import cards
from bot.buttons import AskTap, Question, button
from bot.callback_card import callback_face
from bot.cards import own_face
from bot.draft_card import place_face, sorting_face, subject_face
from bot.joined_card import joined_face
from bot.mine_card import mine_face
from bot.phrases import cut
from bot.receipt import picking_face, withdraw_face
from bot.speech import Face
from bot.staff_card import staff_face
from bot.texts import texts_in
from desk.addresses import Address
from desk.asked import Asked
from desk.changes import new_ref
from desk.drafting import Sibling
from desk.listing import PAGE, Page
from desk.progress import Rest, Visit, Work
from desk.retelling import SAID
from desk.sheets import TOLD, Line, Sheet
from models.callback_kinds import Solved
from models.kinds import Action, Category, Kind, Role, Severity, Status

LOCALES = ("zh_Hans", "en")
LIMIT = 4096  # characters after parsing (Bot API, sendMessage)
REF = "A" * 11  # as long as desk.changes makes them
LONG = "很长<b>&\U0001f469\u200d\U0001f467" * 900
SHEET = Sheet(
    ref=REF,
    number=1,
    status=Status.WAITING,
    round=1,
    level=Role.WORKER,
    category=Category.REPAIRS,
    ranked=(Category.REPAIRS, Category.NOISE),
    severity=Severity.MINOR,
    kind=Kind.REPAIR,
    validity=None,
    loss=False,
    tracker="",
    emergency="",
    place="3栋",
    text="水管漏水",
    filed_at=MORNING,
    answer_due_at=MORNING + timedelta(hours=2),
    visit_due_at=None,
    plan_due_at=MORNING + timedelta(days=1),
    finish_due_at=MORNING + timedelta(days=2),
    later_at=None,
    done_at=None,
    accepted_at=None,
    closed_at=MORNING,
    department="工程部",
    worker="张师傅",
    photos=1,
    voices=1,
    others=1,
    proofs=(),
    question_open=False,
    call_needed=True,
    lines=(),
    siblings=(Sibling(REF, 2, asked=True), Sibling(REF, 3, asked=False)),
    merged_into=None,
    community="阳光海岸",
    zone=ZoneInfo("Asia/Shanghai"),
    language="zh_Hans",
)
HUGE: dict[str, Any] = {
    "number": 2**31 - 1,
    "text": LONG,
    "place": LONG[:255],
    "worker": "&" * 64,
    "department": "<" * 64,
    "lines": tuple(Line(action, LONG, MORNING) for action in (*TOLD, *TOLD)),
    "earlier": tuple(Line(action, LONG, MORNING, reason="no") for action in (*SAID, Action.REOPEN)),
    "round": 12,
    "siblings": tuple(Sibling(REF, 2**31 - 1, asked=True, category=each, text=LONG) for each in Category),
    "emergency": "fire",
}


PAGES = [
    Page(range(PAGE), 2, 12, 56, over=over, others=3, joined=frozenset(joined))
    for over, joined in product((False, True), ((), range(PAGE)))
]


def faces(sheet: Sheet, locale: str, now: Any = MORNING) -> list[Face]:
    texts = texts_in(locale)
    if sheet.status is Status.DRAFT:
        sheet = replace(sheet, number=None)
    asked = [Asked(1, solved, score) for solved, score in product((None, *Solved), (None, 1, 5))]
    return [
        own_face(sheet, texts, now),
        own_face(replace(sheet, number=None), texts, now),
        own_face(replace(sheet, number=None, merged_into=7), texts, now),
        sorting_face(sheet, texts),
        place_face(sheet, texts),
        *([] if sheet.status is Status.DRAFT else [joined_face(sheet, texts, now)]),
        picking_face(replace(sheet, number=None), texts),
        withdraw_face(sheet, texts),
        *(mine_face(page, [sheet] * PAGE, texts, now) for page in PAGES),
        *(subject_face(replace(sheet, category=category), texts) for category in Category),
        staff_face(sheet, texts, now, card_round=sheet.round),
        staff_face(sheet, texts, now, card_round=0),
        *(callback_face(sheet, each, texts, now) for each in asked),
    ]


class Reader(HTMLParser):
    """Reads a face as Telegram would: what stays unclosed or unknown is refused there."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in {"b", "blockquote"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(face: Face) -> str:
    reader = Reader()
    reader.feed(face.text)
    reader.close()
    assert not reader.open
    return reader.text


def check(face: Face) -> None:
    seen = read(face)
    assert seen.strip()
    assert not any(line.endswith(" ") for line in seen.splitlines()), "something is missing there"
    assert len(seen) <= LIMIT
    for row in (face.keyboard or {}).get("inline_keyboard", ()):
        assert len(row) <= 2
        for each in row:
            assert len(each["callback_data"].encode()) <= 64
            assert 0 < len(each["text"]) <= 32


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_status_has_every_face(locale: str, status: Status) -> None:
    for category, severity, late in product((*Category, None), Severity, (0, 5)):
        sheet = replace(SHEET, status=status, category=category, severity=severity)
        for face in faces(sheet, locale, MORNING + timedelta(days=late)):
            check(face)
            assert not re.search(r"None|[{}]", face.text)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("locale", LOCALES)
def test_the_longest_texts_fit(locale: str, status: Status) -> None:
    """A card over 4,096 characters is refused by Telegram, and the complaint would be shown nowhere."""
    for level in Role:
        for face in faces(
            replace(SHEET, **HUGE, status=status, level=level), locale, MORNING + timedelta(days=5)
        ):
            check(face)


@given(
    said=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])),
    place=st.text(max_size=255),
    worker=st.text(max_size=64),
    status=st.sampled_from(Status),
    locale=st.sampled_from(LOCALES),
)
def test_whatever_people_write_stays_text(
    said: str, place: str, worker: str, status: Status, locale: str
) -> None:
    """Markup, right-to-left letters, emoji: nothing of it becomes a tag, and nothing breaks one."""
    lines = (Line(Action.NOTE, f"</b>{said}", MORNING), Line(Action.ANSWER, said, MORNING))
    sheet = replace(SHEET, text=f"<a href='x'>{said}", place=place, worker=worker, status=status, lines=lines)
    for face in faces(sheet, locale):
        check(face)


@given(st.text(), st.integers(1, 50))
def test_a_cut_text_is_a_beginning_and_says_that_it_is_cut(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short) <= limit + 1
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize("question", Question)
def test_every_button_data_fits(question: Question) -> None:
    made = button("x", AskTap(question=question, ref=new_ref()))
    assert len(made["callback_data"].encode()) <= 64
    assert len(new_ref()) == len(REF)


def test_the_preview_of_a_card_tells_what_where_and_until_when_in_three_lines() -> None:
    card = staff_face(SHEET, texts_in("zh_Hans"), MORNING, card_round=1)
    first, second, third, *_ = read(card).splitlines()
    assert first == "🟡一般 · 维修 · 3栋 · #0001"
    assert second == "“水管漏水” 📷1 🎙1 📎1"
    assert third == "⏱ 今天 12:00 前接单回话·未接单"


def test_what_stands_in_the_second_line_in_full_is_not_said_again() -> None:
    long = "厨房水管漏水，" * 8
    told = [
        read(staff_face(replace(SHEET, text=text), texts_in("zh_Hans"), MORNING, card_round=1))
        for text in ("水管漏水", long)
    ]
    assert ["全文" in text for text in told] == [False, True]


def test_in_an_emergency_everybody_reads_when_somebody_is_on_site_and_not_when_it_is_finished() -> None:
    soon, texts = MORNING + timedelta(minutes=30), texts_in("zh_Hans")
    waiting = replace(SHEET, emergency="trapped", answer_due_at=soon, visit_due_at=soon)
    accepted = replace(waiting, status=Status.ACCEPTED)
    for sheet in (waiting, accepted):
        card = staff_face(sheet, texts, MORNING, card_round=1)
        assert "今天 10:30 前到场" in read(card).splitlines()[2]
        assert "今天 10:30 前</b>到场" in own_face(sheet, texts, MORNING).text
        late = staff_face(sheet, texts, MORNING + timedelta(minutes=31), card_round=1)
        assert "🔴 应在 今天 10:30 前到场" in late.text
    there = staff_face(replace(accepted, visit_due_at=None), texts, MORNING, card_round=1)
    assert "星期三 10:00 前办好" in there.text


def test_an_agreed_time_that_has_passed_makes_the_card_red() -> None:
    at = MORNING + timedelta(hours=1)
    sheet = replace(
        SHEET,
        status=Status.ACCEPTED,
        visit_due_at=at + timedelta(minutes=15),
        work=Work(visit=Visit(at, agreed=True), agreed=at),
    )
    ahead, late = (
        staff_face(sheet, texts_in("zh_Hans"), now, card_round=1).text
        for now in (MORNING, at + timedelta(minutes=16))
    )
    assert "星期三 10:00 前办好·🕒 约好 今天 11:00" in ahead
    assert late.startswith("🔴超时")
    assert "🔴 应在 今天 11:00 前到场" in late


@pytest.mark.parametrize(
    ("severity", "mark"), [(Severity.MINOR, "一般"), (Severity.IMPORTANT, "重要"), (Severity.MAJOR, "重大")]
)
def test_a_card_tells_how_much_is_at_stake(severity: Severity, mark: str) -> None:
    card = staff_face(replace(SHEET, severity=severity), texts_in("zh_Hans"), MORNING, card_round=1)
    assert mark in read(card).splitlines()[0]


def test_only_what_can_be_done_has_a_button() -> None:
    texts = texts_in("zh_Hans")
    labels = {
        status: [
            each["text"]
            for row in (
                staff_face(
                    replace(SHEET, status=status, photos=0, voices=0, others=0), texts, MORNING, card_round=1
                ).keyboard
                or {"inline_keyboard": []}
            )["inline_keyboard"]
            for each in row
        ]
        for status in Status
    }
    assert labels.pop(Status.WAITING) == ["🙋 我来", "⋯ 更多"]
    assert labels.pop(Status.ACCEPTED) == ["✅ 完成", "❓ 问业主", "📍 我到了", "📞 业主电话", "⋯ 更多"]
    assert labels.pop(Status.ON_HOLD) == ["▶ 接着办", "⋯ 更多"]
    assert not any(labels.values())


def test_a_receipt_never_repeats_a_promise_that_has_passed() -> None:
    for status in (Status.WAITING, Status.ACCEPTED):
        late = own_face(replace(SHEET, status=status), texts_in("zh_Hans"), MORNING + timedelta(days=3))
        assert "对不起" in late.text


def test_a_receipt_speaks_of_the_night_only_in_the_night() -> None:
    night = MORNING + timedelta(hours=13)
    waits = replace(SHEET, filed_at=night, answer_due_at=night + timedelta(hours=9, minutes=30))
    by_night, by_day = (
        own_face(waits, texts_in("zh_Hans"), now).text for now in (night, night + timedelta(hours=9))
    )
    assert "🌙" in by_night
    assert "🌙" not in by_day
    assert "今天 08:30 前</b>给您回话" in by_day


def test_a_time_that_nobody_said_yes_to_lapses() -> None:
    texts, at = texts_in("zh_Hans"), MORNING + timedelta(hours=1)
    for by_resident in (False, True):
        asked = replace(SHEET, status=Status.ACCEPTED, work=Work(visit=Visit(at, by_resident=by_resident)))
        for now, stands in ((MORNING, True), (at, False)):
            card = staff_face(asked, texts, now, card_round=1)
            assert ("今天 11:00" in card.text) is stands
            assert ("今天 11:00" in own_face(asked, texts, now).text) is stands
            assert ("今天 11:00" in str(card.keyboard)) is (stands and by_resident)


def test_whether_the_filers_home_is_confirmed_is_no_news_for_the_neighbours() -> None:
    lift = replace(
        SHEET, home=Address("3", "1", "502"), unsettled=True, place="2号梯", place_to_neighbours="2号梯"
    )
    assert "（核对中）" in own_face(lift, texts_in("zh_Hans"), MORNING).text
    assert "维修 · 2号梯\n" in joined_face(lift, texts_in("zh_Hans"), MORNING).text


def test_who_joined_is_not_asked_what_the_filer_is_asked() -> None:
    texts, at = texts_in("zh_Hans"), MORNING + timedelta(hours=1)
    for work in (Work(visit=Visit(at)), Work(visit=Visit(at, by_resident=True)), Work(wished="周末")):
        asked = replace(SHEET, status=Status.ACCEPTED, work=work, question_open=True)
        assert {"❓", "🕒"} <= set(own_face(asked, texts, MORNING).text)
        assert not {"❓", "🕒"} & set(joined_face(asked, texts, MORNING).text)


def test_a_time_that_is_kept_or_late_is_said_no_more() -> None:
    texts, at = texts_in("zh_Hans"), MORNING + timedelta(hours=1)
    due = at + timedelta(minutes=15)
    work = Work(visit=Visit(at, agreed=True), accepted_at=MORNING)
    for changes in ({"work": work, "visit_due_at": due}, {"work": replace(work, arrived_at=due)}):
        sheet = replace(SHEET, status=Status.ACCEPTED, **changes)
        assert "约好" in own_face(sheet, texts, MORNING).text
        assert "约好" not in own_face(sheet, texts, due + timedelta(minutes=1)).text
        assert "约好" not in staff_face(sheet, texts, due + timedelta(minutes=1), card_round=1).text


def test_whoever_has_what_will_be_late_is_named() -> None:
    later = replace(SHEET, status=Status.ACCEPTED, later_at=MORNING + timedelta(days=3))
    assert "<b>张师傅</b>在办。对不起" in own_face(later, texts_in("zh_Hans"), MORNING).text


def test_why_it_rests_stands_once_on_the_card() -> None:
    until = MORNING + timedelta(days=1)
    lines = (Line(Action.HOLD, "", MORNING, reason="parts", until=until),)
    rests = replace(SHEET, status=Status.ON_HOLD, lines=lines, work=Work(rest=Rest(until, "parts")))
    assert staff_face(rests, texts_in("zh_Hans"), MORNING, card_round=1).text.count("等配件") == 1


def test_what_the_resident_said_and_what_was_asked_stand_on_the_card_in_its_language() -> None:
    lines = (Line(Action.ASK, "", MORNING, canned="home"), Line(Action.ANSWER, "", MORNING))
    card = staff_face(replace(SHEET, lines=lines), texts_in("en"), MORNING, card_round=1)
    assert "Are you at home now?" in card.text
    assert "see the attachments" in card.text


def test_the_faces_need_nothing_but_a_sheet() -> None:
    """Pure: no clock, no database, no bot."""
    assert not {"datetime.now", "Complaint", "Bot"} & set(vars(cards))
