"""`python -m triage`: JSON lines in, verdicts out, and two reports for those who keep the lexicon."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from triage import Triage
from triage.__main__ import answer, main


def test_lines_in_lines_out() -> None:
    lines = '{"id": "a", "text": "3栋电梯困人"}\n\n{"id": 2, "text": "物业费太贵"}\n'
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "triage"],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], first["emergency"], first["place"]) == ("a", "trapped", "3栋")
    assert (second["id"], second["category"], second["emergency"]) == (2, "fees", None)
    assert done.stderr == ""


def test_an_answer_holds_all_that_is_promised(triage: Triage) -> None:
    row = json.loads(answer('{"id": 1, "text": "楼道垃圾没人清"}', triage))
    assert {
        "id",
        "category",
        "ranked",
        "subject",
        "kind",
        "severity",
        "emergency",
        "place",
        "because",
    } <= set(row)
    assert row["ranked"][0][0] == row["category"] == "cleaning"
    assert len(row["ranked"]) == 6


@pytest.mark.parametrize("line", ["nonsense", "[]", "3", '{"id": 1}'])
def test_a_line_that_cannot_be_read_is_answered_in_its_place(triage: Triage, line: str) -> None:
    assert "error" in json.loads(answer(line, triage))


def test_report_names_what_misfires_and_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corrections = tmp_path / "corrections.jsonl"
    rows = [
        {"text": "水池里的锦鲤死了,水池边围栏坏了", "predicted": "repairs", "corrected": "cleaning"},
        {"text": "锦鲤没人喂,围栏旁边坏了一片", "predicted": "repairs", "corrected": "cleaning"},
        {"text": "电梯坏了", "predicted": "repairs", "corrected": "repairs"},
    ]
    corrections.write_text("\n".join(json.dumps(row) for row in rows))
    assert main(["report", str(corrections)]) == 0
    said = capsys.readouterr().out
    misfiring, missing = said.split("missing:")
    assert "2 corrections" in misfiring
    assert "围栏" in misfiring
    assert "repairs → cleaning 2" in misfiring
    assert "锦鲤" in missing


def test_a_bad_correction_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corrections = tmp_path / "corrections.jsonl"
    corrections.write_text('{"text": "x", "predicted": "noise", "corrected": "gardening"}')
    assert main(["report", str(corrections)]) == 1
    assert "line 1: corrected to 'gardening'" in capsys.readouterr().err


def test_evaluate_prints_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labelled = tmp_path / "labelled.jsonl"
    rows = [
        {
            "text": "电梯困人",
            "lang": "zh-Hans",
            "category": "repairs",
            "also": None,
            "kind": "repair",
            "emergency": 1,
        },
        {
            "text": "垃圾没人收",
            "lang": "zh-Hans",
            "category": "cleaning",
            "also": None,
            "kind": None,
            "emergency": 0,
        },
        {
            "text": "今天天气真好",
            "lang": "zh-Hans",
            "category": "other",
            "also": None,
            "kind": "none",
            "emergency": None,
        },
    ]
    labelled.write_text("\n".join(json.dumps(row) for row in rows))
    assert main(["evaluate", str(labelled)]) == 0
    said = capsys.readouterr().out
    assert "zh-Hans, in scope            100.0%  of 2" in said
    assert "emergencies found              100.0%  of 1" in said
    assert "false alarms                     0.0%  of 1" in said


def test_the_report_counts_mistaken_kinds_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.jsonl"
    row = {
        "text": "谢谢，不过还是漏",
        "of": "kind",
        "predicted": "praise",
        "corrected": "complaint",
        "by": "staff",
    }
    wrong.write_text(json.dumps(row))
    assert main(["report", str(wrong)]) == 0
    assert "kinds: praise → complaint 1" in capsys.readouterr().out
    wrong.write_text(json.dumps(row | {"corrected": "repairs"}))
    assert main(["report", str(wrong)]) == 1


def test_a_missing_file_is_said_not_thrown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "/nowhere.jsonl"]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_bad_overlay_is_said_not_thrown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overlay = tmp_path / "bad.toml"
    overlay.write_text("[words]\na = 1")
    assert main(["--overlay", str(overlay), "evaluate", "/nowhere.jsonl"]) == 1
    assert "unknown section" in capsys.readouterr().err
