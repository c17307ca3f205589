from hypothesis import settings

# The machine that runs the tests may be busy: no example fails for being slow.
settings.register_profile("mrkl", deadline=None)
settings.load_profile("mrkl")
