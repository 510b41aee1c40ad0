from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "heartwood.ground.access"
    label = "access"

    def ready(self) -> None:
        from heartwood.ground.access import checks  # noqa: F401  registers them
