"""What is CUDA's own about the steps on a GPU: graphs, and copies beside its work."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from mrkl_backends.pytorch.gpu_steps import GpuSteps, Run
from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.pages import PagePool


class CudaDevice:
    """The current GPU; see ``gpu_steps.Device``."""

    def record(self, run: Run) -> Run:
        """Return a run that replays ``run`` as one CUDA graph."""
        # A first pass outside of the graph compiles kernels and makes the libraries' buffers.
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            run()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            out = run()

        def replay() -> tuple[Tensor, Tensor]:
            graph.replay()
            return out

        return replay

    def pinned(self, numbers: Sequence[int]) -> Tensor:
        """Return int64 in page-locked memory, which is kept until its copies are done."""
        return torch.tensor(numbers, dtype=torch.int64, pin_memory=True)

    def fetch(self, found: Tensor) -> Callable[[], Tensor]:
        """Copy to page-locked memory; return what waits for the copy alone."""
        here = found.to("cpu", non_blocking=True, copy=True)
        sent = torch.cuda.Event()
        sent.record()

        def arrived() -> Tensor:
            sent.synchronize()
            return here

        return arrived


def cuda_steps(model: Model, pool: PagePool) -> GpuSteps:
    """Return the steps by Triton's kernels, which must be installed."""
    kernels = importlib.import_module("mrkl_backends.pytorch.gpu_kernels")
    return GpuSteps(model, pool, kernels, CudaDevice())
