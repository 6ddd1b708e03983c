"""Complaint text → Verdict: which department, how urgent, where, and the words that say so."""

from triage.analyst import Triage, load
from triage.errors import LexiconError, TriageError
from triage.verdict import CATEGORIES, KINDS, SEVERITIES, Matter, Reason, Spot, Verdict

__all__ = [
    "CATEGORIES",
    "KINDS",
    "SEVERITIES",
    "LexiconError",
    "Matter",
    "Reason",
    "Spot",
    "Triage",
    "TriageError",
    "Verdict",
    "load",
]
