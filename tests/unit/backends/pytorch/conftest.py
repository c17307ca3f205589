import pytest
from compiled_steps import step_library


@pytest.fixture(scope="session", autouse=True)
def compiled_step():
    """One process compiles what every model loads, the others wait."""
    return step_library("vectors")
