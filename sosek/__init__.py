"""Whether what was agreed across a border is being done."""

__version__ = "0.1.0"
