from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "heartwood.ground.vault"
    label = "vault"

    def ready(self) -> None:
        from heartwood.ground.vault import checks  # noqa: F401  (registers them)
