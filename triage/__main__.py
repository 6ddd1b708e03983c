"""Command line: JSON lines in, verdicts out; `report FILE` and `evaluate FILE` for those who keep the lexicon."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from triage.analyst import Triage, load
from triage.errors import TriageError
from triage.evaluation import evaluation, read_messages
from triage.report import read_corrections, report
from triage.verdict import Verdict


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        triage = load(options.overlay)
        if options.do == "evaluate":
            _print(evaluation(read_messages(options.file), triage.verdict))
        elif options.do == "report":
            _print(report(read_corrections(options.file), triage, options.least))
        else:
            _print(answer(line, triage) for line in sys.stdin if line.strip())
    except (TriageError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m triage", description=__doc__)
    parser.add_argument(
        "--overlay", type=Path, help="a community's own words: a TOML file or a folder of them"
    )
    todo = parser.add_subparsers(dest="do")
    todo.add_parser("evaluate", help="figures on labelled messages").add_argument("file", type=Path)
    corrections = todo.add_parser("report", help="what corrections say about the lexicon")
    corrections.add_argument("file", type=Path)
    corrections.add_argument("--least", type=int, default=2, help="how often before it is named")
    return parser


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


def answer(line: str, triage: Triage) -> str:
    """One line in, one line out; what can't be read is said in the line's own place."""
    try:
        row = json.loads(line)
        given, text = row.get("id"), row["text"]
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        return json.dumps({"id": None, "error": f"needs a JSON object with id and text: {error!r}"})
    return json.dumps(_row(given, triage.verdict(str(text))), ensure_ascii=False)


def _row(given: Any, verdict: Verdict) -> dict[str, Any]:
    return {
        "id": given,
        "category": verdict.category,
        "ranked": [[category, round(share, 4)] for category, share in verdict.ranked],
        "confident": verdict.confident,
        "subject": verdict.subject,
        "kind": verdict.kind,
        "severity": verdict.severity,
        "emergency": verdict.emergency,
        "place": verdict.place,
        "when": verdict.when,
        "because": [[reason.word, reason.category, reason.weight] for reason in verdict.because],
    }


if __name__ == "__main__":
    sys.exit(main())
