"""Settings of a house with no room but this one: its workers start fast enough to be killed many times over."""

from heartwood.ground.vault.tests.small_house import *  # noqa: F403

INSTALLED_APPS = ["heartwood.ground.jobs", "django_tasks", "django_tasks_db", "django.contrib.contenttypes"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
