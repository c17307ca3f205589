"""Earlier turns of a conversation, as the router sees them."""

from mrkl_core.answer import Answer, Step, Turn
from mrkl_core.values import Result


def step_of(call, value=None):
    """Return the step that a call became."""
    result = None if value is None else Result(value=value, text=str(value))
    return Step(
        expert=call.name,
        arguments=call.arguments,
        provenance=call.provenance,
        confidence=call.confidence,
        ms=1.0,
        result=result,
    )


def turn_of(question, *steps, value=None, decision="call"):
    """Return a turn whose answer has these steps and this value."""
    answer = Answer(
        id="1",
        question=question,
        text="t",
        value=value,
        decision=decision,
        confidence=0.9,
        steps=steps,
    )
    return Turn(question=question, answer=answer)
