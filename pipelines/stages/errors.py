"""How a stage says no."""


class StageError(Exception):
    """A stage cannot do what was asked; the message says what was expected."""
