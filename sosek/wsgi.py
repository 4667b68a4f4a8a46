"""What a WSGI server serves; it does not start on a database without its guards."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosek.settings")

application = get_wsgi_application()

from django.db import connections  # noqa: E402 - read only after set-up

from sosek.ledger.guards import require_guards  # noqa: E402 - models exist only after set-up

require_guards()
connections.close_all()  # a worker opens its own
