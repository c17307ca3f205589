"""A language model that takes its time, dies, or does not listen."""

import asyncio

from mrkl_core.errors import BackendUnavailableError
from mrkl_core.values import Content, Generation, Reasoning


class Model:
    """Thinks, then says words, one by one.

    Args:
        words: What it says.
        pause_s: Between words.
        dies_after: Fails after so many words.
        deaf: Goes on, whoever cancels it, for this many seconds.
    """

    name = "model"

    def __init__(self, words=("Hel", "lo", "!"), *, pause_s=0.0, dies_after=None, deaf=0.0):
        self.words = words
        self.pause_s = pause_s
        self.dies_after = dies_after
        self.deaf = deaf
        self.is_working = False
        self.asked = []

    async def generate(self, messages, **options):
        raise NotImplementedError

    async def stream(self, messages, **options):
        self.asked.append(messages)
        self.is_working = True
        try:
            yield Reasoning(text="hm")
            for number, word in enumerate(self.words):
                if number == self.dies_after:
                    raise BackendUnavailableError("The backend died.", hint="Try again.")
                yield Content(text=word)
                await asyncio.sleep(self.pause_s)
            yield Generation(text="".join(self.words))
        except asyncio.CancelledError:
            if self.deaf:
                await asyncio.sleep(self.deaf)
            raise
        finally:
            self.is_working = False

    async def score(self, prompt, continuations):
        raise NotImplementedError
