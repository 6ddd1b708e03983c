"""Everybody is spoken to in their own language, and as simply as they like."""

import pytest
from village import PEOPLE, Talk, photo

from bot.buttons import Locale
from bot.texts import texts_in
from models import Attachment, Community, Complaint, Department, Person

LOOKS = {
    Locale.HANS: "机器人",
    Locale.HONG_KONG: "機械人",
    Locale.TAIWAN: "機器人",
    Locale.ENGLISH: "a bot",
}


@pytest.mark.parametrize("locale", Locale)
async def test_the_language_is_chosen_with_one_tap_and_stays(talk: Talk, locale: Locale) -> None:
    await talk.says("owner", "/language")
    await talk.presses("owner", texts_in(locale).plain("language.name"))
    assert talk.last("owner").text == texts_in(locale)("language.chosen")
    await talk.says("owner", "/start")
    assert LOOKS[locale] in talk.last("owner").text


async def test_who_speaks_none_of_our_languages_is_asked_once(talk: Talk) -> None:
    await talk.says("foreigner", "/start")
    assert "choose your language" in talk.last("foreigner").text
    await talk.says("foreigner", "/start")
    assert sum("choose your language" in text for text in talk.sees("foreigner")) == 1
    assert "机器人" in talk.last("foreigner").text


@pytest.mark.parametrize("said", ["the lift is dirty", "/start p_village_bins", "/start p_village_nowhere"])
async def test_whatever_they_come_in_by_they_are_asked_once(talk: Talk, said: str) -> None:
    for _ in range(2):
        await talk.says("foreigner", said)
    assert sum("choose your language" in text for text in talk.sees("foreigner")) == 1


async def test_danger_skips_that_question_too(talk: Talk) -> None:
    await talk.says("foreigner", "着火了")
    assert not any("choose your language" in text for text in talk.sees("foreigner"))


@pytest.mark.parametrize(("code", "asked"), [("zh", False), ("", True), ("de", True), ("en-GB", False)])
async def test_plain_chinese_is_the_communitys_own(talk: Talk, code: str, asked: bool) -> None:
    await Community.all().update(language="zh_Hant_HK")
    await Person.filter(telegram_id=PEOPLE["owner"]).update(language=code)
    german = {"from": talk._user("owner") | {"language_code": code}}
    await talk.says("owner", "/start", "", **german)
    assert ("choose your language" in talk.last("owner").text) is asked
    assert ("機械人" in talk.sees("owner")[0]) is (not code.startswith("en"))


async def test_live_messages_change_their_language_too(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.says("owner", "/language")
    await talk.presses("owner", "English")
    assert any("Did I get this right" in text for text in talk.sees("owner"))
    assert not any("我这样记" in text for text in talk.sees("owner"))


async def test_a_department_is_called_by_its_name_in_the_readers_language_unless_the_estate_named_it_itself(
    talk: Talk,
) -> None:
    """Only the names that a new estate is founded with are words of ours; any other is a proper name."""
    await talk.says("neighbour", "The pipe has a leak")
    await talk.presses("neighbour", "Send it")
    assert "\nRepairs takes care of it" in talk.last("neighbour").text
    said = await talk.presses("neighbour", "Remind")
    assert "Repairs" in said
    assert "工程部" not in said
    await talk.presses("engineer", "更多", "engineering")
    await talk.presses("engineer", "转部门")
    await talk.presses("engineer", "保洁部")
    await talk.presses("engineer", "不归")
    assert "<b>Cleaning</b>" in "".join(talk.sees("neighbour"))
    await Department.all().update(name="维修三班")
    assert "维修三班" in await talk.presses("neighbour", "Remind")


async def test_elder_mode_says_less_and_puts_one_button_in_a_row(talk: Talk) -> None:
    await talk.says("owner", "不知道什么东西")
    assert any(len(row) > 1 for row in talk.last("owner").rows)
    usual = talk.last("owner").text
    await talk.says("owner", "/language")
    await talk.presses("owner", "简单版")
    await talk.says("owner", "/language")
    assert all(len(row) == 1 for row in talk.last("owner").rows)
    await talk.says("owner", "还是水管漏水")
    assert all(len(row) == 1 for row in talk.last("owner").rows)
    assert talk.last("owner").text != usual
    assert texts_in("zh_Hans", short=True)("draft.guess", about="维修") in talk.last("owner").text
    await talk.presses("owner", "改类别")
    assert all(len(row) == 1 for row in talk.last("owner").rows)
    await talk.says("owner", "/language")
    await talk.presses("owner", "换回普通版")
    await talk.says("neighbour", "leak")
    assert any(len(row) > 1 for row in talk.last("neighbour").rows)


async def test_elder_mode_leaves_out_buttons_for_what_one_can_simply_say(talk: Talk) -> None:
    await Person.filter(telegram_id=PEOPLE["owner"]).update(elder=True)
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    labels = "".join(talk.last("owner").buttons)
    assert "催一下" in labels
    assert "撤回" in labels
    assert "补充" not in labels
    assert "我希望" not in labels


@pytest.mark.parametrize("locale", Locale)
async def test_albums_and_groups_are_walked_in_each_language_and_what_is_shown_changes_with_it(
    talk: Talk, locale: Locale
) -> None:
    texts = texts_in(locale)
    await talk.says("owner", "/language")
    await talk.presses("owner", texts.plain("language.name"))
    for caption in ("水管漏水", "", ""):
        await talk.says("owner", **photo(media_group_id="a", caption=caption))
    assert texts.many("enclosed.photos", 3) in talk.last("owner").text
    await talk.presses("owner", texts.plain("draft.file"))
    assert (await Complaint.all().count(), await Attachment.all().count()) == (1, 3)
    await talk.says("owner", "/my", "service")
    assert talk.last("owner", "service").text == texts("help.use_private")
    await talk.says("owner", "着火了", "service")
    assert texts("danger.in_group") in talk.last("owner", "service").text
    for other in Locale:
        await talk.says("owner", "/language")
        await talk.presses("owner", texts_in(other).plain("language.name"))
        for number in ("0001", "0002"):
            [receipt] = [text for text in talk.sees("owner") if f"<b>#{number}" in text]
            assert texts_in(other)("receipt.title", number=number) in receipt
