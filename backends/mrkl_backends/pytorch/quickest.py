"""Chooses how a model takes its steps, by where it lies."""

from __future__ import annotations

import importlib.util

import torch

from mrkl_backends.pytorch.cpu_steps import compiled_steps
from mrkl_backends.pytorch.cuda import cuda_steps
from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.pages import PagePool
from mrkl_backends.pytorch.steps import Steps


def quickest_steps(model: Model, pool: PagePool) -> Steps:
    """Return steps by Triton's kernels, by the compiled program, or else by PyTorch alone."""
    on_gpu = torch.device(model.device).type == "cuda" and importlib.util.find_spec("triton")
    make = cuda_steps if on_gpu else compiled_steps
    return Steps(model, pool, make(model, pool))
