"""What `manage.py check` says about keys and sealed fields."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection, models
from django.db.models import Model

from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import MissingKey, VaultError, WrongKey
from heartwood.ground.vault.fields import ITSELF, SealedTextField, sealed_fields
from heartwood.ground.vault.models import DataKey, Master
from heartwood.ground.vault.reading import SealedQuerySet


@register(Tags.security)
def the_key_is_safe(**_: Any) -> list[CheckMessage]:
    """Without the database: the key, where there is one, is a key and closed to others."""
    try:
        masterkey.masters()
    except MissingKey as missing:
        return [Error(str(missing), id="vault.E001")] if not masterkey.is_ours_to_rotate() else []
    except VaultError as wrong:
        return [Error(str(wrong), id="vault.E001")]
    return []


@register(Tags.database)
def the_key_opens_this_database(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """With `--database`, and before every `migrate`: it is also the right one."""
    if connection.alias not in (databases or []) or not {
        Master._meta.db_table,
        DataKey._meta.db_table,
    } <= set(connection.introspection.table_names()):
        return []
    try:
        needed = Master.objects.filter(data_keys__isnull=False).distinct()
        if needed:
            Master.for_new_keys()
        if missing := {master.name for master in needed} - set(masterkey.by_name() if needed else {}):
            raise WrongKey(f"Some data keys need the master key {' and '.join(sorted(missing))}, which is not here.")
    except VaultError as wrong:
        return [Error(str(wrong), id="vault.E002")]
    return []


@register(Tags.models)
def sealed_fields_can_be_opened_again(app_configs: Sequence[Any] | None = None, **_: Any) -> list[CheckMessage]:
    found = [config.get_models() for config in app_configs] if app_configs else [apps.get_models()]
    return [error for some in found for model in some for error in errors_in(model)]


def errors_in(model: type[Model]) -> list[CheckMessage]:
    sealed = sealed_fields(model)
    if not sealed:
        return []
    errors: list[CheckMessage] = []
    if not isinstance(model._meta.pk, models.UUIDField | models.OneToOneField):
        sentence = "Sealed text is bound to the id of its row: use a UUIDField made in Python."
        errors.append(Error(sentence, obj=model, id="vault.E003"))
    if not isinstance(model._default_manager.get_queryset(), SealedQuerySet):
        errors.append(Error("A model with sealed fields needs a SealedQuerySet.", obj=model, id="vault.E004"))
    if {field.name for field in sealed} & {str(name).removeprefix("-") for name in model._meta.ordering or []}:
        errors.append(Error("Rows cannot be ordered by a sealed field.", obj=model, id="vault.E005"))
    errors += [
        Error("`holder` must name a foreign key of this model.", obj=field, id="vault.E006")
        for field in sealed
        if not _names_its_holder(model, field)
    ]
    return errors


def _names_its_holder(model: type[Model], field: SealedTextField) -> bool:
    if callable(field.holder) or field.holder == ITSELF:
        return True
    return any(
        field.holder in (relation.name, relation.attname) and (relation.many_to_one or relation.one_to_one)
        for relation in model._meta.concrete_fields
    )
