"""Leaders look at figures: a period, a rate, the cases behind it. In private only."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.count_words import count_face, counts_face
from bot.figure_buttons import CaseTap, CountsTap, CountTap, FiguresTap, RateTap
from bot.figure_words import Asked, cases_face, communities_face, figures_face
from bot.speaking import edit, say, say_below
from bot.speech import Face
from bot.staff_card import staff_face
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import digests, figures, searching
from desk.authority import Actor, check_leads, check_opens, led_by
from desk.rates import Period
from desk.sheets import read_sheet
from models import Community

FIRST = 7  # days, when somebody asks for figures


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(asked_for_figures, Command("figures", ignore_mention=True, ignore_case=True))
    router.callback_query.register(chose_period, FiguresTap.filter())
    router.callback_query.register(chose_rate, RateTap.filter())
    router.callback_query.register(chose_counts, CountsTap.filter())
    router.callback_query.register(chose_count, CountTap.filter())
    router.callback_query.register(opened_case, CaseTap.filter())
    return router


async def asked_for_figures(message: Message, actor: Actor, texts: Texts, now: datetime) -> None:
    """Whoever leads several communities chooses one."""
    led = led_by(actor)
    if len(led) > 1:
        names = await Community.filter(id__in=led).order_by("id").values_list("id", "name")
        face = communities_face([(one, name) for one, name in names], FIRST, texts)
    else:
        face = await _figures(actor, Asked(check_leads(actor), FIRST, 0), texts, now)
    await say(message, face)


async def chose_period(
    tap: CallbackQuery, callback_data: FiguresTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    """On the digest the figures come as a message of their own; on the figures they change in place."""
    chosen = callback_data
    face = await _figures(actor, _asked(chosen), texts, now)
    await (say_below if chosen.back else edit)(tap, face)
    await tap.answer()


async def chose_rate(
    tap: CallbackQuery, callback_data: RateTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    chosen, asked = callback_data, _asked(callback_data)
    community, period = await _asked_about(actor, asked, now)
    rate = (await figures.figures_for(community.id, period, now)).rates[chosen.kind]
    await edit(tap, cases_face(chosen.kind, rate, asked, chosen.page, texts))
    await tap.answer()


async def chose_counts(
    tap: CallbackQuery, callback_data: CountsTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    asked = _asked(callback_data)
    community, period = await _asked_about(actor, asked, now)
    found = await figures.figures_for(community.id, period, now)
    asked, first, last = _spoken_of(community, period, asked, actor)
    await edit(tap, counts_face(found.cases, asked, first, last, texts))
    await tap.answer()


async def chose_count(
    tap: CallbackQuery, callback_data: CountTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    chosen, asked = callback_data, _asked(callback_data)
    community, period = await _asked_about(actor, asked, now)
    cases = (await figures.figures_for(community.id, period, now)).cases[chosen.count]
    await edit(tap, count_face(chosen.count, cases, asked, chosen.page, texts))
    await tap.answer()


async def opened_case(
    tap: CallbackQuery, callback_data: CaseTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    complaint = await searching.case(callback_data.ref, actor)
    check_opens(actor, complaint)
    sheet = await read_sheet(complaint.id)
    await say_below(tap, staff_face(sheet, texts, now, card_round=sheet.round).text)
    await tap.answer()


def _asked(tap: FiguresTap | RateTap | CountsTap | CountTap) -> Asked:
    return Asked(tap.community, tap.days, tap.back)


async def _figures(actor: Actor, asked: Asked, texts: Texts, now: datetime) -> Face:
    community, period = await _asked_about(actor, asked, now)
    found = await figures.figures_for(community.id, period, now)
    asked, first, last = _spoken_of(community, period, asked, actor)
    return figures_face(digests.numbers_of(found), asked, first, last, texts)


def _spoken_of(community: Community, period: Period, asked: Asked, actor: Actor) -> tuple[Asked, date, date]:
    """With the community's name where they lead several; the first and the last day of the period."""
    last = (period.until - timedelta(microseconds=1)).astimezone(ZoneInfo(community.timezone)).date()
    named = replace(asked, name=community.name if len(led_by(actor)) > 1 else "")
    return named, period.since.date(), last


async def _asked_about(actor: Actor, asked: Asked, now: datetime) -> tuple[Community, Period]:
    """A community that they lead, and whole days of its own time; never the future."""
    community = await Community.get(id=check_leads(actor, asked.community))
    zone = ZoneInfo(community.timezone)
    last = digests.day_of(now.astimezone(zone).date() - timedelta(days=asked.back), zone)
    first = digests.day_of(now.astimezone(zone).date() - timedelta(days=asked.back + asked.days - 1), zone)
    return community, Period(first.since, min(last.until, now))
