"""One's own matters: everything open, page by page, each opens anew."""

from datetime import timedelta

from village import MORNING, PEOPLE, Talk

from models import Card, Complaint, Outgoing
from models.kinds import CardKind, Category, Status


async def matters(talk: Talk, n: int, status: Status = Status.WAITING) -> None:
    owner = await talk.village.person("owner")
    await Complaint.bulk_create(
        [
            Complaint(
                ref=f"{status}-{each}",
                community_id=talk.village.community.id,
                filer_id=owner.id,
                status=status,
                number=None if status is Status.DRAFT else each + 1,
                category=Category.REPAIRS,
                answer_due_at=MORNING + timedelta(hours=2),
                created_at=MORNING,
            )
            for each in range(n)
        ]
    )


async def test_the_list_tells_each_with_a_dot_and_words(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "楼道很脏")
    await talk.says("owner", "/my")
    shown = talk.last("owner")
    assert "1 件在办" in shown.text, "nobody works on what was not sent"
    assert "🟡 #0001 维修“厨房水管漏水”·等人接单·今天 12:00 前" in shown.text
    assert "📝 保洁“楼道很脏”·没发完" in shown.text
    assert list(shown.buttons)[:2] == ["📝 没发完的 楼道很脏", "🟡 #0001 维修 厨房水管漏水"]


async def test_each_opens_its_receipt_anew_and_only_once(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "/my")
    await talk.presses("owner", "#0001 维修")
    assert "#0001 收到了" in talk.last("owner").text
    assert sum("#0001 收到了" in text for text in talk.sees("owner")) == 1


async def test_what_waits_for_a_rating_opens_its_question(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "完成", "engineering")
    await talk.later(hours=4)
    await talk.says("owner", "/my")
    assert "🟢 #0001 维修“厨房水管漏水”·办完了，等您评价" in talk.last("owner").text
    await talk.presses("owner", "#0001")
    assert "解决了吗" in talk.last("owner").text


async def test_a_receipt_that_was_never_shown_is_shown(talk: Talk) -> None:
    await matters(talk, 1)
    await talk.says("owner", "/my")
    await talk.presses("owner", "#0001")
    assert "#0001 收到了" in talk.last("owner").text


async def test_an_old_message_loses_its_buttons_where_it_cannot_be_deleted(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    talk.clock.forward(hours=60)
    await Card.filter(kind=CardKind.STAFF).delete()
    await talk.says("owner", "/my")
    await talk.taps("owner", f"fo:open:{(await Complaint.get()).ref}")
    methods = {row.method for row in await Outgoing.filter(lane=PEOPLE["owner"])}
    assert methods >= {"editMessageReplyMarkup", "unpinChatMessage"}
    assert "deleteMessage" not in methods
    assert "#0001 收到了" in talk.last("owner").text
    assert talk.unpinned


async def test_fifty_six_matters_are_twelve_pages_there_and_back(talk: Talk) -> None:
    await matters(talk, 56)
    await talk.says("owner", "/my")
    seen: list[str] = []
    for page in range(1, 13):
        assert f"第 {page} 页，共 12 页" in talk.last("owner").text
        seen += [label for label in talk.last("owner").buttons if "#" in label]
        if page < 12:
            await talk.presses("owner", "下一页")
    assert len(set(seen)) == 56
    assert "下一页 ›" not in talk.last("owner").buttons
    await talk.presses("owner", "上一页")
    assert "第 11 页" in talk.last("owner").text


async def test_the_ended_ones_have_a_list_of_their_own(talk: Talk) -> None:
    await matters(talk, 2, Status.CLOSED)
    await talk.says("owner", "/my")
    assert "没有在办的事" in talk.last("owner").text
    await talk.presses("owner", "已结束的")
    assert "⚪ #0001 维修·已关闭" in talk.last("owner").text


async def test_nobody_sees_anything_of_others(talk: Talk) -> None:
    await matters(talk, 3)
    await talk.says("stranger", "/my")
    assert "没有在办的事" in talk.last("stranger").text
    assert "找不到" in await talk.taps("stranger", "fo:open:waiting-1")


async def test_leaders_can_list_what_was_withdrawn_and_why(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "改主意")
    await talk.says("manager", "/withdrawn")
    assert "#0001 维修·改主意了·今天 10:00" in talk.last("manager").text
    for who in ("engineer", "stranger", "desk"):
        await talk.says(who, "/withdrawn")
        refused = "没有这个命令" if who == "stranger" else "找不到这件事。"
        assert talk.last(who).text.startswith(refused)


async def test_somebodys_words_are_cut_where_a_word_ends(talk: Talk) -> None:
    for who, said in (
        ("neighbour", "The garbage has not been collected, leak"),
        ("owner", "楼下的水管又漏水了三天没人管"),
    ):
        await talk.says(who, said)
        await talk.presses(who, "✅")
        await talk.says(who, "/my")
    assert "“The garbage has not…”" in talk.last("neighbour").text
    assert "“楼下的水管又漏水了三…”" in talk.last("owner").text


async def test_who_asked_for_a_person_is_quoted_with_nothing_they_did_not_say(talk: Talk) -> None:
    await talk.says("neighbour", "leak")
    await talk.says("neighbour", "人工")
    await talk.presses("neighbour", "☎️")
    await talk.says("neighbour", "/my")
    assert "“leak”" in talk.last("neighbour").text
    await talk.says("owner", "人工")
    await talk.presses("owner", "☎️")
    await talk.says("owner", "/my")
    shown = talk.last("owner")
    assert "想找人说话·" in shown.text
    assert not any("居民" in each for each in [shown.text, *shown.buttons])
    assert "居民想找人谈" in talk.last("desk", "service").text, "staff read what it is"
