"""The faces: the command line and the screens. Both ask the same functions of the engine."""

__version__ = "0.1.0"
