"""Trains triage's learned voice from labelled sentences and writes triage/learned.tsv.

`python -m bench.learning`: our own sentences of tests/triage, and dev.jsonl beside the project, of which nothing
goes into the file but how much a word, a letter or a pair of them speaks for what. Two logistic regressions on
one vocabulary; the seed is fixed, so the same sentences give the same file.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from triage import CATEGORIES
from triage.analyst import LEXICON
from triage.learned import VOICES, WEIGHTS, pieces
from triage.lexicon_file import read_lexicon
from triage.normal import Speller, shown

DEV = Path(__file__).parents[2] / "shared/data/dev.jsonl"
OWN = Path(__file__).parents[1] / "tests/triage"
_SPREAD = 10.0  # inverse of the regularisation: 3 and 30 do no better
_RAREST = 3  # sentences: what is said less often teaches nothing general
_FOR_OTHER = -0.5  # what nobody answers for is worse than what is passed on once
_DECIMALS = 2
_ROUNDS = 3000


class Sentence(NamedTuple):
    """None where nobody has said what it is about, or whether it is a danger."""

    text: str
    category: str | None
    danger: bool | None


def sentences() -> list[Sentence]:
    """Raises FileNotFoundError without the labelled messages: the weights would silently be others."""
    return [*own_sentences(), *map(of_row, _rows(DEV))]


def own_sentences() -> list[Sentence]:
    told = [
        Sentence(row["text"], row["allowed"][0], row.get("danger", False))
        for row in _rows(OWN / "own_sentences.jsonl")
    ]
    dangers = [Sentence(row["text"], None, row["danger"]) for row in _rows(OWN / "dangers.jsonl")]
    return told + dangers


def of_row(row: Mapping[str, Any]) -> Sentence:
    """Of the labelled messages, where what the annotators differed about is null."""
    danger = row["emergency"]
    return Sentence(row["text"], row["category"], None if danger is None else bool(danger))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def learn(taught: Sequence[Sentence]) -> Iterator[str]:
    """The lines of the file."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    speller = Speller(read_lexicon(LEXICON).letters)
    texts = [speller.spell(shown(each.text)) for each in taught]
    vectors = TfidfVectorizer(analyzer=pieces, binary=True, min_df=_RAREST)
    seen = vectors.fit_transform(texts)
    sorted_ = _fitted(seen, [each.category for each in taught])
    warned = _fitted(seen, [each.danger for each in taught])
    order = [list(sorted_.classes_).index(name) for name in CATEGORIES]
    columns = [*sorted_.coef_[order], warned.coef_[0]]
    yield _line("piece", "rarity", *VOICES)
    alone = sorted_.intercept_[order]
    alone[CATEGORIES.index("other")] += _FOR_OTHER
    yield _line("", 0, *map(_short, [*alone, warned.intercept_[0]]))
    for piece, at in sorted(vectors.vocabulary_.items()):
        rarity = vectors.idf_[at]
        yield _line(piece, _short(rarity**2), *(_short(rarity * column[at]) for column in columns))


def _fitted(seen: Any, answers: Sequence[Any]) -> Any:
    from sklearn.linear_model import LogisticRegression

    told = [at for at, answer in enumerate(answers) if answer is not None]
    model = LogisticRegression(C=_SPREAD, max_iter=_ROUNDS, class_weight="balanced", random_state=0)
    return model.fit(seen[told], [answers[at] for at in told])


def _short(number: float) -> str:
    return f"{number:.{_DECIMALS}f}".removesuffix("0").removesuffix(".0")


def _line(*fields: object) -> str:
    return "\t".join(map(str, fields))


def stamp(folder: Path = OWN) -> str:
    """What a test compares: were the sentences changed after the weights were learned?"""
    files = ("dangers.jsonl", "own_sentences.jsonl")
    return json.dumps({name: sha256((folder / name).read_bytes()).hexdigest() for name in files}, indent=1)


if __name__ == "__main__":
    WEIGHTS.write_text("\n".join(learn(sentences())) + "\n", encoding="utf-8")
    (OWN / "learned_from.json").write_text(stamp() + "\n", encoding="utf-8")
