"""Whose words stand in a step of the history (P18): its actor's, unless it quotes somebody else."""

from tortoise.expressions import Q

from models import Event


def told_by(person_id: int) -> Q:
    return Q(said_by_id=person_id) | Q(actor_id=person_id, said_by_id=None)


def is_told_by(person_id: int, event: Event) -> bool:
    return person_id == (event.said_by_id or event.actor_id)
