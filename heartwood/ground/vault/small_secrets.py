"""Short secrets of other rooms (seeds of one-time codes, webhook secrets) as sealed text that fits any text column."""

import base64
import binascii

from heartwood.ground.vault.keys import Keys
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.sealing import key_of, open_sealed, seal, unreadable

HOLDER = "vault.Secrets"
MARK = "sealed:"


def seal_secret(text: str, purpose: str, owner: str = "") -> str:
    """`purpose` is a fixed word of the caller (`accounts.second-factor`); each has a key of its own.

    `owner` binds the secret to a record, where the caller knows it when opening too.
    """
    key = DataKey.for_holder(HOLDER).open().derived(f"secret|{purpose}")
    sealed = seal(text.encode(), key, ("secret", purpose, owner))
    return MARK + base64.urlsafe_b64encode(sealed).decode()


def open_secret(sealed: str, purpose: str, owner: str = "") -> str:
    """Raises `Unreadable` for anything that `seal_secret` did not make for this purpose and owner."""
    place = ("secret", purpose, owner)
    try:
        if not sealed.startswith(MARK):
            raise ValueError
        blob = base64.b64decode(sealed.removeprefix(MARK), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise unreadable(place, "it is not a sealed secret.") from None
    pk = key_of(blob, place)
    key = Keys([pk]).open(pk, place).derived(f"secret|{purpose}")
    return open_sealed(blob, key, place).decode()
