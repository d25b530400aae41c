"""The web application as servers load it (WSGI)."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycard.site.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every page is loaded now, not by the first who asks

# What Django does around every request and nobody here needs: 6 % of a JSON act (decision 75).
request_finished.disconnect(close_caches)  # there is no cache
request_started.disconnect(close_old_connections)  # a broken connection was closed when the request before ended
request_started.disconnect(reset_queries)  # no server keeps its statements

gc.collect()
gc.freeze()  # what is loaded stays for ever: looking through it for garbage stopped a page for a tenth of a second now and then
