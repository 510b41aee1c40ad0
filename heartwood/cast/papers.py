"""The cast's documents, drawn anew at every build: a letter as PDF, a photo of a river."""

import io
import math
from functools import cache

from PIL import Image, ImageFilter

COARSE = 4  # each dot painted becomes so many: painting all of them would take seconds


def letter(*lines: str) -> bytes:
    """One page. Letters outside of ASCII are not needed here."""
    words = "\n".join(f"({line}) Tj T*" for line in lines)
    text = f"BT /F1 13 Tf 72 740 Td 20 TL\n{words}\nET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    ]
    page, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(page))
        page += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    page += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{page}startxref\n{page.index('xref')}\n%%EOF\n".encode("ascii")


@cache
def river(width: int = 960, height: int = 640) -> bytes:
    """Sky, hills and water, as a JPEG from a phone: with a place and a device written into it."""
    painted = Image.new("RGB", (width // COARSE, height // COARSE))
    painted.putdata(
        [_colour(x / painted.width, y / painted.height) for y in range(painted.height) for x in range(painted.width)]
    )
    picture = painted.resize((width, height), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(COARSE / 2))
    exif = Image.Exif()
    exif[0x010F] = "Phone of the cast"
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 31.0, 12.0), 3: "W", 4: (122.0, 40.0, 30.0)})
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=85, exif=exif)
    return target.getvalue()


def _colour(x: float, y: float) -> tuple[int, int, int]:
    hills = 0.42 + 0.06 * math.sin(5 * x) + 0.03 * math.sin(13 * x + 1)
    if y < hills:
        return _between((168, 205, 232), (247, 222, 190), y / hills)
    if y < 0.62 + 0.03 * math.sin(4 * x + 2):
        return _between((92, 128, 98), (60, 92, 74), (y - hills) / 0.2)
    glitter = 0.15 * math.sin(60 * y + 9 * x)
    return _between((120, 160, 180), (52, 84, 104), (y - 0.6) / 0.4 + glitter)


def _between(first: tuple[int, int, int], last: tuple[int, int, int], part: float) -> tuple[int, int, int]:
    part = min(max(part, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(first, last, strict=True))
    return red, green, blue
