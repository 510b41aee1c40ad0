"""Settings of a house with no room but this one: it starts fast enough to be killed many times over."""

import os
from pathlib import Path

import environ

DATA = Path(os.environ["HEARTWOOD_DATA"])
SECRET_KEY = "of no importance here"
INSTALLED_APPS = ["heartwood.ground.vault", "heartwood.ground.vault.tests.paper", "django.contrib.contenttypes"]
DATABASES = {"default": environ.Env().db_url("DATABASE_URL", default=f"sqlite:///{DATA}/small.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
