"""The web application as servers load it (WSGI)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycard.site.settings")
application = get_wsgi_application()
