import os

from hypothesis import settings

# Several processes test at once, each with a core: threads that share a product wait for one
# another, and on a busy machine for a time slice each time. What many threads do is tested
# where a test asks for them.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The machine that runs the tests may be busy: no example fails for being slow.
settings.register_profile("mrkl", deadline=None)
settings.load_profile("mrkl")
