"""What is said about homes and newcomers: rows into words, when they are sent."""

from collections.abc import Callable
from typing import Any

from bot.buttons import BAD, GOOD, HomeTap, HomeVerb, Rows, WhichHomeTap, button, keyboard
from bot.choosing import elder_rows
from bot.home_grid import open_row
from bot.phrases import home_text
from bot.speech import Call, Face, edit_call, message_call
from bot.texts import Html, Texts
from desk.addresses import Address, address_of
from desk.claim_cards import ANSWERED
from desk.sheets import Sheet
from models import Outgoing, Person, Residency
from models.kinds import ResidencyKind, ResidencyState

LETTER = "h_"  # how a link that binds a home begins


def home_rows(residency: Residency, texts: Texts) -> Rows:
    """What somebody can say about their own home."""
    if residency.state is not ResidencyState.CONFIRMED:
        return [[_tap("wrong", HomeVerb.LEAVE, residency, texts)]]
    leave = _tap("leave", HomeVerb.LEAVE, residency, texts)
    kinds = (HomeVerb.OWNER, HomeVerb.TENANT, HomeVerb.FAMILY)
    invite = [_tap("invite", HomeVerb.INVITE, residency, texts)] if residency.home else []
    return [[_kind(verb, residency, texts) for verb in kinds], [*invite, leave]]


def own_face(residency: Residency, texts: Texts) -> Face:
    return Face(_entry(residency, texts), keyboard(home_rows(residency, texts)))


def roll_face(residency: Residency, texts: Texts) -> Face:
    """Who lives there, for the desk."""
    said = texts("home.lives", name=residency.person.name, entry=_entry(residency, texts))
    return Face(said, keyboard([[_tap("leave", HomeVerb.LEAVE, residency, texts)]]))


def leaving_face(residency: Residency, texts: Texts, *, own: bool) -> Face:
    """Nothing brings a home back but a new letter or the desk: one tap beside another doesn't end it."""
    values = {"home": residence(residency, texts), "name": residency.person.name}
    gone = _tap("leave", HomeVerb.GONE, residency, texts, BAD)
    rows = [[gone, _tap("stay", HomeVerb.STAY, residency, texts)]]
    return Face(texts("home.leaving" if own else "home.leaving_them", **values), keyboard(rows))


def _entry(residency: Residency, texts: Texts) -> str:
    state = "" if residency.state is ResidencyState.CONFIRMED else texts("home.unsettled")
    return texts("home.entry", home=residence(residency, texts), kind=as_what(residency, texts)) + state


def _kind(verb: HomeVerb, residency: Residency, texts: Texts) -> dict[str, Any]:
    """The one that was chosen is marked."""
    label = texts.plain(f"home.button_{verb}")
    mark = "✓ " if residency.kind == verb.value else ""
    return button(f"{mark}{label}", HomeTap(verb=verb, ref=residency.ref))


def welcome(sheet: Sheet, facts: dict[str, Any], texts: Texts, _: str) -> Call:
    """After filing: how we keep what they tell, and one question."""
    question = str(facts.get("question", ""))
    parts = [texts("notice.welcome")] if facts.get("consent") else []
    if question:
        parts.append(texts("elder.offer" if question == "elder" else f"welcome.{question}"))
    return message_call(facts["chat_id"], "\n\n".join(parts), _welcome_markup(sheet, facts, texts))


def _welcome_markup(sheet: Sheet, facts: dict[str, Any], texts: Texts) -> dict[str, Any] | None:
    question = facts.get("question")
    if question == "phone":
        return phone_keyboard(texts)
    if question == "elder":
        return keyboard(elder_rows(texts))
    if question == "home":
        return keyboard([open_row(texts)]) if facts.get("grid") else None
    homes_ = [(ref, Address(*home)) for ref, home in facts.get("homes", ())]
    return keyboard(
        [[button(home_text(home, texts), WhichHomeTap(ref=sheet.ref, home=ref))] for ref, home in homes_]
    )


def phone_keyboard(texts: Texts) -> dict[str, Any]:
    share = {"text": texts.plain("phone.share"), "request_contact": True}
    return {
        "keyboard": [[share], [{"text": texts.plain("phone.later")}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }


async def without_complaint(row: Outgoing, texts: Texts) -> Call | None:
    """A notice that is about no complaint: about a residency, or about groups."""
    facts = {name: value for name, value in row.params.items() if name not in ("residency", "topic_id")}
    topic = {"message_thread_id": row.params["topic_id"]} if row.params.get("topic_id") else {}
    if "residency" not in row.params:
        return message_call(row.lane, texts(f"notice.{row.notice}", **facts), **topic)
    residency = await Residency.get_or_none(id=row.params["residency"]).select_related("home", "person")
    if residency is None or (row.notice in ASKS and residency.state is not ResidencyState.PENDING):
        return None
    if row.notice == ANSWERED:
        return edit_call(row.lane, row.params["message_id"], settled(residency, texts))
    doubter = await Person.get_or_none(id=row.params["by"]) if "by" in row.params else None
    rows = BUTTONS.get(row.notice, _no_buttons)(residency, texts)
    text = told(row.notice, residency, texts, by=doubter.name if doubter else "")
    return message_call(row.lane, text, keyboard(rows), **topic)


def settled(residency: Residency, texts: Texts) -> Html:
    """What became of a claim, to those who were asked about it."""
    known = residency.state is ResidencyState.CONFIRMED
    values = {"home": residence(residency, texts), "name": residency.person.name}
    return texts("home.told_yes" if known else "home.told_no", **values)


def outcome(residency: Residency, texts: Texts) -> Html:
    """What became of a claim, to whoever made it."""
    if residency.state is ResidencyState.CONFIRMED:
        return texts("notice.home_bound", home=residence(residency, texts))
    asked = "home.pending" if residency.address else "home.neighbours_asked"
    return texts(asked, home=residence(residency, texts))


def heard_home(residency: Residency, texts: Texts) -> Html:
    """To whoever began with their address: it is known now, and what for?"""
    mark = "" if residency.state is ResidencyState.CONFIRMED else texts.plain("home.unsettled")
    return texts("home.heard", home=residence(residency, texts) + mark)


def residence(residency: Residency, texts: Texts) -> str:
    """The home, or the address as they told it."""
    return home_text(address_of(residency.home), texts) if residency.home else residency.address


def told(notice: str, residency: Residency, texts: Texts, *, by: str) -> Html:
    values = {"home": residence(residency, texts), "name": residency.person.name, "by": by}
    return texts(f"notice.{notice}", **values, kind=as_what(residency, texts))


def as_what(residency: Residency, texts: Texts) -> Html:
    """As what they live there; nothing where nobody said."""
    if residency.kind is ResidencyKind.UNTOLD:
        return Html("")
    return texts("home.as", kind=texts.plain(f"home.kind_{residency.kind}"))


def _settle_rows(residency: Residency, texts: Texts) -> Rows:
    return [
        [
            _tap("confirm", HomeVerb.CONFIRM, residency, texts, GOOD),
            _tap("refuse", HomeVerb.REFUSE, residency, texts),
        ]
    ]


def _doubt_rows(residency: Residency, texts: Texts) -> Rows:
    return [[_tap("refuse", HomeVerb.REFUSE, residency, texts)]]


def _again_rows(residency: Residency, texts: Texts) -> Rows:
    """Asked once more, after one who lives there doubted it."""
    upheld = _tap("confirm", HomeVerb.UPHOLD, residency, texts, GOOD)
    return [[upheld, _tap("put_out", HomeVerb.PUT_OUT, residency, texts, BAD)]]


def _no_buttons(_: Residency, __: Texts) -> Rows:
    return []


def _tap(
    label: str, verb: HomeVerb, residency: Residency, texts: Texts, style: str | None = None
) -> dict[str, Any]:
    return button(texts.plain(f"home.button_{label}"), HomeTap(verb=verb, ref=residency.ref), style)


ASKS: dict[str, Callable[[Residency, Texts], Rows]] = {
    "home_claimed": _settle_rows,
    "home_newcomer": _settle_rows,
}
BUTTONS = ASKS | {"home_bound": home_rows, "home_joined": _doubt_rows, "home_doubted": _again_rows}
