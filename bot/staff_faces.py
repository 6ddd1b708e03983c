"""What a manager sees of the staff: the list, and one colleague with role and departments."""

from bot.buttons import BAD, Rows, button, keyboard
from bot.estate_faces import back_to, in_twos
from bot.setup_buttons import AddStaffTap, MemberTap, RankTap, StaffListTap, StaffTap, StaffVerb
from bot.speech import Face
from bot.texts import Texts
from desk.overview import EstateView, StaffView
from models.kinds import Role

PAGE = 8  # people on one message; more would push the buttons off a phone's screen


def staff_list_face(estate: EstateView, page: int, texts: Texts) -> Face:
    pages = max(1, -(-len(estate.staff) // PAGE))
    page = min(max(page, 0), pages - 1)
    rows: Rows = [[_person_button(one, texts)] for one in estate.staff[page * PAGE : (page + 1) * PAGE]]
    turns = [("‹", page - 1)] * (page > 0) + [("›", page + 1)] * (page < pages - 1)
    rows += [[button(label, StaffListTap(community=estate.id, page=to)) for label, to in turns]]
    rows += [[button(texts.plain("staff_list.add"), AddStaffTap(community=estate.id))]]
    rows += [[back_to(estate.id, texts)]]
    return Face(texts("staff_list.title", community=estate.name, count=len(estate.staff)), keyboard(rows))


def colleague_face(one: StaffView, estate: EstateView, texts: Texts) -> Face:
    """One colleague: a tap on a role or a department changes it at once."""
    roles = [
        button(_marked(texts.plain(f"role.{role}"), on=role is one.role), RankTap(rank=role, staff=one.id))
        for role in Role
    ]
    places = [
        button(
            _marked(place.name, on=place.id in one.departments), MemberTap(department=place.id, staff=one.id)
        )
        for place in estate.departments
    ]
    leave = button(texts.plain("colleague.leave"), StaffTap(verb=StaffVerb.LEAVE, staff=one.id), BAD)
    back = button(texts.plain("estate.back"), StaffListTap(community=estate.id))
    lines = [
        texts("colleague.title", name=one.name, role=texts.plain(f"role.{one.role}")),
        texts("colleague.where", departments=_places(one, estate, texts)),
    ]
    if not one.reachable:
        lines.append(texts("colleague.not_started"))
    return Face("\n".join(lines), keyboard([*in_twos(roles), *in_twos(places), [leave], [back]]))


def leaving_face(one: StaffView, texts: Texts) -> Face:
    yes = button(texts.plain("colleague.yes_leave"), StaffTap(verb=StaffVerb.GONE, staff=one.id), BAD)
    no = button(texts.plain("estate.back"), StaffTap(verb=StaffVerb.OPEN, staff=one.id))
    return Face(texts("colleague.sure", name=one.name), keyboard([[yes], [no]]))


def _person_button(one: StaffView, texts: Texts) -> dict[str, object]:
    label = f"{one.name} · {texts.plain(f'role.{one.role}')}"
    return button(label if one.reachable else f"⏳ {label}", StaffTap(verb=StaffVerb.OPEN, staff=one.id))


def _places(one: StaffView, estate: EstateView, texts: Texts) -> str:
    names = [place.name for place in estate.departments if place.id in one.departments]
    return texts.plain("estate.and").join(names) or texts.plain("colleague.nowhere")


def _marked(label: str, *, on: bool) -> str:
    return f"✓ {label}" if on else label
