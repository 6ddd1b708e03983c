"""Triage against trained peers on labelled messages, and against a bare jieba.lcut for speed.

`python -m bench.triage [labelled.jsonl]`. The peers are cross-validated, and so is what we have learned. Our
lexicon is written by hand, and its authors have read these messages: docs/triage.md says what that means.
"""

import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.learning import DEV, Sentence, learn, own_sentences
from bench.report import Figure
from triage import Triage, Verdict, load
from triage.analyst import LEXICON
from triage.dictionary import dictionary
from triage.evaluation import Message, confusion, read_messages
from triage.learned import learned_from
from triage.lexicon_file import read_lexicon

MOST = 2  # times a bare jieba.lcut
_FOLDS = 5
_RUNS = 5  # the fastest counts: other work on the machine only ever slows down


def run(path: Path = DEV) -> list[Figure]:
    if not path.exists():
        print(f"triage: no labelled messages at {path}, nothing measured")
        return []
    messages = read_messages(path)
    triage = load()
    figure = speed([message.text for message in messages], triage.verdict)
    ours = [verdict.category for verdict in learned_anew(messages)]
    guesses = {"ours": ours} | {name: _peer(name, messages) for name in PEERS}
    for line in table(messages, guesses):
        print(line)
    print("\nour confusion")
    for line in confusion(zip(messages, ours, strict=True)):
        print(line)
    return [figure]


def speed(texts: Sequence[str], verdict: Callable[[str], object]) -> Figure:
    """Beside a bare jieba.lcut of the same text; medians of messages."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.lcut(texts[0])
    pairs = [(_seconds(verdict, text), _seconds(jieba.lcut, text)) for text in texts]
    ratio = statistics.median(mine / its for mine, its in pairs)
    ours, bare = zip(*pairs, strict=True)
    mine, its = (f"{statistics.median(times) * 1e6:.0f} µs" for times in (ours, bare))
    return Figure(
        "triage of a message", mine, f"jieba.lcut {its}", f"{ratio:.2f}", f"≤ {MOST}", ratio <= MOST
    )


def _seconds(work: Callable[[str], object], text: str) -> float:
    return min(_once(work, text) for _ in range(_RUNS))


def _once(work: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    work(text)
    return time.perf_counter() - started


def table(messages: Sequence[Message], guesses: dict[str, list[str]]) -> Iterator[str]:
    """Share right by language and scope, side by side."""
    groups = sorted({(message.language, message.scope) for message in messages})
    yield f"\n{'right':28}" + "".join(f"{name:>12}" for name in guesses) + f"{'messages':>12}"
    for language, scope in groups:
        inside = [i for i, m in enumerate(messages) if (m.language, m.scope) == (language, scope)]
        shares = [
            sum(messages[i].allows(guessed[i]) for i in inside) / len(inside) for guessed in guesses.values()
        ]
        label = f"{language}, {scope}"
        yield f"{label:28}" + "".join(f"{share:12.1%}" for share in shares) + f"{len(inside):12}"


def learned_anew(messages: Sequence[Message]) -> list[Verdict]:
    """Ours, of which the learned half, too, has not heard the message it judges; the lexicon's authors have."""
    lexicon, words, taught = read_lexicon(LEXICON), dictionary(), own_sentences()
    verdicts: dict[int, Verdict] = {}
    for fold in range(_FOLDS):
        heard = [m for at, m in enumerate(messages) if at % _FOLDS != fold]
        known = [*taught, *(Sentence(m.text, m.category, m.emergency) for m in heard)]
        triage = Triage(lexicon, words, learned_from(learn(known), "learned anew"))
        for at in range(fold, len(messages), _FOLDS):
            verdicts[at] = triage.verdict(messages[at].text)
    return [verdicts[at] for at in range(len(messages))]


def _svm() -> object:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    return make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True), LinearSVC(random_state=0)
    )


def _hashed() -> object:
    """As fastText: hashed bags of words and letter pairs, one linear layer trained by gradient descent."""
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline

    return make_pipeline(
        HashingVectorizer(tokenizer=_words, token_pattern=None, ngram_range=(1, 2), n_features=2**18),
        SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=50, tol=None, random_state=0),
    )


def _words(text: str) -> list[str]:
    import jieba

    return list(jieba.cut(text))


def _bayes() -> object:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import ComplementNB
    from sklearn.pipeline import make_pipeline

    return make_pipeline(CountVectorizer(analyzer="char", ngram_range=(1, 2)), ComplementNB())


PEERS: dict[str, Callable[[], object]] = {"SVM": _svm, "fastText-like": _hashed, "Bayes": _bayes}


def _peer(name: str, messages: Sequence[Message]) -> list[str]:
    """Each message is judged by a peer that was trained on the other four fifths."""
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    texts = [message.text for message in messages]
    truth = [message.category for message in messages]
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    return [str(guess) for guess in cross_val_predict(PEERS[name](), texts, truth, cv=folds)]


if __name__ == "__main__":
    run(*map(Path, sys.argv[1:]))
