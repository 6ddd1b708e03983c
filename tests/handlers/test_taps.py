"""Taps are counted, in each of our languages: a sentence 1, step by step 3, danger 0 (issue 4)."""

import pytest
from village import LANGUAGES, Talk, Village

from bot.texts import Texts, texts_in
from models import Complaint
from models.kinds import Status
from triage.library import ours

CODES = {"zh_Hans": "zh-hans", "zh_Hant_HK": "zh-hk", "zh_Hant_TW": "zh-tw", "en": "en"}
DIRT = {
    "zh_Hans": "楼下垃圾三天没人收，臭死了",
    "zh_Hant_HK": "樓下垃圾三日冇人收，好臭",
    "zh_Hant_TW": "樓下垃圾三天沒人收，好臭",
    "en": "Nobody has collected the rubbish for three days",
}
TRAPPED = {
    "zh_Hans": "电梯困人了，快来",
    "zh_Hant_HK": "𨋢困咗人，快啲嚟",
    "zh_Hant_TW": "電梯困人了，快來",
    "en": "People are trapped in the lift",
}
BEGIN = {"zh_Hans": "报修", "zh_Hant_HK": "報修", "zh_Hant_TW": "報修", "en": "report a problem"}


@pytest.fixture(params=CODES)
def texts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Texts:
    monkeypatch.setitem(LANGUAGES, "foreigner", CODES[request.param])
    return texts_in(request.param)


@pytest.fixture
async def talk(village: Village, texts: Texts) -> Talk:
    talk = Talk(village, ours())
    await talk.says("foreigner", "/language")
    tongue = {"zh_Hans": "简体", "zh_Hant_HK": "香港", "zh_Hant_TW": "台灣", "en": "English"}[texts.locale]
    await talk.presses("foreigner", tongue)
    talk.toasts.clear()  # one for each press, whatever it says
    return talk


async def number_of() -> int | None:
    return (await Complaint.get(status=Status.WAITING)).number


async def test_a_sentence_becomes_a_number_with_one_tap(talk: Talk, texts: Texts) -> None:
    await talk.says("foreigner", DIRT[texts.locale])
    await talk.presses("foreigner", texts.plain("draft.file"))
    assert (await number_of(), len(talk.toasts)) == (1, 1)


async def test_step_by_step_it_takes_three_taps(talk: Talk, texts: Texts) -> None:
    await talk.says("foreigner", BEGIN[texts.locale])
    for key in ("category.button_repairs", "subject.leak", "draft.file"):
        await talk.presses("foreigner", texts.plain(key))
    assert (await number_of(), len(talk.toasts)) == (1, 3)


async def test_danger_takes_none(talk: Talk, texts: Texts) -> None:
    await talk.says("foreigner", TRAPPED[texts.locale])
    assert (await number_of(), len(talk.toasts)) == (1, 0)
    assert "119" in talk.last("foreigner").text
