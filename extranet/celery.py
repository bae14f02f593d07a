"""The Celery application: worker and beat start from here."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extranet.settings")

app = Celery("extranet", task_cls="extranet.tenancy.task:HouseTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Leave logging as the settings made it: JSON to stderr."""
