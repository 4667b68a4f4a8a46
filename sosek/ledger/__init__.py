"""The hash chain under everything: what was recorded, when, and in which order."""
