from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClientsConfig(AppConfig):
    name = "heartwood.areas.clients"
    label = "clients"

    def ready(self) -> None:
        from heartwood.areas.clients import search_index

        post_migrate.connect(search_index.install_after_migrating, sender=self)
