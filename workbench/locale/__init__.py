"""The words of other languages, one folder each; the English ones stand in the code."""
