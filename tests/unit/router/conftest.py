import pytest

from mrkl_router.encoder import Encoder
from mrkl_router.weights import load_weights


@pytest.fixture(scope="session")
def router_parts():
    weights = load_weights()
    return Encoder(weights), weights
