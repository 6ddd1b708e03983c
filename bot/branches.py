"""A department that still has the name it was founded with is called by it in the reader's language.

A name that the estate gave itself is a proper name, and stays as it was written.
"""

from collections.abc import Mapping
from functools import cache

from bot.texts import Texts, texts_in
from desk.founding import DEPARTMENTS
from desk.sheets import Sheet


def branch(name: str, language: str, texts: Texts) -> str:
    """The language is the community's, in which its departments were named."""
    key = _founded(language).get(name)
    return texts.plain(f"branch.{key}") if key else name


def in_charge(sheet: Sheet, texts: Texts) -> str:
    return branch(sheet.department, sheet.language, texts)


@cache
def _founded(language: str) -> Mapping[str, str]:
    return {texts_in(language).plain(f"branch.{key}"): key for key in DEPARTMENTS}
