"""The verbs of the record: what may happen, and that it is written once and for ever."""
