"""The chat page: its sources in ``page``, what is built of them in ``dist``, and how it is served."""
