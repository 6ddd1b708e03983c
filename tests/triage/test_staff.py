"""About somebody of the staff or not: by job, by rank, by a name of the estate's, or by who is there just now (D8)."""

import pytest

from triage import Triage

NAMES = ("张师傅", "李主管", "赵经理", "客服小陈", "收费小周", "工程部王班长")

ABOUT = [
    "我要投诉你们物业经理,态度恶劣骂人",
    "你们主任在电话里骂我神经病",
    "主任收红包",
    "我要投诉赵经理",
    "你们经理说话不算数,我要投诉他",
    "物业经理贪污维修基金,我要举报",
    "總經理收回扣",
    "我要投诉主管",
    "我想投诉你们物业的主任",
    "张师傅不会修还骂人,我要投诉他",
    "师傅在我家抽烟",
    "师傅私下收了我五十块钱没开票",
    "保安上班睡着了,叫都叫不醒",
    "警衛看手機看到睡著,叫都叫不醒",
    "清潔阿姨亂翻我的包裹",
    "櫃台小姐講話很衝,掛我電話",
    "車子停車場被刮傷,保全還在那邊笑我",
    "維修師傅一身酒味",
    "保安在门岗打瞌睡",
    "管家骗我说已经修了",
    "門口個看更成日瞓着覺",
    "個清潔姐姐好懶,成日玩電話",
    "小区保安又在岗亭睡觉",
    "保潔阿姨偷拿我放在門口的東西",
    "我要投诉保安",
    "门口保安对老人大吼大叫",
    "保安把孩子骂哭了",
    "我去问楼上邻居的事,前台的态度很差",
    "your plumber smelled of alcohol",
    "The plumber asked me for 500 in cash",
    "my car got scratched in the garage, guard just laughed at me",
    "Security guard asleep at the gate again at 2am",
    "the cleaner called me a liar to my face",
    "your electrician screams at my wife",
    "I want to complain about your manager",
    "I want to file a complaint against the director",
    "The property manager takes bribes",
    "The supervisor insulted my father",
    "your receptionist is lazy and rude",
    "The guard touched my daughter",
    "The manager is corrupt",
    "物业经理收了黑钱",
    "师傅说给了红包才肯修",
    "骂人的保安是晚班的",
    "收红包的人就是李主管",
    "骂我的男的是你们保安",
    "The screaming man is your guard",
]
HARMLESS = [
    "张师傅修好了,谢谢",
    "张师傅还没来",
    "李主管来看过了,还是漏",
    "请赵经理给我回个电话",
    "小陈说明天有人来修",
    "the plumber hasn't come",
    "The plumber came yesterday but it still leaks",
    "请保安来一下,楼道里有人抽烟",
    "楼道有人抽烟,保安不管",
    "楼上邻居骂人,保安不管",
    "邻居骂保安",
    "我家孩子睡着了,请师傅轻一点",
    "师傅来的时候我在睡觉,没听到敲门",
    "保安室门口的灯坏了",
    "保安亭旁边有人抽烟",
    "门卫室漏水",
    "经理室在几楼",
    "投诉楼上半夜吵闹",
    "投诉保安室门口乱停车",
    "投诉物业不管楼道垃圾",
    "我要投诉,电梯又坏了,师傅修了三次都没修好",
    "保洁阿姨三天没来,楼道很脏",
    "管家让我在这里报修,厨房漏水",
    "师傅说要换阀门,多少钱",
    "前台电话没人接,水管爆了",
    "保安说监控坏了,请修一下",
    "快递员态度很差",
    "外卖员骂人,请保安处理",
    "隔壁老张骂人",
    "请主管安排人来看看天花板",
    "业主骂保安,围了好多人",
    "有小偷偷东西,保安去追了",
    "保安说有人偷东西",
    "师傅修完水管,态度很好",
    "经理你好,停车费怎么交",
    "The guard asked me for my pass",
    "The manager told me to report the leak here",
    "The cleaner hasn't been here since Monday",
    "Please ask the supervisor to call me",
    "My neighbour yelled at the guard",
    "The delivery man was rude to the receptionist",
    "My neighbour is rude, please send a guard",
    "Please be quiet when my baby is asleep",
    "The guard did not laugh, he helped me",
    "Is the property manager in on Saturday?",
    "I paid the plumber in cash, where is my receipt?",
    "Somebody is drunk at the gate, please send a guard",
    "The technician was very polite",
    "请保安赶走门口抽烟的人",
    "guards please stop the drunk man",
    "The guard stopped the drunk driver, thanks",
    "骂保安的人是楼上的",
    "The screaming man is next to the guard",
    "抽烟的人是业主,保安不管",
]
NAMED = [
    "小张收了我五十块钱没开票",
    "那个姓张的收了我五十块钱没开票",
    "那个姓张的师傅收了我五十块钱没开票",
    "I'd like an apology from Zhang, he insulted me",
    "that Mr Zhang from repairs asked me for 500 in cash",
    "我要投诉张师傅,修完地上一堆垃圾也不收",
    "我要投诉张师傅,上次来我家抽烟",
    "我要投诉小陈",
    "小周骂我",
    "老王睡着了",
    "Ms Chen was rude to me",
    "Mr. Li lied to me",
    "骂我的人是张师傅",
    "一身酒味的人是小陈",
]
NOT_NAMED = [
    "小张修好了",
    "姓张的师傅什么时候来",
    "隔壁老张骂人",
    "楼上姓李的天天骂人",
    "我姓张,住3栋",
    "Zhang fixed it, thanks",
    "My neighbour Mr Zhang yelled at me",
    "两张床垫扔在楼道",
    "小周末也有人装修",
    "Mr Lee in 5-1 smokes in the lift",
    "5栋的小张在楼道抽烟",
    "我是3栋的小王,厨房漏水",
    "王女士家的狗乱叫",
]
SERVED = [
    "he was so rude to me and tracked mud everywhere",
    "yes but send someone else, this one screams at my wife",
    "他態度很差,還說是小孩自己的錯",
    "态度很差",
    "他在我家抽烟",
    "那个人一身酒味",
    "佢成日鬧人",
    "換個人來吧,這個講話很衝",
]
NOT_SERVED = [
    "他还没来",
    "he never came",
    "他说要等配件",
    "楼上的人骂我",
    "邻居态度很差",
    "he was very kind",
    "Is he coming? My neighbour is rude about the noise",
    "有人在楼道抽烟",
]

DANGER_BESIDE_STAFF = [
    "保安在睡觉，3栋2单元着火了",
    "guard is on his phone while a man is beating a woman",
    "管理員睡著了，失火了",
    "保安玩電話，有人困𨋢",
    "your staff are laughing at me, I'm stuck in the lift",
    "師傅一身酒味，煤气管被他弄断了漏气",
    "保安态度恶劣，我被困电梯",
    "保安在睡觉，火烧到5楼了",
]


@pytest.mark.parametrize("text", DANGER_BESIDE_STAFF)
def test_a_danger_comes_before_whoever_is_blamed_beside_it(triage: Triage, text: str) -> None:
    for asked in (triage, triage.knowing(NAMES, served=True)):
        assert asked.verdict(text).emergency
        assert not asked.verdict(text).personal


@pytest.mark.parametrize("text", ABOUT)
def test_what_is_about_the_staff_is_known(triage: Triage, text: str) -> None:
    assert triage.verdict(text).personal


@pytest.mark.parametrize("text", HARMLESS)
def test_a_mere_mention_stays_ordinary(triage: Triage, text: str) -> None:
    assert not triage.verdict(text).personal
    assert not triage.knowing(NAMES).verdict(text).personal


@pytest.mark.parametrize("text", NAMED)
def test_a_name_of_theirs_is_enough(triage: Triage, text: str) -> None:
    assert triage.knowing(NAMES).verdict(text).personal


@pytest.mark.parametrize("text", NOT_NAMED)
def test_neighbours_of_the_same_name_are_none_of_them(triage: Triage, text: str) -> None:
    assert not triage.knowing(NAMES).verdict(text).personal


@pytest.mark.parametrize("text", SERVED)
def test_whom_somebody_is_served_by_needs_no_name(triage: Triage, text: str) -> None:
    assert not triage.knowing(NAMES).verdict(text).personal
    assert triage.verdict(text).conduct
    assert triage.knowing(NAMES, served=True).verdict(text).personal


@pytest.mark.parametrize("text", NOT_SERVED)
def test_what_else_they_say_meanwhile_is_not_about_them(triage: Triage, text: str) -> None:
    assert not triage.knowing(NAMES, served=True).verdict(text).personal


@pytest.mark.parametrize(
    ("text", "ranks", "named"),
    [
        ("我要投诉你们物业经理,态度恶劣骂人", ("manager",), ("赵经理",)),
        ("你们主任在电话里骂我神经病", ("manager",), ()),
        ("我要投诉主管", ("supervisor",), ("李主管",)),
        ("總經理收回扣", ("director",), ("赵经理",)),
        ("I want to file a complaint against the director", ("director",), ()),
        ("我要投诉赵经理", (), ("赵经理",)),
        ("我跟赵经理说过了,张师傅还是骂人", (), ("张师傅",)),
        ("我跟经理说过了,保安还是骂人", (), ()),
        ("小周骂我", (), ("收费小周",)),
        ("保安骂人", (), ()),
        ("主管和保安一起骂我", ("supervisor",), ("李主管",)),
        ("保安和主管一起骂我", ("supervisor",), ("李主管",)),
        ("the supervisor and the guard were rude to me", ("supervisor",), ()),
        ("经理跟保安合伙敲诈我", ("manager",), ("赵经理",)),
        ("赵经理和小陈骂我", (), ("客服小陈", "赵经理")),
        ("张师傅和主管骂我", ("supervisor",), ("张师傅", "李主管")),
        ("骂我的人是保安和主管", ("supervisor",), ("李主管",)),
        ("保安说骂我的人是张师傅", (), ("张师傅",)),
        ("我跟主管说过保安骂人", (), ()),
    ],
)
def test_it_says_whom_as_far_as_the_words_do(
    triage: Triage, text: str, ranks: tuple[str, ...], named: tuple[str, ...]
) -> None:
    verdict = triage.knowing(NAMES).verdict(text)
    assert (verdict.ranks, verdict.named) == (ranks, named)


def test_a_repair_beside_a_name_is_cut_off_it(triage: Triage) -> None:
    verdict = triage.knowing(NAMES).verdict("厨房水管漏水,而且小张骂人")
    assert [matter.text for matter in verdict.matters] == ["厨房水管漏水", "而且小张骂人"]
