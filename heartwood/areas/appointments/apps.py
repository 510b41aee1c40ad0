from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AppointmentsConfig(AppConfig):
    name = "heartwood.areas.appointments"
    label = "appointments"

    def ready(self) -> None:
        from heartwood.areas.appointments import never_twice

        post_migrate.connect(never_twice.install_after_migrating, sender=self)
