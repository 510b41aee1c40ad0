"""How names, phones and mails are compared: forgiving of accents, case and spacing."""

import re
import unicodedata

import phonenumbers

# Letters that carry no accent to strip, but that people type without.
_FOLDED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss"})


def plain(text: str) -> str:
    """“  Elif ŞAHİN ” and “elif sahin” compare alike."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.translate(_FOLDED).split())


def digits(text: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def usual_phone(text: str, region: str) -> str:
    """The phone as +1 503-555-0142, where it is one; what was typed, where it is not (an extension, “ask for Ann”)."""
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return " ".join(text.split())
    if not phonenumbers.is_possible_number(number):
        return " ".join(text.split())
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
