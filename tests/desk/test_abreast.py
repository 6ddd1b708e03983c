"""What two people, or the clock and somebody, do in the same moment: neither undoes the other (PostgreSQL)."""

from functools import partial

from interleaving import ON_POSTGRES, abreast
from village import BOT_ID, Village, plan

from desk import filing, withdrawing
from desk.enclosing import Report
from desk.errors import Outrun
from desk.estate import install
from models import Community, Complaint
from models.kinds import Status, WithdrawReason
from triage.library import ours

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


async def test_a_cry_that_was_to_join_what_is_taken_back_meanwhile_is_heard_again_and_filed(
    village: Village,
) -> None:
    """A refusal would undo all of it: nobody would come, and not even a draft would be left."""
    owner, stranger = [await village.actor(who) for who in ("owner", "stranger")]
    now, said = village.clock.now(), Report(BOT_ID, "3栋着火了")
    hears = partial(filing.hear, community=village.community, report=said, triage=ours(), now=now)
    fire = await village.database.transaction(partial(hears, owner))
    assert fire.status is Status.WAITING
    mistake = partial(withdrawing.withdraw, fire.ref, owner, WithdrawReason.MISTAKE, now)
    withdrawn, heard = await abreast(village.database, mistake, partial(hears, stranger))
    assert withdrawn.status is Status.WITHDRAWN
    assert isinstance(heard, Outrun), "the inbox looks again"
    again = await village.database.transaction(partial(hears, stranger))
    assert (again.status, again.number) == (Status.WAITING, 2)
