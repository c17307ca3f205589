"""The built-in experts: one skill per module or folder, each imported only when used."""
