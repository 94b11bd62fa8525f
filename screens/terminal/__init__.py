"""Everything that knows the terminal: start checks, bytes out, bytes in, leaving.

Import `preflight` before Textual; nothing is imported here, so that this stays possible.
"""
