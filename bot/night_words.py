"""What a resident is told in the night of what isn't dangerous (D9): which of the texts fits their matter."""

from desk.sheets import Sheet
from desk.sorting import PERSON
from models.kinds import Category, Kind


def night_words(sheet: Sheet) -> str:
    """The end of a key. Only repairs leak, and a question of fees needs an answer and nobody to come.

    Whoever wants a person has one: somebody is on duty day and night.
    """
    if sheet.subject == PERSON:
        return "night_person"
    if sheet.kind is Kind.QUESTION or sheet.category is Category.FEES:
        return "night_answer"
    if sheet.watched:
        return "night_watch"
    return "night" if sheet.category is Category.REPAIRS else "night_other"
