"""The desk puts a case right: category, merge, split; and answers with words it uses often."""

import asyncio
from collections.abc import Awaitable

import pytest
from village import BOT_ID, PEOPLE, Talk, Village, plan

from desk import corrections, merging
from desk.estate import install
from models import CannedReply, Card, Complaint, Correction, Involvement, Timer
from models.kinds import CardKind, Category, Discretion, InvolvementRole, Kind, Status, TimerState


async def opens(talk: Talk, number: int, who: str = "desk") -> None:
    await talk.says(who, f"/find {number}")
    await talk.presses(who, f"#{number:04d}")


async def test_the_case_opens_in_private_with_the_desks_tools(talk: Talk) -> None:
    await talk.village.filed()
    await opens(talk, 1)
    assert any("水管漏水" in text for text in talk.sees("desk"))
    assert any("客服操作" in text for text in talk.sees("desk"))
    await opens(talk, 1, "engineer")
    assert not any("合并" in label for label in talk.last("engineer").buttons)


async def test_another_category_sends_it_to_the_other_department_and_teaches_triage(talk: Talk) -> None:
    await talk.village.filed()
    await opens(talk, 1)
    await talk.presses("desk", "🗂 改类别")
    await talk.presses("desk", "保洁")
    complaint = await Complaint.get().select_related("department")
    assert complaint.department is not None
    assert (complaint.category, complaint.department.key) == (Category.CLEANING, "cleaning")
    assert "水管漏水" in talk.last("cleaner", "cleaning").text
    await talk.presses("cleaner", "我来", "cleaning")
    assert (await Complaint.get()).status is Status.ACCEPTED
    assert (await Correction.get()).corrected is Category.CLEANING


async def is_put_down_as(talk: Talk, kind: str, number: int = 1) -> None:
    await opens(talk, number)
    await talk.presses("desk", "🏷 改性质")
    await talk.presses("desk", kind)


async def test_what_was_taken_for_praise_and_is_a_complaint_gets_its_clocks_from_its_filing(
    talk: Talk,
) -> None:
    """I4: only complaints and repairs have deadlines, and the desk corrects what triage took it for."""
    complaint = await talk.village.filed()
    promised = (complaint.answer_due_at, complaint.finish_due_at)
    await is_put_down_as(talk, "表扬")
    assert (await Complaint.get()).finish_due_at is None
    assert await Timer.filter(state=TimerState.ARMED).count() == 0
    assert any("不再有办结时限" in text for text in talk.sees("supervisor")), "nobody drops a deadline unseen"
    assert any("改记为“表扬”" in text for text in talk.sees("owner"))
    talk.clock.forward(minutes=30)
    await is_put_down_as(talk, "投诉")
    after = await Complaint.get()
    assert (after.answer_due_at, after.finish_due_at) == promised
    assert any("改记为“投诉”" in text for text in talk.sees("owner"))


async def test_another_kind_is_kept_for_triage_and_one_that_promises_the_same_is_told_to_nobody(
    talk: Talk,
) -> None:
    await talk.village.filed()
    assert (await Complaint.get()).kind is Kind.COMPLAINT
    await is_put_down_as(talk, "报修")
    assert not any("改记为" in text for text in talk.sees("owner"))
    await is_put_down_as(talk, "咨询")
    [row] = [row async for row in corrections.all_of("village")]
    told_by = {"text": "水管漏水", "of": "kind", "by": "staff"}
    assert row == told_by | {"predicted": "complaint", "corrected": "question"}


async def test_two_that_are_one_go_on_as_one_and_both_residents_hear_it(talk: Talk) -> None:
    await talk.village.filed()
    await talk.village.filed(who="neighbour", text="厨房漏水")
    await opens(talk, 2)
    await talk.presses("desk", "🔗 合并")
    await talk.presses("desk", "#0001")
    assert (await Complaint.get(number=2)).status is Status.WAITING, "it asks once more"
    await talk.presses("desk", "✅ 合并")
    gone, target = await Complaint.get(number=2), await Complaint.get(number=1)
    assert (gone.status, target.status) == (Status.WITHDRAWN, Status.WAITING)
    assert any("same matter" in text and "#0001" in text for text in talk.sees("neighbour"))
    assert any("还有住户" in text for text in talk.sees("owner"))
    roles = {row.role for row in await Involvement.filter(complaint=target)}
    assert roles == {InvolvementRole.FILER, InvolvementRole.JOINED}
    receipts = [card.chat_id for card in await Card.filter(kind=CardKind.RECEIPT, complaint=target)]
    assert set(receipts) == {PEOPLE["owner"], PEOPLE["neighbour"]}
    assert any("已并入 #0001" in text for text in talk.sees("engineer", "engineering"))


async def test_the_history_keeps_what_the_other_one_said(talk: Talk) -> None:
    await talk.village.filed()
    await talk.village.filed(who="neighbour", text="厨房漏水")
    await talk.taps(
        "desk", f"jm:1:{(await Complaint.get(number=2)).ref}:{(await Complaint.get(number=1)).ref}"
    )
    assert any("并入一件" in text and "厨房漏水" in text for text in talk.sees("engineer", "engineering"))


async def test_of_two_merges_that_cross_one_happens(village: Village) -> None:
    """A into B and B into A at once: one of them is left, with everybody in it."""
    one, other = await village.filed(), await village.filed(who="neighbour", text="厨房漏水")
    desk, now = await village.actor("desk"), village.clock.now()

    def attempt(gone: Complaint, into: Complaint) -> Awaitable[Complaint]:
        return village.database.transaction(lambda: merging.merge(gone.ref, into.ref, desk, now))

    outcomes = await asyncio.gather(attempt(one, other), attempt(other, one), return_exceptions=True)
    assert sum(isinstance(each, Complaint) for each in outcomes) == 1
    left = await Complaint.exclude(status=Status.WITHDRAWN)
    assert len(left) == 1
    assert await Involvement.filter(complaint=left[0]).count() == 2


async def test_one_that_is_two_gets_a_second_number(talk: Talk) -> None:
    await talk.village.filed(text="水管漏水，楼道也脏")
    await opens(talk, 1)
    await talk.presses("desk", "✂️ 拆成两件")
    await talk.says("desk", "楼道脏")
    second = await Complaint.get(number=2)
    assert (second.category, second.filer_id) == (Category.CLEANING, (await Complaint.get(number=1)).filer_id)
    assert "楼道脏" in talk.last("cleaner", "cleaning").text
    assert any("#0002" in text and "分开办" in text for text in talk.sees("owner"))
    assert "#0002" in talk.last("desk").text


async def test_words_used_often_are_kept_and_sent_with_a_tap(talk: Talk) -> None:
    await talk.village.filed()
    await opens(talk, 1)
    await talk.presses("desk", "💬 常用回复")
    await talk.presses("desk", "加一句")
    await talk.says("desk", "师傅正在路上，请稍候十分钟。")
    await talk.presses("desk", "师傅正在路上")
    assert "已发给" in talk.last("desk").text
    assert any("师傅正在路上" in text for text in talk.sees("owner"))


@pytest.mark.parametrize("who", ["owner", "engineer", "stranger"])
async def test_nobody_else_puts_anything_right(talk: Talk, who: str) -> None:
    one, other = await talk.village.filed(), await talk.village.filed(who="neighbour", text="厨房漏水")
    words = await CannedReply.create(community=talk.village.community, text="好的")
    for data in (
        f"jo:fees:{one.ref}",
        f"jm:1:{one.ref}:{other.ref}",
        f"jr:{words.id}:{one.ref}",
        f"jt:merge:{one.ref}",
        f"jt:reply:{one.ref}",
    ):
        await talk.taps(who, data)
        assert talk.toasts[-1] in ("找不到这件事。", "这一步不归您操作。")
    await talk.taps(who, f"jt:split:{one.ref}")
    await talk.says(who, "楼道脏")
    kept = await Complaint.exclude(status=Status.DRAFT)
    assert [each.version for each in kept] == [one.version, other.version]


async def test_another_estate_is_another_world(talk: Talk) -> None:
    """T8: neither its complaints nor its words."""
    here = await talk.village.filed()
    other = plan(
        "other", name="平安苑", staff=[{"telegram_id": PEOPLE["director"], "name": "x", "role": "desk"}]
    )
    estate = await talk.database.transaction(lambda: install(other, BOT_ID, talk.clock.now()))
    words = await CannedReply.create(community=estate, text="别家的话")
    await talk.taps("desk", f"jr:{words.id}:{here.ref}")
    assert talk.toasts[-1] == "找不到这件事。"
    await talk.taps("director", f"jo:fees:{here.ref}")
    assert talk.toasts[-1] == "找不到这件事。"


async def test_what_is_about_a_colleague_is_never_merged(talk: Talk) -> None:
    """D8: nobody else may learn of it."""
    secret = await talk.village.filed(text="师傅态度差")
    plain = await talk.village.filed(who="neighbour", text="厨房漏水")
    for gone, into in ((secret, plain), (plain, secret)):
        await talk.taps("manager", f"jm:1:{gone.ref}:{into.ref}")
    assert await Complaint.filter(status=Status.WAITING).count() == 2


async def test_what_turns_out_to_be_noise_no_longer_tells_from_which_home_it_was_reported(talk: Talk) -> None:
    """T9."""
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.village.filed(text="楼道脏")
    await Complaint.all().update(home=home)
    await opens(talk, 1)
    await talk.presses("desk", "🗂 改类别")
    await talk.presses("desk", "噪音")
    assert (await Complaint.get()).discretion is Discretion.ANONYMOUS
    assert "502" not in talk.last("cleaner", "cleaning").text


async def test_what_is_about_a_colleague_stays_so_in_whatever_category(talk: Talk) -> None:
    secret = await talk.village.filed(text="师傅态度差")
    await talk.taps("manager", f"jo:noise:{secret.ref}")
    complaint = await Complaint.get()
    assert (complaint.category, complaint.discretion) == (Category.NOISE, Discretion.CONFIDENTIAL)


async def test_a_caller_whose_matter_went_into_another_is_still_to_be_phoned(talk: Talk) -> None:
    await talk.village.filed(text="厨房漏水")
    await talk.says("desk", "/new 3-1-502 李女士 13800001234 厨房水管漏水 来电")
    await talk.presses("desk", "登记")
    gone, target = await Complaint.get(number=2), await Complaint.get(number=1)
    await talk.taps("desk", f"jm:1:{gone.ref}:{target.ref}")
    assert (await Complaint.get(number=2)).status is Status.WITHDRAWN
    assert (await Complaint.get(number=1)).call_needed
    assert any("#0001" in text and "请打电话" in text for text in talk.sees("engineer", "engineering"))
