"""What must hold in a bot's SQLite files at any moment, whatever was killed: looked at before anybody mends it."""

import sqlite3
from contextlib import closing
from pathlib import Path

# Each finds what must not exist at any moment, whatever was killed.
RULES = {
    "history is whole": """
        SELECT c.id FROM complaint c WHERE c.version <>
        (SELECT count(*) FROM event e WHERE e.complaint_id = c.id AND e.version <= c.version)""",
    "a number has a receipt and a card": """
        SELECT c.id FROM complaint c WHERE c.number IS NOT NULL AND
        (SELECT count(*) FROM card WHERE complaint_id = c.id AND kind IN ('staff', 'receipt')) <> 2""",
    "a number has its two clocks": """
        SELECT c.id FROM complaint c WHERE c.status = 'waiting' AND (SELECT count(*) FROM timer WHERE
        complaint_id = c.id AND state = 'armed' AND kind IN ('answer_due', 'finish_due')) <> 2""",
    "a draft is remembered by two timers": """
        SELECT c.id FROM complaint c WHERE c.status = 'draft' AND (SELECT count(*) FROM timer WHERE
        complaint_id = c.id AND state = 'armed' AND kind IN ('draft_nudge', 'draft_file')) <> 2""",
    "a complaint has its filer": """
        SELECT c.id FROM complaint c WHERE NOT EXISTS
        (SELECT 1 FROM involvement i WHERE i.complaint_id = c.id AND i.person_id = c.filer_id)""",
    "numbers are given out once and without gaps": """
        SELECT m.id FROM community m WHERE m.last_number <>
        (SELECT count(DISTINCT number) FROM complaint c WHERE c.community_id = m.id)""",
    "what was handled is no longer waiting": """
        SELECT id FROM incoming WHERE state = 'done' AND handled_at IS NULL""",
}


def broken_rules(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        [[integrity]] = database.execute("PRAGMA integrity_check").fetchall()
        broken = [] if integrity == "ok" else [str(integrity)]
        broken += [str(row) for row in database.execute("PRAGMA foreign_key_check")]
        for rule, question in RULES.items():
            broken += [f"{rule}: {row}" for row in database.execute(question)]
    return broken
