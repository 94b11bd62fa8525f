"""One module a register, imported when it is asked for."""
