"""Chooses how a model takes its steps, by where it lies."""

from __future__ import annotations

import importlib
import importlib.util

import torch

from mrkl_backends.pytorch.cpu_steps import compiled_steps
from mrkl_backends.pytorch.gpu_steps import GpuSteps, recorded_by_cuda
from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.pages import PagePool
from mrkl_backends.pytorch.steps import Steps


def quickest_steps(model: Model, pool: PagePool) -> Steps:
    """Return steps by Triton's kernels, by the compiled program, or else by PyTorch alone."""
    if torch.device(model.device).type != "cuda" or not importlib.util.find_spec("triton"):
        return Steps(model, pool, compiled_steps(model, pool))
    kernels = importlib.import_module("mrkl_backends.pytorch.gpu_kernels")
    return Steps(model, pool, GpuSteps(model, pool, kernels, recorded_by_cuda))
