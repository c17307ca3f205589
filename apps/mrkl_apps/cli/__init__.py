"""The ``mrkl`` command: one module per subcommand."""
