from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class HouseConfig(AppConfig):
    name = "heartwood.config"
    label = "config"

    def ready(self) -> None:
        from heartwood.config import databases

        pre_migrate.connect(databases.lift_time_limits_to_migrate, sender=self)
        post_migrate.connect(databases.set_time_limits_after_migrating, sender=self)
