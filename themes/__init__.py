"""Colours: theme files in TOML and what reads them. Knows nothing of the program."""
