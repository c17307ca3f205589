"""``python -m mrkl`` is the ``mrkl`` command."""

from importlib.metadata import entry_points

if __name__ == "__main__":
    # Found by name, because this layer may not import the command line above it.
    (script,) = entry_points(group="console_scripts", name="mrkl")
    script.load()()
