"""What one update costs, all the way from the webhook to the delivered reply, beside a bare echo bot."""

from collections.abc import Sequence
from statistics import median

from bench.report import Figure, progress
from bench.rig import Rig, Run, StubProcess, echo_bot, our_bot

ROUNDS = 7
COUNT = 500  # updates a round
DRAFTS = 300
STEADY, STEADY_RATE = 300, 30  # updates, updates a second: what Telegram lets one bot answer
MOST_ECHOES = 4.0
LEAST_RATE = 300  # updates a second: ten times what Telegram lets one bot answer
MOST_ACK = 200  # ms, of 99 in 100 updates (P20)


def run() -> list[Figure]:
    with StubProcess() as stub, echo_bot(stub) as echo, our_bot(stub) as ours:
        progress("echo: warming up")
        for bot in (echo, ours):
            bot.run(COUNT)
        echoes, answers, drafts = [], [], []
        for n in range(ROUNDS):
            progress(f"echo: round {n + 1} of {ROUNDS}")
            echoes.append(echo.run(COUNT))
            answers.append(ours.run(COUNT))
            drafts.append(_drafts(ours))
        progress(f"echo: {STEADY} updates at {STEADY_RATE} a second")
        steady = echo.run(STEADY, per_second=STEADY_RATE), ours.run(STEADY, per_second=STEADY_RATE)
    return [
        _cost("one update, one answer (/help)", answers, echoes, MOST_ECHOES),
        _cost("a sentence, a draft's card", drafts, echoes, None),
        _cost(f"/help at {STEADY_RATE} updates/s", [steady[1]], [steady[0]], None),
        _rate(answers, echoes),
        _acks(steady[1], steady[0]),
    ]


def _drafts(bot: Rig) -> Run:
    """Everybody is new and reports something: person, complaint, history, timers, card."""
    return bot.run(DRAFTS, people=DRAFTS, text="")


def _cost(what: str, ours: Sequence[Run], echoes: Sequence[Run], most: float | None) -> Figure:
    ratio = median(run.each for run in ours) / median(run.each for run in echoes)
    return Figure(
        f"CPU: {what}",
        _spread([run.each for run in ours], "ms"),
        f"echo {_spread([run.each for run in echoes], 'ms')}",
        f"{ratio:.2f}",
        f"≤ {most:g}" if most else "",
        ratio <= most if most else None,
    )


def _rate(ours: Sequence[Run], echoes: Sequence[Run]) -> Figure:
    mine, theirs = median(run.rate for run in ours), median(run.rate for run in echoes)
    best = max(run.rate for run in ours)
    return Figure(
        "rate: updates handled and answered, no pacing, SQLite",
        f"{mine:.0f}/s (best {best:.0f})",
        f"echo {theirs:.0f}/s",
        f"{mine / theirs:.2f}",
        f"≥ {LEAST_RATE}/s",
        mine >= LEAST_RATE,
    )


def _acks(mine: Run, echo: Run) -> Figure:
    """The webhook answers after the commit, the echo bot before it does anything."""
    return Figure(
        f"webhook answered, 99 of 100, at {STEADY_RATE}/s",
        f"{mine.ack(0.99):.0f} ms",
        f"echo {echo.ack(0.99):.0f} ms",
        f"{mine.ack(0.99) / echo.ack(0.99):.1f}",
        f"≤ {MOST_ACK} ms",
        mine.ack(0.99) <= MOST_ACK,
    )


def _spread(values: Sequence[float], unit: str) -> str:
    if len(values) == 1:
        return f"{values[0]:.2f} {unit}"
    return f"{median(values):.2f} {unit} ({min(values):.2f}-{max(values):.2f})"
