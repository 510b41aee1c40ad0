"""Files that mean harm, made anew at every run; and what people really bring, with things in it that nobody meant to
send. `HARM` and `SECRET` stand in them where they should never arrive."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import pikepdf
import pillow_heif
from PIL import Image, PngImagePlugin

pillow_heif.register_heif_opener()

HARM = b"<script>alert('Krakenwort')</script>"
SECRET = b"Krakenwort"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Hostile(NamedTuple):
    name: str
    content: bytes


CORPUS: list[Callable[[], Hostile]] = []


def hostile(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def listed(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CORPUS.append(lambda: Hostile(name, make()))
        return make

    return listed


def everything() -> list[Hostile]:
    return [make() for make in CORPUS]


# Tools ------------------------------------------------------------------------------------------------------------


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, pixels: bytes, *extra: bytes, bits: int = 1) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    squeezed, out = zlib.compressobj(9), b""
    for _ in range(size >> 20):
        out += squeezed.compress(b"\0" * (1 << 20))
    return out + squeezed.compress(b"\0" * (size & 0xFFFFF)) + squeezed.flush()


def photo(width: int = 320, height: int = 240) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def saved(picture: Image.Image, form: str, **how: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **how)
    return target.getvalue()


def zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def told() -> Image.Exif:
    """Where, when and with what: as a telephone writes it."""
    exif = Image.Exif()
    exif[0x010E] = HARM.decode()
    exif[0x010F] = SECRET.decode()
    exif[0x9C9B] = SECRET.decode().encode("utf-16le")
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 31.0, 12.0), 3: "W", 4: (122.0, 40.0, 30.0), 29: SECRET.decode()})
    return exif


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg_with(*segments: bytes) -> bytes:
    plain = saved(photo(), "JPEG")
    return plain[:2] + b"".join(segments) + plain[2:]


def heic_claiming(width: int, height: int) -> bytes:
    plain = saved(photo(), "HEIF")
    place = plain.index(b"ispe") + 8
    return plain[:place] + struct.pack(">II", width, height) + plain[place + 8 :]


def pdf(**root: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for name, content in root.items():
        document.Root[f"/{name}"] = content  # type: ignore[call-overload]
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


# Bombs ------------------------------------------------------------------------------------------------------------

hostile("900 megapixels.png")(lambda: png(30_000, 30_000, zeros((30_000 // 8 + 1) * 30_000)))
hostile("claims 3600 megapixels.png")(lambda: png(60_000, 60_000, b"x"))
hostile("claims the largest there is.png")(lambda: png(0x7FFFFFFF, 0x7FFFFFFF, b"x"))
hostile("no pixels.png")(lambda: png(0, 0, zeros(1)))
hostile("long and thin.png")(lambda: png(2_000_000, 20, zeros(250_001 * 20)))
hostile("one bit short of the limit.png")(lambda: png(5000, 5000, zeros((5000 // 8 + 1) * 5000)))
hostile("text bomb.png")(lambda: png(8, 8, zeros(16), chunk(b"zTXt", b"k\0\0" + zeros(48 << 20))))
hostile("many text bombs.png")(
    lambda: png(8, 8, zeros(16), *[chunk(b"zTXt", b"k\0\0" + zeros(1 << 20)) for _ in range(300)])
)
hostile("colour profile bomb.png")(lambda: png(8, 8, zeros(16), chunk(b"iCCP", b"k\0\0" + zeros(48 << 20))))
hostile("international text bomb.png")(lambda: png(8, 8, zeros(16), chunk(b"iTXt", b"k\0\1\0\0\0" + zeros(48 << 20))))
hostile("pixels without end.png")(lambda: png(8, 8, zeros(96 << 20)))
hostile("claims 268 megapixels.webp")(
    lambda: (
        b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8L" + struct.pack("<IB", 5, 0x2F) + b"\xff\xff\xff\x0f" + b"\0" * 9
    )
)
hostile("claims 4000 megapixels.heic")(lambda: heic_claiming(65_535, 65_535))
hostile("claims more than there is.heic")(lambda: heic_claiming(4_000, 4_000))
hostile("claims 4000 megapixels.jpg")(
    lambda: saved(photo(), "JPEG").replace(struct.pack(">HH", 240, 320), struct.pack(">HH", 65_500, 65_500))
)
hostile("zip bomb.zip")(lambda: zipped(**{f"{number}.txt": b"\0" * (64 << 20) for number in range(2)}))
hostile("zip bomb.docx")(lambda: zipped(**{"word/document.xml": b"\0" * (64 << 20)}))
hostile("bomb.gz")(lambda: gzip.compress(b"\0" * (48 << 20)))
hostile("colour profile of a megabyte.jpg")(lambda: saved(photo(), "JPEG", icc_profile=SECRET * 100_000))
hostile("hundreds of frames.webp")(
    lambda: saved(photo(64, 64), "WEBP", save_all=True, append_images=[photo(64, 64).rotate(n) for n in range(300)])
)
hostile("hundreds of frames.png")(
    lambda: saved(photo(64, 64), "PNG", save_all=True, append_images=[photo(64, 64).rotate(n) for n in range(300)])
)
hostile("hundreds of frames.gif")(
    lambda: saved(photo(16, 16), "GIF", save_all=True, append_images=[photo(16, 16).rotate(n) for n in range(200)])
)


# Two things in one --------------------------------------------------------------------------------------------------

hostile("picture and program.gif")(
    lambda: b"GIF89a/*\x01\x00\x80\x00\x00\xff\xff\xff\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;*/=1;" + HARM + zipped(a=b"x")
)
hostile("picture and page.jpg")(lambda: saved(photo(), "JPEG") + b"<html>" + HARM)
hostile("picture and page.png")(lambda: saved(photo(), "PNG") + b"<html>" + HARM)
hostile("picture and page.webp")(lambda: saved(photo(), "WEBP") + b"<html>" + HARM)
hostile("picture and page.heic")(lambda: saved(photo(), "HEIF") + b"<html>" + HARM)
hostile("picture and archive.jpg")(lambda: saved(photo(), "JPEG") + zipped(a=HARM))
hostile("picture and php.jpg")(lambda: jpeg_with(segment(0xFE, b"<?php system($_GET['Krakenwort']); ?>")))
hostile("document and page.pdf")(lambda: pdf() + b"<html>" + HARM)
hostile("page and document.pdf")(lambda: b"<html>" + HARM + pdf())
hostile("document and archive.pdf")(lambda: pdf() + zipped(a=HARM))
hostile("picture and document.jpg")(lambda: saved(photo(), "JPEG") + pdf())
hostile("a page in the comment.jpg")(lambda: saved(photo(), "JPEG", comment=HARM))


# Not what they say ----------------------------------------------------------------------------------------------------

hostile("a page.jpg")(lambda: b"<!doctype html>" + HARM)
hostile("a page.pdf")(lambda: b"<!doctype html>" + HARM)
hostile("a page.html")(lambda: b"<!doctype html>" + HARM)
hostile("a drawing.png")(lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + HARM + b"</svg>")
hostile("a drawing.svg")(lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><iframe src="javascript:alert(1)"/></svg>')
hostile("reads files.svg")(
    lambda: b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'
)
hostile("a thousand million laughs.svg")(
    lambda: (
        b'<!DOCTYPE l [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
        + b"]><svg>&j;</svg>"
    )
)
hostile("test virus.txt")(lambda: EICAR)
hostile("test virus.pdf")(lambda: EICAR)
hostile("program.exe")(lambda: b"MZ" + b"\0" * 200)
hostile("program.jpg")(lambda: b"\x7fELF" + b"\0" * 200)
hostile("script.png")(lambda: b"#!/bin/sh\nrm -rf /\n")
hostile("formula.csv")(lambda: b"=cmd|'/C calc'!A0,@SUM(1+1)*cmd\n")
hostile("letter.docm")(lambda: zipped(**{"word/document.xml": b"<w/>", "word/vbaProject.bin": HARM}))
hostile("leaves its folder.zip")(lambda: zipped(**{"../../../../tmp/pwned": b"x"}))
hostile("mail.eml")(lambda: b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + HARM)
hostile("only zeros.jpg")(lambda: b"\0" * 1000)
hostile("nothing at all.png")(lambda: b"")
hostile("only the beginning.jpg")(lambda: b"\xff\xd8\xff")
hostile("only the beginning.heic")(lambda: b"\0\0\0\x18ftypheic" + b"\0" * 12)
hostile("cut in half.jpg")(lambda: saved(photo(), "JPEG")[:2000])
hostile("cut in half.png")(lambda: saved(Image.effect_noise((200, 200), 90), "PNG")[:9000])
hostile("cut in half.webp")(lambda: saved(Image.effect_noise((200, 200), 90).convert("RGB"), "WEBP")[:3000])
hostile("cut in half.heic")(lambda: saved(Image.effect_noise((200, 200), 90).convert("RGB"), "HEIF")[:3000])
hostile("noise behind a head.png")(lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
hostile("noise behind a head.jpg")(lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40)
hostile("noise behind a head.webp")(lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 " + bytes(range(256)) * 40)


# Kinds that look like ours, and are rare ---------------------------------------------------------------------------

hostile("scan.tiff")(lambda: saved(photo(), "TIFF"))
hostile("symbol.ico")(lambda: saved(photo(64, 64), "ICO"))
hostile("old.bmp")(lambda: saved(photo(), "BMP"))
hostile("print.eps")(lambda: saved(photo(), "EPS"))
hostile("two in one.jpg")(lambda: saved(photo(), "MPO", save_all=True, append_images=[photo()]))
hostile("for print.jpg")(lambda: saved(photo().convert("CMYK"), "JPEG", exif=told()))
hostile("sixteen bits.png")(lambda: saved(Image.new("I;16", (200, 100), 40_000), "PNG"))
hostile("few colours, one clear.png")(lambda: saved(photo().quantize(8), "PNG", transparency=0))


# What people did not mean to send -----------------------------------------------------------------------------------

hostile("place and device.jpg")(lambda: saved(photo(), "JPEG", exif=told(), comment=SECRET))
hostile("place and device.webp")(lambda: saved(photo(), "WEBP", exif=told(), xmp=SECRET))
hostile("place and device.png")(lambda: saved(photo(), "PNG", exif=told()))
hostile("place and device.heic")(lambda: saved(photo(), "HEIF", exif=told().tobytes(), xmp=SECRET))
hostile("words between.jpg")(
    lambda: jpeg_with(
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + HARM + b"</x:xmpmeta>"),
        segment(0xED, b"Photoshop 3.0\0" + HARM),
        segment(0xEB, HARM),
    )
)
hostile("exif that is none.jpg")(lambda: jpeg_with(segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff" + HARM)))


@hostile("words between.png")
def words_between() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", HARM.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
    words.add(b"prVt", HARM, after_idat=True)
    return saved(photo(), "PNG", pnginfo=words)


# Documents: kept as they are, and never opened by us --------------------------------------------------------------

hostile("runs when opened.pdf")(
    lambda: pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('Krakenwort')"))
)
hostile("starts a program.pdf")(lambda: pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")))
hostile("no document at all.pdf")(lambda: b"%PDF-1.7\n" + HARM)


@hostile("holds a file.pdf")
def holds_a_file() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["evil.html"] = pikepdf.AttachedFileSpec(document, HARM, filename="evil.html")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


# Names ---------------------------------------------------------------------------------------------------------------

for name in (
    "../../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    "/etc/cron.d/evil.jpg",
    "photo.jpg\0.html",
    "invoice\u202egpj.exe",
    "line\r\nSet-Cookie: a=b.jpg",
    'quote"; filename="evil.html',
    "<img src=x onerror=alert(1)>.jpg",
    "invoice.pdf.exe",
    "photo.php.jpg",
    "CON.jpg",
    ".htaccess",
    "\u200b\u200d\ufeff",
    "n" * 5000 + ".jpg",
    "😀" * 400 + ".jpg",
    "%2e%2e%2fevil.jpg",
):
    hostile(name)(lambda: saved(photo(32, 24), "JPEG"))
