"""A draft: what we understood, to be confirmed with one tap, and everything that can be changed before."""

from collections.abc import Sequence
from datetime import datetime

from bot.branches import branch
from bot.buttons import (
    GOOD,
    PRIMARY,
    DraftTap,
    DraftVerb,
    MergeTap,
    Rows,
    SortTap,
    button,
    keyboard,
    two_a_row,
)
from bot.danger_card import danger_rows, doubt_lines
from bot.filing_buttons import EditTap, EditVerb, JoinTap, PlaceHomeTap, SubjectTap
from bot.night_words import night_words
from bot.phrases import PLACE_LIMIT, about, cut, home_text, words
from bot.speech import Face
from bot.texts import Html, Texts
from desk.addresses import Address
from desk.clocks import arranged_moment, at_night
from desk.drafting import Offer, Sibling
from desk.sheets import Sheet
from desk.sorting import MISCONDUCT, SUBJECTS, THANKED
from models.kinds import Category, Discretion, Kind, Severity, Status

MISSES = 2  # this often not understood: always a person
MATTER_LIMIT = 60  # characters of each matter of a draft that may be split
PLAIN = (Kind.QUESTION, Kind.SUGGESTION, Kind.PRAISE)  # no trouble, so no sympathy


def draft_face(sheet: Sheet, texts: Texts, now: datetime) -> Face:
    """First the feeling, then what we understood, then one tap; not understood, one question."""
    if sheet.drafting.step == "category":
        return sorting_face(sheet, texts)
    if sheet.drafting.step == "subject":
        return subject_face(sheet, texts)
    lines = [
        _feeling(sheet, texts),
        *doubt_lines(sheet, texts),
        *_discretion(sheet, texts),
        *_understood(sheet, texts, now),
    ]
    rows = [*_main_rows(sheet, texts), *(_merge_button(sheet, one, texts) for one in _likely(sheet))]
    return Face(
        "\n".join([*lines, words(sheet, texts), *_night(sheet, texts, now)]),
        keyboard([*rows, *_change_rows(sheet, texts), *danger_rows(sheet, texts)]),
    )


def sorting_face(sheet: Sheet, texts: Texts) -> Face:
    """All categories, two in a row, and the way back."""
    choices = [_sort_button(sheet, category, texts) for category in Category]
    rows: Rows = two_a_row(choices)
    guided = sheet.drafting.guided
    last = DraftVerb.DISCARD if guided else DraftVerb.BACK
    rows += [[_draft_button(last, "draft.cancel" if guided else "draft.back", sheet, texts)]]
    step = [texts("guide.step", n=1)] if guided else []
    return Face("\n".join([*step, texts("draft.which")]), keyboard([*rows, *danger_rows(sheet, texts)]))


def subject_face(sheet: Sheet, texts: Texts) -> Face:
    """The second step of the guided way."""
    names = SUBJECTS[sheet.category or Category.OTHER]
    choices = [
        button(texts.plain(f"subject.{name}"), SubjectTap(subject=name, ref=sheet.ref)) for name in names
    ]
    choices.append(button(texts.plain("guide.else"), SubjectTap(subject="", ref=sheet.ref)))
    rows: Rows = two_a_row(choices)
    rows += [
        [
            _edit_button(EditVerb.PREVIOUS, "draft.back", sheet, texts),
            _draft_button(DraftVerb.DISCARD, "draft.cancel", sheet, texts),
        ]
    ]
    category = texts.plain(f"category.{sheet.category or Category.OTHER}")
    asked = [texts("guide.step", n=2), texts("guide.subject", category=category)]
    return Face("\n".join(asked), keyboard([*rows, *danger_rows(sheet, texts)]))


def place_face(sheet: Sheet, texts: Texts, homes: Sequence[tuple[str, Address]] = ()) -> Face:
    """Where it is, to be typed; or one of their homes."""
    rows: Rows = [
        [button(home_text(home, texts), PlaceHomeTap(ref=sheet.ref, home=ref))] for ref, home in homes
    ]
    rows += [[_draft_button(DraftVerb.BACK, "draft.back", sheet, texts)]]
    return Face(texts("draft.where"), keyboard([*rows, *danger_rows(sheet, texts)]))


def _feeling(sheet: Sheet, texts: Texts) -> Html:
    """What the matter is like for them, as far as its category tells; nothing that we can't know (I3)."""
    if sheet.kind in PLAIN:
        return texts(f"feeling.{sheet.kind}")
    if sheet.severity is not Severity.MINOR:
        return texts("feeling.serious")
    return texts(f"feeling.{sheet.category}" if sheet.category else "feeling.unknown")


def _discretion(sheet: Sheet, texts: Texts) -> list[Html]:
    if sheet.discretion is Discretion.OPEN:
        return []
    part = "_part" if sheet.discretion is Discretion.CONFIDENTIAL and _two(sheet) else ""
    return [texts(f"discretion.{sheet.discretion}{part}")]


def _understood(sheet: Sheet, texts: Texts, now: datetime) -> list[Html]:
    if sheet.drafting.offer:
        return [_offered(sheet.drafting.offer, sheet, texts, now)]
    if _two(sheet):
        said = [
            texts("split.matter", category=_named(category, sheet, texts), text=cut(text, MATTER_LIMIT))
            for category, text in sheet.drafting.matters
        ]
        return [texts("split.ask"), *said]
    if _is_unsure(sheet):
        return [_unsure(sheet, texts)]
    step = [texts("guide.step", n=3)] if sheet.drafting.guided else []
    return [*step, texts("draft.guess", about=about(sheet, texts))]


def _named(category: Category, sheet: Sheet, texts: Texts) -> str:
    """Of several matters; one for no department is there only where it is about the staff."""
    about_staff = category is Category.OTHER and sheet.discretion is Discretion.CONFIDENTIAL
    return texts.plain(f"subject.{MISCONDUCT}" if about_staff else f"category.{category}")


def _is_unsure(sheet: Sheet) -> bool:
    """Ideas and praise need no category to be thanked for: the desk passes them on (I4)."""
    return sheet.category is None and not (sheet.text and sheet.kind in THANKED)


def _unsure(sheet: Sheet, texts: Texts) -> Html:
    if not sheet.text and sheet.voices:
        return texts("draft.heard")
    if not sheet.text:
        return texts("draft.seen")
    return texts("draft.to_person_ask" if sheet.drafting.misses >= MISSES else "draft.unsure")


def _offered(offer: Offer, sheet: Sheet, texts: Texts, now: datetime) -> Html:
    """The other matter's state and promise, kept or not, without a word of the others'."""
    when = texts.moment(offer.due_at, now, sheet.zone) if offer.due_at else ""
    late = "_late" if offer.due_at and offer.due_at < now else ""
    key = f"join.{offer.status}{late}" if when and offer.status is not Status.ON_HOLD else "join.open"
    state = texts(
        key, worker=offer.worker, department=branch(offer.department, sheet.language, texts), when=when
    )
    number, place = f"{offer.number:04d}", f" {cut(offer.place, PLACE_LIMIT)}" if offer.place else ""
    return texts.many("join.offer", offer.households, number=number, place=place, state=state)


def _night(sheet: Sheet, texts: Texts, now: datetime) -> list[Html]:
    """Hardly anybody comes at night for what isn't dangerous: said before it is filed (D9)."""
    if sheet.kind in PLAIN or not at_night(now, sheet.policy, sheet.zone):
        return []
    morning = arranged_moment(now, sheet.policy, sheet.zone)
    return [texts(f"draft.{night_words(sheet)}", when=texts.moment(morning, now, sheet.zone))]


def _two(sheet: Sheet) -> bool:
    return len(sheet.drafting.matters) > 1


def _main_rows(sheet: Sheet, texts: Texts) -> Rows:
    """What one tap does: join, split, file, or say which."""
    file = DraftTap(verb=DraftVerb.FILE, ref=sheet.ref)
    if offer := sheet.drafting.offer:
        join = button(texts.plain("join.me_too"), JoinTap(ref=sheet.ref, into=offer.ref), GOOD)
        return [[join], [_draft_button(DraftVerb.ALONE, "join.alone", sheet, texts)]]
    if _two(sheet):
        one = [button(texts.plain("split.one"), file)] if sheet.category else []
        return [[_draft_button(DraftVerb.SPLIT, "split.two", sheet, texts, GOOD)], one]
    if not _is_unsure(sheet):
        label = "draft.send_thanked" if sheet.kind in THANKED else "draft.file"
        work = _edit_button(EditVerb.WORK, "draft.work", sheet, texts)
        return [[button(texts.plain(label), file, GOOD)], [work] if sheet.kind in THANKED else []]
    person = button(texts.plain("draft.to_person"), SortTap(category=Category.OTHER, ref=sheet.ref), GOOD)
    if not sheet.text or sheet.drafting.misses >= MISSES:
        return [[person]]
    likely = [category for category in sheet.ranked[:2] if category is not Category.OTHER]
    return [
        [_sort_button(sheet, category, texts) for category in likely],
        [_sort_button(sheet, Category.OTHER, texts)],
    ]


def _change_rows(sheet: Sheet, texts: Texts) -> Rows:
    """What can be changed first; who reads slowly gets only the way out."""
    discard = _draft_button(DraftVerb.DISCARD, "draft.discard", sheet, texts)
    if sheet.drafting.guided:
        sort = _edit_button(EditVerb.PREVIOUS, "draft.back", sheet, texts)
    else:
        sort = _draft_button(DraftVerb.SORT, "draft.sort", sheet, texts)
    if texts.short:
        return [[sort], [discard]]
    place = _edit_button(EditVerb.PLACE, "draft.place", sheet, texts)
    photo = _edit_button(EditVerb.PHOTO, "draft.photo", sheet, texts)
    return [[sort, place], [photo, discard]]


def _draft_button(
    verb: DraftVerb, key: str, sheet: Sheet, texts: Texts, style: str | None = None
) -> dict[str, object]:
    return button(texts.plain(key), DraftTap(verb=verb, ref=sheet.ref), style)


def _edit_button(verb: EditVerb, key: str, sheet: Sheet, texts: Texts) -> dict[str, object]:
    return button(texts.plain(key), EditTap(verb=verb, ref=sheet.ref))


def _sort_button(sheet: Sheet, category: Category, texts: Texts) -> dict[str, object]:
    return button(texts.plain(f"category.button_{category}"), SortTap(category=category, ref=sheet.ref))


def _likely(sheet: Sheet) -> list[Sibling]:
    """Whatever waits for an answer, and of the rest the one that it is most like, else the latest."""
    rest = [one for one in sheet.siblings if not one.asked]
    same = [one for one in rest if sheet.subject and one.subject == sheet.subject]
    near = [one for one in rest if one.category is sheet.category]
    return [*(one for one in sheet.siblings if one.asked), *[*same, *near, *rest][:1]]


def _merge_button(sheet: Sheet, sibling: Sibling, texts: Texts) -> list[dict[str, object]]:
    key = "draft.is_answer" if sibling.asked else "draft.belongs_to"
    label = texts.plain(key, number=f"{sibling.number:04d}")
    return [button(label, MergeTap(ref=sheet.ref, into=sibling.ref), PRIMARY if sibling.asked else None)]
