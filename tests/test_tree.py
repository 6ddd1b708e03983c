"""The rules of the house, as far as a test can check them."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

import pytest
from aiogram import Router
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from bot.buttons import DraftVerb, NoteVerb, TaskVerb
from bot.texts import FOLDER, catalogue
from desk import lifecycle, moments
from desk.ladders import CLOCKS, PROMISED
from handlers import routers
from models import kinds
from models.kinds import Action, Status, TimerKind

ROOT = Path(__file__).parents[1]
PRODUCT = ("bot", "handlers", "scheduler", "desk", "triage", "models", "sandbox")
GENERATED = ("models/migrations/",)
MOST_LINES = 250  # of a file (style.md)
LONGER = {
    "models/engines/sqlite.py": 270,  # a client and its transaction, which share their steps
    "bot/courier.py": 265,  # one loop, read as one
    "bot/inbox.py": 255,  # likewise
    "models/complaints.py": 270,  # tables, side by side
    "bot/wording.py": 275,  # what each notice says
    "bot/buttons.py": 320,  # a list of what buttons mean
    "desk/sheets.py": 288,  # a list of what may be shown
    "models/kinds.py": 500,  # a list of words, in which nobody gets lost
}
MOST_FUNCTION_LINES = 40
NO_DRAWERS = {"utils", "helpers", "common", "misc", "base", "manager", "managers", "services"}
CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
ASK_THE_TIME = {"bot/clock.py", "bot/doctor.py", "bot/lease.py"}  # the last two compare clocks


def sources(*packages: str) -> list[Path]:
    found = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if not name_of(path).startswith(GENERATED)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """The module first."""
    return tuple(ast.walk(ast.parse(text_of(path))))


def test_no_letter_of_chinese_stands_in_code() -> None:
    """Words belong to locales/, the lexicon and the demo's script, and examples to the tests.

    bench/ is left out: what it measures with are sentences that people might write.
    """
    found = [
        f"{name_of(path)}:{number}"
        for path in sources(*PRODUCT)
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert found == []


def test_nobody_but_the_clock_asks_what_time_it_is() -> None:
    found = []
    for path in sources(*(package for package in PRODUCT if package != "sandbox")):
        for node in nodes(path):
            asks = isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
            named = asks and isinstance(node.value, ast.Name) and node.value.id in ("datetime", "date")  # type: ignore[attr-defined]
            if named and name_of(path) not in ASK_THE_TIME:
                found.append(name_of(path))
    assert found == []


def test_only_the_courier_speaks_through_python_telegram_bot_and_only_the_demo_knows_the_sandbox() -> None:
    speakers = {"bot/courier.py", "bot/carrier.py", "bot/faults.py", "bot/calls.py", "bot/request.py"}
    assert importers("telegram") <= speakers
    assert importers("sandbox") == {"bot/demo.py"}


def importers(package: str) -> set[str]:
    """Files of the product, the sandbox aside, that import it."""
    found = set()
    for path in sources(*(each for each in PRODUCT if each != "sandbox")):
        for node in nodes(path):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {name_of(path) for name in names if name.split(".")[0] == package}
    return found


def test_no_file_is_longer_than_one_reads_at_once() -> None:
    long = {name_of(path): len(text_of(path).splitlines()) for path in sources(*PRODUCT)}
    assert {name: lines for name, lines in long.items() if lines > LONGER.get(name, MOST_LINES)} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = []
    for path in sources(*PRODUCT):
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                long += [f"{name_of(path)}: {node.name}"] if lines > MOST_FUNCTION_LINES else []
    assert long == []


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    names = {part for path in sources(*PRODUCT) for part in path.relative_to(ROOT).with_suffix("").parts}
    assert names & NO_DRAWERS == set()


def test_every_module_says_what_it_is_for() -> None:
    modules = [(path, nodes(path)[0]) for path in sources(*PRODUCT) if text_of(path).strip()]
    silent = [
        name_of(path)
        for path, module in modules
        if isinstance(module, ast.Module) and not ast.get_docstring(module)
    ]
    assert silent == []


def test_handlers_never_compare_a_role_and_never_touch_the_network() -> None:
    """Who may do what is decided in desk.authority alone."""
    forbidden = re.compile(r"\bRole\.|\.role\b|\bpost_in\([^)]*\)\.|aiohttp|httpx")
    found = [name_of(path) for path in sources("handlers") if forbidden.search(text_of(path))]
    assert found == []


def test_a_press_on_a_message_of_long_ago_is_no_other_press() -> None:
    """bot/speaking.py knows what such a message lacks; a handler that looks for itself does nothing in silence."""
    asks = "isinstance(tap.message, Message)"
    found = [name_of(path) for path in sources("bot", "handlers") if asks in text_of(path)]
    assert found == ["bot/speaking.py"]


def filters_of(router: Router) -> Iterator[CallbackQueryFilter]:
    for handler in router.callback_query.handlers:
        for one in handler.filters or ():
            if isinstance(one.callback, CallbackQueryFilter):
                yield one.callback


def members(module: ModuleType, kind: type) -> list[type]:
    found = [each for each in vars(module).values() if inspect.isclass(each) and issubclass(each, kind)]
    return [each for each in found if each.__module__ == module.__name__]


def taps() -> list[type]:
    """Every button there is, in bot/buttons.py and its neighbours."""
    modules = [importlib.import_module(f"bot.{path.stem}") for path in (ROOT / "bot").glob("*buttons.py")]
    return [each for module in modules for each in members(module, CallbackData)]


def test_every_button_has_exactly_one_handler() -> None:
    handled = [one.callback_data for router in routers() for one in filters_of(router)]

    assert sorted(each.__name__ for each in handled) == sorted(each.__name__ for each in taps())


def test_no_two_buttons_share_a_prefix() -> None:
    prefixes = [each.__prefix__ for each in taps() if issubclass(each, CallbackData)]
    assert len(prefixes) == len(set(prefixes))


def test_every_verb_of_a_button_is_on_some_button_and_known_to_a_handler() -> None:
    code = "".join(text_of(path) for path in sources("bot", "handlers"))
    for verbs in (DraftVerb, TaskVerb, NoteVerb):
        for verb in verbs:
            uses = code.count(f"{verbs.__name__}.{verb.name}")
            assert uses >= 1, verb


def strings(path: Path, pattern: str) -> set[str]:
    return set(re.findall(pattern, text_of(path)))


@pytest.mark.parametrize("locale", sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))
def test_every_notice_has_words_in_every_language(locale: str) -> None:
    owed = set()
    for path in sources("desk"):
        owed |= strings(
            path,
            r'tell_(?:filer|involved|joined|leaders|department|assignee|staff|desk|group|role)\(\s*\w+,\s*"(\w+)"',
        )
        owed |= strings(path, r'notice="(\w+)"')
    owed |= {f"alarm_{kind}" for kind in CLOCKS} | {f"warned_{kind}" for kind in PROMISED}
    owed |= {f"half_{kind}" for kind in CLOCKS if kind is not TimerKind.ANSWER_DUE}
    assert len(owed) >= 10, "the pattern still finds them"
    assert {f"notice.{name}" for name in owed} - set(catalogue(locale)) == set()


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_name_and_a_place_on_cards(status: Status) -> None:
    texts = catalogue("zh_Hans")
    assert {f"status.{status}", f"staff.{status}"} <= set(texts)
    assert status is Status.DRAFT or f"receipt.status_{status}" in texts


def test_every_timer_does_something_and_every_action_is_decided() -> None:
    assert set(moments.HAPPENS) | moments.CLIMBS == set(TimerKind)
    born = {Action.DRAFT}  # makes the complaint, so there is no status before
    assert {action for _, action in lifecycle.STEPS} == set(Action) - born


def test_every_word_the_tables_use_is_unique_and_fits_its_column() -> None:
    for each in vars(kinds).values():
        if inspect.isclass(each) and each.__module__ == kinds.__name__:
            values = [str(member) for member in each.__members__.values()]  # type: ignore[attr-defined]
            assert len(values) == len(set(values))
            assert max(map(len, values)) <= 24


def test_handlers_are_coroutines_whose_parameters_are_typed() -> None:
    for path in sources("handlers"):
        module = importlib.import_module(f"handlers.{path.stem}" if path.stem != "__init__" else "handlers")
        for name, function in vars(module).items():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                untyped = [
                    p for p in inspect.signature(function).parameters.values() if p.annotation is p.empty
                ]
                assert untyped == [], name
