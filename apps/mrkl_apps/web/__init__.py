"""The chat page: its sources in ``page``, what is built of them in ``dist``, how it is served."""
