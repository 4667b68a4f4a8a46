"""What a WSGI server serves; it does not start on wrong settings, nor without the guards."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosek.settings")


def started() -> WSGIHandler:
    """The application; a reason not to start is said in one sentence."""
    try:
        handler = get_wsgi_application()
        from compliance.finding.index import require_index  # models exist only after set-up
        from sosek.ledger.guards import require_guards

        require_guards()
        require_index()
    except ImproperlyConfigured as error:
        raise SystemExit(f"Sosek cannot start. {error}") from None
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise SystemExit(f"Sosek cannot start. The database does not answer: {reason}.") from None
    return handler


application = started()
