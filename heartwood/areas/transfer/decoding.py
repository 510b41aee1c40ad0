"""From bytes to text. Lists come in the encodings of three decades; wrong letters must be noticed, not imported."""

import codecs
import re
from itertools import pairwise

import charset_normalizer
from django.utils.translation import gettext as _

from heartwood.areas.transfer.limits import BadFile

# The letters and marks beyond ASCII that lists written in each encoding really use. What a wrong encoding gives
# instead (“MŸller”, “Wa³êsa”, “Þahin”) is not among them.
_WESTERN = "äöüßéèêëáàâãçñóòôõíìîïúùûåøæœÄÖÜÉÈÊÁÀÂÃÇÑÓÔÕÍÎÚÅØÆŒ’‘“”„«»–—…€£§°ªº·¿¡´"
_LETTERS = {
    "cp1252": _WESTERN,
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
    "cp1250": "äöüßéáíóúýąćęłńśźżěščřžůďťňőűăâîșțşţÄÖÜÉÁÍÓÚÝĄĆĘŁŃÓŚŹŻĚŠČŘŽŮĎŤŇŐŰĂÂÎŞŢ’‘“”„–—…€",
    "cp1254": "äöüßéèêáàâçñóíîúûğışİŞĞÇÖÜÂÎÛ’‘“”„–—…€",
}
_NAMES = {
    "cp1252": "Windows (Western European)",
    "mac_roman": "Mac (Western European)",
    "cp850": "DOS (Western European)",
    "cp1250": "Windows (Central European)",
    "cp1254": "Windows (Turkish)",
}
_ENOUGH = 0.85  # the share of strange letters that must make sense
_MOSTLY_STRANGE = 0.6  # a word of Latin letters has not more than that share beyond ASCII; Greek and Russian have
_SAMPLE = 200_000

_TWICE_ENCODED = re.compile("[ÂÃÄÅâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def text_of(content: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding where it had to be guessed. Raises BadFile."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _decoded(content, encoding), ""
    if b"\x00" in content:
        return _decoded(content, _utf_16_without_mark(content)), ""
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        encoding = _guessed(content)
        return _decoded(content, encoding), _NAMES.get(encoding, encoding)


def unscrambled(text: str) -> str:
    """“JosÃ©” was saved in one encoding and read in another before it came here: “José”."""
    if not _TWICE_ENCODED.search(text):
        return text
    try:
        return b"".join(_as_it_was_read(letter) for letter in text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return text


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _unreadable() from None


def _utf_16_without_mark(content: bytes) -> str:
    """Latin text in UTF-16 has a zero in every other byte; anything else with zeros is no text."""
    start = content[:2000]
    zeros_first, zeros_second = start[0::2].count(0), start[1::2].count(0)
    if max(zeros_first, zeros_second) * 2 < len(start) * 0.8 or min(zeros_first, zeros_second) * 20 > len(start):
        raise BadFile(
            _("This file holds no text that we can read. Save your list as CSV or XLSX and choose that file.")
        )
    return "utf-16-be" if zeros_first > zeros_second else "utf-16-le"


def _guessed(content: bytes) -> str:
    sample = _lines_beyond_ascii(content)
    sense = {encoding: _share_that_makes_sense(sample, encoding) for encoding in _LETTERS}
    best = max(sense, key=lambda encoding: sense[encoding])  # the first of equals: Windows before Mac before DOS
    if sense[best] >= _ENOUGH:
        return best
    if match := charset_normalizer.from_bytes(sample).best():
        return match.encoding
    raise _unreadable()


def _lines_beyond_ascii(content: bytes) -> bytes:
    return b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE]


def _share_that_makes_sense(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, errors="replace")
    strange = [letter for letter in text if not letter.isascii()]
    within_words = [
        after for before, after in pairwise(text) if before.islower() and after.isupper() and not after.isascii()
    ]
    in_their_words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    letters = "".join(in_their_words)
    if letters and sum(not letter.isascii() for letter in letters) > _MOSTLY_STRANGE * len(letters):
        return 0
    return (sum(letter in _LETTERS[encoding] for letter in strange) - len(within_words)) / len(strange)


def _as_it_was_read(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # the five bytes that Windows leaves free come through as they are


def _unreadable() -> BadFile:
    return BadFile(
        _(
            "We cannot tell in which encoding this file was saved, and its letters would come out wrong. In Excel"
            " choose “Save as” and “CSV UTF-8”, or save it as XLSX."
        )
    )
