"""Communities' own words are read anew while the bot runs: somebody edits a file, and that is all."""

import asyncio
import logging
from typing import Never

from triage.library import Library

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0  # seconds; a look at the files' times of change, and nothing more


async def keep_fresh(library: Library, every: float = LOOK_EVERY) -> Never:
    while True:
        await asyncio.sleep(every)
        for key in await asyncio.to_thread(library.refresh):
            log.info("the words of %s are read anew", key)
