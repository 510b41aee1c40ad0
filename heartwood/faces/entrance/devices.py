"""A browser's long name in the few words by which its owner knows it."""

from allauth.core import context
from django.utils.translation import gettext as _

# The first mark that is found wins, so those that imitate others stand before them.
_BROWSERS = {
    "Edg/": "Edge",
    "EdgA/": "Edge",
    "EdgiOS/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Vivaldi/": "Vivaldi",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}
_IN_A_HAND = ("iPhone", "iPad", "Android")


def in_words(user_agent: str) -> str:
    """Firefox on Windows."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


def icon(user_agent: str) -> str:
    return "smartphone" if any(mark in user_agent for mark in _IN_A_HAND) else "monitor"


def of_this_request() -> str:
    return str(context.request.headers.get("User-Agent", ""))


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for mark, name in names.items() if mark in user_agent), "")
