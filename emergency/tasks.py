"""Tasks and deliveries of the front office of numbers: each part registers its own when it is imported."""

from emergency.acknowledging import tasks as acknowledging_tasks
from emergency.importing import tasks as importing_tasks
from emergency.reconfirming import tasks as reconfirming_tasks

__all__ = ["acknowledging_tasks", "importing_tasks", "reconfirming_tasks"]
