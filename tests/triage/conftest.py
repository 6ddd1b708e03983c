import pytest

from triage import Triage, load


@pytest.fixture(scope="session")
def triage() -> Triage:
    return load()
