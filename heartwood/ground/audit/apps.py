from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "heartwood.ground.audit"
    label = "audit"

    def ready(self) -> None:
        from heartwood.ground.audit import damage, triggers

        autodiscover_modules("verbs")  # each room says in words what its verbs are
        post_migrate.connect(triggers.install_after_migrating, sender=self)
        damage.listen()
