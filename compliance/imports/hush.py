"""The verbs log each step; where thousands are taken at once, or are undone again, the words of who
called them will do."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hushed() -> Iterator[None]:
    """Only this thread: others go on logging what they do."""
    here = threading.get_ident()

    def heard(record: logging.LogRecord) -> bool:
        return record.levelno > logging.INFO or record.thread != here

    handlers = list(logging.getLogger().handlers)
    for handler in handlers:
        handler.addFilter(heard)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(heard)
