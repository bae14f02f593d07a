"""The base of every Celery task: its first argument is the schema it runs in."""

from typing import Any

from celery import Task

from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting


class HouseTask(Task):  # type: ignore[misc]
    """Runs in the schema given as first argument: `public` as operator role, a partner's as partner role."""

    abstract = True

    def __call__(self, schema: str, *args: Any, **kwargs: Any) -> Any:
        """Stand in the schema, run, go back. Raises MissingSchema at the first query in a schema that is not."""
        role = OPERATOR if schema == PUBLIC else PARTNER
        with acting(schema, role):
            return super().__call__(schema, *args, **kwargs)

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        """Refuse a task without its schema before it reaches the broker. Raises ValueError."""
        if not args or not isinstance(args[0], str):
            raise ValueError(f"{self.name}: the first argument is the schema")
        return super().apply_async(args, kwargs, **options)
