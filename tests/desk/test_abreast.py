"""What two people, or the clock and somebody, do in the same moment: neither undoes the other (PostgreSQL)."""

from functools import partial

from interleaving import ON_POSTGRES, abreast
from village import BOT_ID, Village, plan

from desk import filing
from desk.estate import install
from models import Community, Complaint

pytestmark = ON_POSTGRES


async def test_an_estate_file_read_while_somebody_files_leaves_the_numbers_alone(village: Village) -> None:
    """Else the next one would get a number that is taken, and nobody could file anything any more."""
    drafts = [await village.draft(who) for who in ("owner", "stranger")]
    now = village.clock.now()
    files = [
        partial(filing.file, draft.ref, await village.actor(who), now, alone=True)
        for draft, who in zip(drafts, ("owner", "stranger"), strict=True)
    ]
    filed, installed = await abreast(village.database, files[0], partial(install, plan(), BOT_ID, now))
    assert isinstance(filed, Complaint)
    assert isinstance(installed, Community)
    assert (await Community.get()).last_number == 1
    assert (await village.database.transaction(files[1])).number == 2
