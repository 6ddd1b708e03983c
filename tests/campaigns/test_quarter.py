"""A quarter of an estate: every finished complaint ends with one honest record, and the lots are kept.

Short in the suite; `make campaign` runs 2,000 complaints (docs/reliability.md).
"""

import os
from collections import Counter
from random import Random

import pytest
from honesty import broken_rules, lots_not_kept
from naive_rates import naive_rates
from quarter import Quarter
from village import StillClock, found

from desk.figures import figures_for
from desk.rates import Period, RateKind
from models import Callback, Complaint
from models.callback_kinds import CallbackState
from models.database import Database
from models.kinds import Role, Status

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
COMPLAINTS, DAYS = (2000, 91) if LONG else (12, 3)

pytestmark = pytest.mark.slow


async def test_every_finished_complaint_of_a_quarter_ends_with_one_honest_record(
    sqlite_url: str, seed: int
) -> None:
    database = await Database.open(sqlite_url)
    try:
        village = await found(database, StillClock())
        begun = village.clock.now()
        quarter = Quarter(village, Random(seed))
        await quarter.settle()
        await quarter.run(COMPLAINTS, DAYS)
        assert await broken_rules(settled=True) == []
        assert await lots_not_kept() == []
        period = Period(begun, village.clock.now())
        figures = await figures_for(village.community.id, period, village.clock.now())
        found_rates = {
            str(kind): (rate.n, round(float(sum(item.points for item in rate.items)), 6), len(rate.left_out))
            for kind, rate in figures.rates.items()
        }
        assert found_rates == await naive_rates(village.community.id, period.since, period.until)
        await report(found_rates, seed)
        assert figures.rates[RateKind.HELD].value, "callbacks were held"
        under_way = Callback.filter(state__in=[CallbackState.ASKED, CallbackState.PHONE])
        assert await under_way.count() == 0
    finally:
        await database.close()


async def report(rates: dict[str, tuple[int, float, int]], seed: int) -> None:
    """For docs/reliability.md; pytest shows it with -s."""
    states = Counter(str(row.state) for row in await Callback.filter(tier=Role.DESK))
    closed = await Complaint.filter(status=Status.CLOSED).count()
    ways = Counter(str(row.way) for row in await Callback.filter(tier=Role.DESK, way__not_isnull=True))
    moot = await Callback.filter(state=CallbackState.MOOT).count()
    said = {
        name: f"{points / n:.3f} (n={n}, left out {out})" for name, (n, points, out) in rates.items() if n
    }
    print(  # noqa: T201
        f"seed {seed}: closed {closed}, callbacks {dict(states)}, ways {dict(ways)}, moot visits {moot}; {said}"
    )
