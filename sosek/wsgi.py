"""What a WSGI server serves; it does not start on a database without its guards."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosek.settings")

application = get_wsgi_application()

from sosek.ledger.guards import require_guards  # noqa: E402 - models exist only after set-up

require_guards()
