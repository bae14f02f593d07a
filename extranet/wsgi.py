"""The web process (gunicorn extranet.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

from extranet.celery import app as celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extranet.settings")
celery_app.set_default()
application = get_wsgi_application()
