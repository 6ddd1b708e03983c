"""What can go wrong in triage: only its data, never a text."""


class TriageError(Exception):
    """Triage can't be used."""


class LexiconError(TriageError):
    """A lexicon file says something that triage doesn't understand."""

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem
