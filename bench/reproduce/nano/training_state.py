"""What a run needs to go on where it stopped: weights, the optimizer's moments, how far it came."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

_MOMENTS = ("exp_avg", "exp_avg_sq")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a run came: steps done, tokens read, seconds taken."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0


def save_state(path: Path, model: nn.Module, optimizer: torch.optim.AdamW, state: State) -> None:
    """Write the run; a crash leaves the one before."""
    tensors = {}
    for name, weight in model.named_parameters():
        tensors[f"weight {name}"] = weight.detach().cpu()
        for moment in _MOMENTS:
            tensors[f"{moment} {name}"] = optimizer.state[weight][moment].cpu()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    numbers = {"step": state.step, "tokens": state.tokens, "seconds": state.seconds}
    save_file(tensors, new, metadata={name: str(number) for name, number in numbers.items()})
    new.replace(path)


def load_state(path: Path, model: nn.Module, optimizer: torch.optim.AdamW) -> State:
    """Read a run into the model and the optimizer; return how far it came."""
    with safe_open(path, framework="pt") as file:
        numbers = file.metadata()
        state = State(
            step=int(numbers["step"]),
            tokens=int(numbers["tokens"]),
            seconds=float(numbers["seconds"]),
        )
        for name, weight in model.named_parameters():
            with torch.no_grad():
                weight.copy_(file.get_tensor(f"weight {name}"))
            moments = {m: file.get_tensor(f"{m} {name}").to(weight.device) for m in _MOMENTS}
            # A fused optimizer counts its steps on the device, the other one on the CPU.
            where = weight.device if weight.is_cuda else "cpu"
            step = torch.tensor(float(state.step), device=where)
            optimizer.state[weight] = {"step": step, **moments}
    return state
