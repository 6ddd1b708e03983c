"""What the person who sets up an estate sees: pure, from an overview to text and buttons."""

from bot.buttons import PRIMARY, Rows, button, keyboard
from bot.setup_buttons import (
    AddDepartmentTap,
    CategoryTap,
    DepartmentTap,
    DepartmentVerb,
    EstateTap,
    PlaceTap,
    PolicyTap,
    StaffListTap,
    TongueTap,
)
from bot.speech import Face
from bot.texts import CHAINS, Html, Texts, texts_in
from desk.founding import DEPARTMENTS, PLACES
from desk.overview import DepartmentView, EstateView
from models.kinds import Category

TWO = 2  # buttons in a row (conversations.md, accessibility)


def places_named(texts: Texts) -> str:
    """Where we know the holidays and whom to call."""
    return texts.plain("estate.and").join(texts.plain(f"place.{key}") for key in PLACES)


def place_face(name: str, texts: Texts) -> Face:
    choices = [button(texts.plain(f"place.{key}"), PlaceTap(place=key)) for key in PLACES]
    elsewhere = [button(texts.plain("place.other"), PlaceTap(place=""))]
    return Face(texts("found.place", name=name), keyboard([*in_twos(choices), elsewhere]))


def tongue_face(likely: str, texts: Texts) -> Face:
    """The language that most there speak comes first."""
    locales = sorted(CHAINS, key=lambda locale: locale != likely)
    rows = [[button(texts_in(locale).plain("language.name"), TongueTap(locale=locale))] for locale in locales]
    return Face(texts("found.language"), keyboard(rows))


def departments_named(texts: Texts) -> dict[str, str]:
    return {key: texts.plain(f"branch.{key}") for key in DEPARTMENTS}


def estate_face(estate: EstateView, texts: Texts, entry: str) -> Face:
    """The whole estate on one message: what stands, what is still missing, and the residents' way in."""
    head = texts(
        "estate.title",
        name=estate.name,
        timezone=estate.timezone,
        language=texts_in(estate.language).plain("language.name"),
    )
    lines = [department_line(one, texts) for one in estate.departments]
    staff = texts.many("estate.staff", len(estate.staff))
    choices = [
        button(
            ("" if one.ready else "⚠️ ") + one.name, DepartmentTap(verb=DepartmentVerb.OPEN, department=one.id)
        )
        for one in estate.departments
    ]
    rows: Rows = in_twos(choices)
    rows += [
        [button(texts.plain("estate.button_add"), AddDepartmentTap(community=estate.id))],
        [
            button(texts.plain("estate.button_staff"), StaffListTap(community=estate.id)),
            button(texts.plain("estate.button_policy"), PolicyTap(community=estate.id, line="")),
        ],
    ]
    way_in = [texts("estate.entry", link=entry)] if entry else []
    return Face("\n".join([head, "", *lines, "", staff, *way_in]), keyboard(rows))


def department_line(one: DepartmentView, texts: Texts) -> Html:
    return texts(
        "estate.department", name=one.name, categories=categories(one, texts), state=_state(one, texts)
    )


def categories(one: DepartmentView, texts: Texts) -> str:
    names = [texts.plain(f"category.{each}") for each in one.categories]
    return texts.plain("estate.and").join(names) or texts.plain("estate.no_work")


def department_face(one: DepartmentView, texts: Texts) -> Face:
    def tap(verb: DepartmentVerb) -> DepartmentTap:
        return DepartmentTap(verb=verb, department=one.id)

    again = "department.link_again" if one.bound else "department.link"
    rows: Rows = [
        [button(texts.plain(again), tap(DepartmentVerb.LINK), None if one.bound else PRIMARY)],
        [button(texts.plain("department.categories"), tap(DepartmentVerb.CATEGORIES))],
        [back_to(one.community, texts)],
    ]
    return Face("\n".join([department_line(one, texts), *missing_lines(one.missing, texts)]), keyboard(rows))


def link_face(one: DepartmentView, code: str, link: str, texts: Texts) -> Face:
    """How the group is bound: a link that does it, and a line for topics."""
    text = texts("department.link_how" if link else "department.bind_how", name=one.name, code=code)
    to_group = [{"text": texts.plain("department.choose_group"), "url": link}] if link else []
    back = button(texts.plain("estate.back"), DepartmentTap(verb=DepartmentVerb.OPEN, department=one.id))
    return Face(text, keyboard([to_group, [back]]))


def categories_face(one: DepartmentView, texts: Texts) -> Face:
    """What it could take over from another department."""
    others = [each for each in Category if each not in one.categories]
    choices = [
        button(texts.plain(f"category.{each}"), CategoryTap(category=each, department=one.id))
        for each in others
    ]
    back = button(texts.plain("estate.back"), DepartmentTap(verb=DepartmentVerb.OPEN, department=one.id))
    text = texts("department.give", name=one.name, categories=categories(one, texts))
    return Face(text, keyboard([*in_twos(choices), [back]]))


def chosen_face(estates: list[EstateView], texts: Texts) -> Face:
    rows = [[button(one.name, EstateTap(community=one.id))] for one in estates]
    return Face(texts("estate.which"), keyboard(rows))


def missing_lines(missing: tuple[str, ...], texts: Texts) -> list[Html]:
    """Which rights the bot lacks in the group, and what goes wrong without each."""
    return [texts(f"right.{name}") for name in missing]


def back_to(community: int, texts: Texts) -> dict[str, object]:
    return button(texts.plain("estate.back"), EstateTap(community=community))


def in_twos(choices: list[dict[str, object]]) -> Rows:
    return [choices[at : at + TWO] for at in range(0, len(choices), TWO)]


def _state(one: DepartmentView, texts: Texts) -> Html:
    if not one.bound:
        return texts("estate.no_group")
    if one.problem:
        return texts("estate.group_problem", problem=one.problem)
    if not one.ready:
        return texts("estate.group_mute")
    return texts("estate.group", group=one.group or texts.plain("estate.some_group"))
