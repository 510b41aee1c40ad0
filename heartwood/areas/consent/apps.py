from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "heartwood.areas.consent"
    label = "consent"

    def ready(self) -> None:
        from heartwood.areas.consent.models import ConsentEvent, Wording
        from heartwood.ground.audit import triggers

        triggers.only_ever_added(ConsentEvent)
        triggers.only_ever_added(Wording)
