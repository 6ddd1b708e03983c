"""Reads lexicon files (TOML), and says in one sentence what is wrong with one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from triage.errors import LexiconError
from triage.pace import unhurried
from triage.verdict import CATEGORIES, KINDS, SEVERITIES

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Concept:
    """Words of one meaning in every language; `trouble` can be denied ("not leaking"), a thing can't; a `mask` hides
    what is inside it from dangers ("fire drill"); `whole` words stand between two borders of jieba's cut."""

    name: str
    words: tuple[str, ...]
    weights: Weights = field(default_factory=dict)
    kinds: Weights = field(default_factory=dict)
    also: tuple[str, ...] = ()
    subject: str | None = None
    severity: str | None = None
    emergency: str | None = None
    trouble: bool = False
    mask: bool = False
    whole: bool = False
    vague: bool = False  # rings, but hardly says for what: any other danger in the text is the one


@dataclass(frozen=True, slots=True)
class Rule:
    """All these concepts within `near` letters of each other (0: anywhere), and none of `unless` in the text."""

    name: str
    all: tuple[str, ...]
    unless: tuple[str, ...] = ()
    near: int = 24
    weights: Weights = field(default_factory=dict)
    kinds: Weights = field(default_factory=dict)
    subject: str | None = None
    severity: str | None = None
    emergency: str | None = None
    vague: bool = False  # as of a concept
    personal: bool = False  # about how somebody of the staff behaves


@dataclass(slots=True)
class Lexicon:
    concepts: dict[str, Concept] = field(default_factory=dict)
    scenes: dict[str, Concept] = field(default_factory=dict)  # words that only danger listens to
    rules: dict[str, Rule] = field(default_factory=dict)
    patterns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    bias: Weights = field(default_factory=dict)
    settings: dict[str, float] = field(default_factory=dict)


_ALLOWED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "concept": {
        "weights": CATEGORIES,
        "kinds": KINDS,
    },
    "rule": {"weights": CATEGORIES, "kinds": KINDS},
}
_TEXTS = ("subject", "severity", "emergency")
_HEAVIEST = 1000
_SECTIONS = ("concept", "scene", "rule", "patterns", "letters", "bias", "settings")


def read_lexicon(*sources: Path) -> Lexicon:
    """Later files win: a concept that is already known gets more words and, where given, new weights."""
    lexicon = Lexicon()
    for source in sources:
        for path in unhurried(_files(source), 1):
            _add_file(lexicon, path)
    _check_references(lexicon)
    return lexicon


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted(source.glob("*.toml"))
    if source.is_file():
        return [source]
    raise LexiconError(str(source), "there is no such file or folder")


def _add_file(lexicon: Lexicon, path: Path) -> None:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise LexiconError(path.name, f"can't be read: {error}") from error
    for section, table in tables.items():
        if section not in _SECTIONS:
            raise LexiconError(path.name, f"unknown section [{section}]; known: {', '.join(_SECTIONS)}")
        if not isinstance(table, dict):
            raise LexiconError(path.name, f"[{section}] must be a table")
        _add_section(lexicon, path.name, section, table)


def _add_section(lexicon: Lexicon, source: str, section: str, table: dict[str, Any]) -> None:
    for name, value in table.items():
        where = f"{source} [{section}.{name}]"
        if section == "concept":
            lexicon.concepts[name] = _concept(where, name, value, lexicon.concepts.get(name))
        elif section == "scene":
            lexicon.scenes[name] = _concept(where, name, value, lexicon.scenes.get(name))
        elif section == "rule":
            lexicon.rules[name] = _rule(where, name, value)
        elif section == "patterns":
            lexicon.patterns[name] = _words(where, value)
        elif section == "letters":
            lexicon.letters[name] = _letter(where, name, value)
        else:
            _numbers(lexicon, section)[name] = _number(where, value)


def _numbers(lexicon: Lexicon, section: str) -> Weights:
    return lexicon.bias if section == "bias" else lexicon.settings


def _concept(where: str, name: str, value: Any, known: Concept | None) -> Concept:
    fields = _fields(where, "concept", value, ("words", "also", "trouble", "mask", "whole", "vague"))
    old = known or Concept(name, ())
    return Concept(
        name=name,
        words=old.words + _words(where, fields.get("words", [])),
        weights=fields.get("weights", old.weights),
        kinds=fields.get("kinds", old.kinds),
        also=old.also + _words(where, fields.get("also", [])),
        subject=fields.get("subject", old.subject),
        severity=fields.get("severity", old.severity),
        emergency=fields.get("emergency", old.emergency),
        trouble=bool(fields.get("trouble", old.trouble)),
        mask=bool(fields.get("mask", old.mask)),
        whole=bool(fields.get("whole", old.whole)),
        vague=bool(fields.get("vague", old.vague)),
    )


def _rule(where: str, name: str, value: Any) -> Rule:
    fields = _fields(where, "rule", value, ("all", "unless", "near", "personal", "vague"))
    fields["all"] = _words(where, fields.get("all", []))
    if not fields["all"]:
        raise LexiconError(where, "a rule needs `all`, the concepts that must meet")
    fields["unless"] = _words(where, fields.get("unless", []))
    if "near" in fields:
        fields["near"] = int(_number(where, fields["near"]))
    for truth in ("personal", "vague"):
        fields[truth] = bool(fields.get(truth, False))
    return Rule(name=name, **fields)


def _fields(where: str, section: str, value: Any, others: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise LexiconError(where, "must be a table")
    known = {*_ALLOWED[section], *_TEXTS, *others}
    if unknown := sorted(set(value) - known):
        raise LexiconError(where, f"unknown key {unknown[0]!r}; known: {', '.join(sorted(known))}")
    checked = dict(value)
    for key, names in _ALLOWED[section].items():
        if key in value:
            checked[key] = _weights(where, value[key], names)
    for key in _TEXTS:
        if key in value:
            checked[key] = _text(where, value[key])
    if checked.get("severity", SEVERITIES[0]) not in SEVERITIES:
        raise LexiconError(where, f"severity must be one of {', '.join(SEVERITIES)}")
    return checked


def _weights(where: str, value: Any, names: tuple[str, ...]) -> Weights:
    if not isinstance(value, dict):
        raise LexiconError(where, "weights must be a table of name = number")
    for name, weight in value.items():
        if name not in names:
            raise LexiconError(where, f"{name!r} is none of {', '.join(names)}")
        _number(where, weight)
    return {name: float(weight) for name, weight in value.items()}


def _number(where: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _HEAVIEST:
        raise LexiconError(where, f"{value!r} is not a sensible number")
    return float(value)


def _text(where: str, value: Any) -> str:
    if not isinstance(value, str):
        raise LexiconError(where, f"{value!r} must be a text")
    return value


def _letter(where: str, old: str, value: Any) -> str:
    if len(old) != 1 or len(_text(where, value)) != 1:
        raise LexiconError(where, f"{old!r} and what stands for it must be one letter each")
    return str(value)


def _words(where: str, value: Any) -> tuple[str, ...]:
    """A list of texts, or one text with words between blanks, where `_` stands for a blank inside a word."""
    if isinstance(value, str):
        return tuple(word.replace("_", " ") for word in value.split())
    if isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value):
        return tuple(value)
    raise LexiconError(where, "words must be a text or a list of texts, none empty")


def _check_references(lexicon: Lexicon) -> None:
    tables = {**lexicon.scenes, **lexicon.concepts}
    known = set(tables) | {name for c in tables.values() for name in c.also}
    for rule in lexicon.rules.values():
        for name in (*rule.all, *rule.unless):
            if name not in known:
                raise LexiconError(f"[rule.{rule.name}]", f"there is no concept {name!r}")
