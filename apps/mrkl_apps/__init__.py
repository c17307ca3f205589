"""Programs for people: command line and REST."""
