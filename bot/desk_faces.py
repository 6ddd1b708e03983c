"""What the desk sees: what it took down, what it found, what is open. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.branches import in_charge
from bot.buttons import GOOD, Rows, button, keyboard, two_a_row
from bot.desk_buttons import (
    CaseTap,
    DeskTap,
    DeskVerb,
    JotSortTap,
    JotTap,
    JotVerb,
    KindTap,
    OneTap,
    ReplyTap,
    ResortTap,
    WhomTap,
)
from bot.phrases import PLACE_LIMIT, about, cut, number_of
from bot.speech import PROTECTED, Face
from bot.texts import Html, Texts
from desk.jotting import Jotted
from desk.searching import Found, Hit
from desk.sheets import Sheet
from desk.typed_phones import masked
from models.kinds import Category, Kind, Status

WORDS_LIMIT = 200  # characters of the matter
HIT_LIMIT = 24  # of it on a button
REPLY_LIMIT = 30  # of canned words on theirs


def jotted_face(sheet: Sheet, jotted: Jotted, texts: Texts) -> Face:
    """What was understood, to be confirmed with one tap."""
    who = " · ".join(filter(None, (jotted.home, jotted.name, jotted.phone)))
    channel = texts.plain(f"channel.{jotted.channel or 'phone'}")
    lines = [
        texts("jot.title", channel=channel),
        texts("jot.who", who=who or texts.plain("jot.nobody")),
        texts("staff.words", text=cut(jotted.text, WORDS_LIMIT)),
    ]
    text = "\n".join([*lines, _about_line(sheet, texts)])
    return Face(text, keyboard(_jot_rows(sheet, texts)), extra=PROTECTED)


def refined_face(sheet: Sheet, texts: Texts) -> Face:
    """The same after the category was chosen."""
    lines = [texts("jot.again"), texts("staff.words", text=cut(sheet.text, WORDS_LIMIT))]
    return Face("\n".join([*lines, _about_line(sheet, texts)]), keyboard(_jot_rows(sheet, texts)))


def jot_sorting_face(sheet: Sheet, texts: Texts) -> Face:
    choices = [
        button(texts.plain(f"category.button_{each}"), JotSortTap(category=each, ref=sheet.ref))
        for each in Category
    ]
    rows: Rows = two_a_row(choices)
    rows += [[button(texts.plain("draft.back"), JotTap(verb=JotVerb.BACK, ref=sheet.ref))]]
    return Face(texts("draft.which"), keyboard(rows))


def filed_face(sheet: Sheet, texts: Texts, now: datetime, *, confidential: bool) -> Face:
    """What to tell the caller: the number, who, and until when."""
    when = texts.moment(sheet.answer_due_at, now, sheet.zone) if sheet.answer_due_at else ""
    if confidential:
        return Face(texts("jot.confidential", number=number_of(sheet)))
    told = {"number": number_of(sheet), "about": about(sheet, texts), "department": in_charge(sheet, texts)}
    lines = [texts("jot.filed", **told)]
    lines += [texts("jot.tell", **told, when=when)] if when else []
    return Face("\n".join(lines), keyboard([[_open_button(sheet.ref, texts)]]))


def hits_face(found: Found, texts: Texts) -> Face:
    if not found.hits:
        return Face(texts("find.nothing"))
    title = texts.many("find.title", found.total)
    return Face(
        title + _left_out(found, texts, "find.more"), keyboard([[_hit_button(h, texts)] for h in found.hits])
    )


def open_face(found: Found, texts: Texts, now: datetime) -> Face:
    """Worst first: what is overdue, then what comes next."""
    if not found.hits:
        return Face(texts("open.nothing"))
    text = texts("open.title", count=found.total, late=found.late)
    rows = [[_hit_button(hit, texts, late=hit.late(now))] for hit in found.hits]
    return Face(text + _left_out(found, texts, "open.more"), keyboard(rows))


def _left_out(found: Found, texts: Texts, key: str) -> str:
    count = found.total - len(found.hits)
    return f"\n{texts(key, count=count)}" if count else ""


def _about_line(sheet: Sheet, texts: Texts) -> Html:
    guess = sheet.category or Category.OTHER
    return texts("jot.category", category=texts.plain(f"category.{guess}"))


def _jot_rows(sheet: Sheet, texts: Texts) -> Rows:
    def tap(verb: JotVerb) -> JotTap:
        return JotTap(verb=verb, ref=sheet.ref)

    return [
        [button(texts.plain("jot.file"), tap(JotVerb.FILE), GOOD)],
        [
            button(texts.plain("draft.sort"), tap(JotVerb.SORT)),
            button(texts.plain("draft.discard"), tap(JotVerb.DISCARD)),
        ],
    ]


def _open_button(ref: str, texts: Texts) -> dict[str, object]:
    return button(texts.plain("find.open"), CaseTap(ref=ref))


def _hit_button(hit: Hit, texts: Texts, *, late: bool = False) -> dict[str, object]:
    category = texts.plain(f"category.{hit.category}")
    what = cut(masked(hit.place), PLACE_LIMIT) or cut(masked(" ".join(hit.text.split())), HIT_LIMIT)
    mark = "🔴 " if late else "☑️ " if hit.status is Status.CLOSED else ""
    label = f"{mark}#{hit.number:04d} {category} {cut(what, HIT_LIMIT)}"
    return button(label.strip(), CaseTap(ref=hit.ref))


def tools_face(sheet: Sheet, texts: Texts) -> Face:
    """What only the desk does to a case, below the case itself."""

    def tap(verb: DeskVerb) -> dict[str, object]:
        return button(texts.plain(f"tools.{verb}"), DeskTap(verb=verb, ref=sheet.ref))

    rows: Rows = [[tap(DeskVerb.REPLY), tap(DeskVerb.SORT)], [tap(DeskVerb.MERGE), tap(DeskVerb.SPLIT)]]
    rows += [[tap(DeskVerb.KIND), tap(DeskVerb.ABOUT)]]
    return Face(texts("tools.title", number=number_of(sheet)), keyboard(rows))


def resort_face(sheet: Sheet, texts: Texts) -> Face:
    choices = [
        button(texts.plain(f"category.button_{each}"), ResortTap(category=each, ref=sheet.ref))
        for each in Category
        if each is not sheet.category
    ]
    return Face(texts("tools.sort_how", number=number_of(sheet)), keyboard(two_a_row(choices)))


def kinds_face(sheet: Sheet, texts: Texts) -> Face:
    """Only what it is not yet."""
    choices = [
        button(texts.plain(f"kind.{each}"), KindTap(kind=each, ref=sheet.ref))
        for each in Kind
        if each is not sheet.kind
    ]
    now = texts.plain(f"kind.{sheet.kind}")
    return Face(texts("tools.kind_how", number=number_of(sheet), kind=now), keyboard(two_a_row(choices)))


def candidates_face(sheet: Sheet, others: Sequence[tuple[str, str]], texts: Texts) -> Face:
    """`others`: (ref, label)."""
    if not others:
        return Face(texts("tools.nothing_to_merge"))
    rows = [[button(label, OneTap(sure=False, ref=sheet.ref, into=ref))] for ref, label in others]
    return Face(texts("tools.merge_how", number=number_of(sheet)), keyboard(rows))


def sure_face(ref: str, into: str, gone: int, target: int, texts: Texts) -> Face:
    yes = button(texts.plain("tools.merge_yes"), OneTap(sure=True, ref=ref, into=into), GOOD)
    no = button(texts.plain("draft.back"), DeskTap(verb=DeskVerb.MERGE, ref=ref))
    text = texts("tools.merge_sure", gone=f"{gone:04d}", target=f"{target:04d}")
    return Face(text, keyboard([[yes], [no]]))


def whom_face(sheet: Sheet, staff: Sequence[tuple[int, str]], texts: Texts) -> Face:
    """`staff`: (id, name)."""
    made = [
        button(cut(name, HIT_LIMIT), WhomTap(sure=False, staff=number, ref=sheet.ref))
        for number, name in staff
    ]
    rows: Rows = two_a_row(made)
    return Face(texts("tools.about_how", number=number_of(sheet)), keyboard(rows))


def sure_whom_face(ref: str, number: int, staff: int, name: str, texts: Texts) -> Face:
    yes = button(texts.plain("tools.about_yes", name=name), WhomTap(sure=True, staff=staff, ref=ref), GOOD)
    no = button(texts.plain("draft.back"), DeskTap(verb=DeskVerb.ABOUT, ref=ref))
    return Face(texts("tools.about_sure", number=f"{number:04d}", name=name), keyboard([[yes], [no]]))


def replies_face(sheet: Sheet, replies: Sequence[tuple[int, str]], texts: Texts) -> Face:
    """`replies`: (id, words). A tap sends them."""
    rows: Rows = [
        [button(cut(words, REPLY_LIMIT), ReplyTap(reply=number, ref=sheet.ref))] for number, words in replies
    ]
    rows += [[button(texts.plain("tools.add"), DeskTap(verb=DeskVerb.ADD_REPLY, ref=sheet.ref))]]
    key = "tools.reply_how" if replies else "tools.no_replies"
    return Face(texts(key, number=number_of(sheet)), keyboard(rows))


def candidate_label(number: int, category: Category, what: str, texts: Texts) -> str:
    return f"#{number:04d} {texts.plain(f'category.{category}')} {cut(what, HIT_LIMIT)}".strip()
