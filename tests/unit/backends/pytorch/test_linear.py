import pytest
import torch

from mrkl_backends.pytorch.cpu_build import cpu_step_library
from mrkl_backends.pytorch.int8 import Int8Matrix
from mrkl_backends.pytorch.linear import Matrix, in_float32


def filled(kind, *, bias):
    matrix = kind(24, 40, bias=bias, dtype=torch.bfloat16, device="cpu")
    rows, values = torch.randn(24, 40), torch.randn(24)
    matrix.put_rows(0, rows[:10])
    matrix.put_rows(10, rows[10:])
    matrix.put_bias(0, values)
    return matrix, rows, values if bias else torch.zeros(24)


@pytest.mark.parametrize("kind", [Matrix, Int8Matrix])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("tokens", [1, 5, 30])
@pytest.mark.parametrize("compiled", [False, True])
def test_a_matrix_multiplies_with_and_without_a_compiled_program(kind, bias, tokens, compiled):
    matrix, rows, values = filled(kind, bias=bias)
    matrix.finish(cpu_step_library() if compiled else None)
    x = torch.randn(tokens, 40)
    found = matrix(x.to(torch.bfloat16))
    assert found.dtype == torch.bfloat16
    wanted = x @ rows.T + values
    assert (found.float() - wanted).abs().max() / wanted.abs().max() < 0.03


@pytest.mark.parametrize("bias", [None, torch.randn(600).bfloat16()])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.int8])
def test_pieces_in_float32_make_the_whole_product(bias, dtype):
    x, weight = torch.randn(9, 40).bfloat16(), torch.randint(-90, 90, (600, 40)).to(dtype)
    wanted = x.double() @ weight.double().T + (0 if bias is None else bias.double())
    assert torch.equal(in_float32(x, weight, bias), wanted.float().bfloat16())
