"""What can go wrong with a key or a seal, each as a sentence that a person can act on."""


class VaultError(Exception):
    """Something is sealed and stays sealed."""


class MissingKey(VaultError):
    """The database holds sealed text, and there is no master key."""


class WrongKey(VaultError):
    """The master key is not a key at all, or not the one of this database."""


class KeyOpenToOthers(VaultError):
    """The file with the master key can be read by other accounts of the machine."""


class Shredded(VaultError):
    """The key was destroyed on purpose; what was sealed under it is gone for ever."""


class Unreadable(VaultError):
    """Sealed bytes were changed, cut, moved to another place, or never sealed here."""


class NothingToRotate(VaultError):
    """The current master key wraps everything already, and to make a newer one is not up to us."""


class CannotSeal(VaultError):
    """Text was about to be written where it could not be sealed, or not be opened again."""
