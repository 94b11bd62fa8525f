"""Making the forms in which the program is installed on hosts without internet.

`python -m offline` writes them to `dist/`; none of it is part of the program.
"""
