"""The data file: the only code that knows SQLAlchemy."""
