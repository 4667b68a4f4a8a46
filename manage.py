#!/usr/bin/env python
"""Django's command line; a wrong setting is said in one sentence."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosek.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Sosek cannot start. {error}")
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database does not answer: {reason}. See DATABASE_URL.")
