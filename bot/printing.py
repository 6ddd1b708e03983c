"""Sheets to hang up and letters to send: A4, one code each, with a part of a CJK font inside the PDF."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import segno
from fontTools.ttLib import TTCollection
from fpdf import FPDF

from bot.settings import WrongSettings

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",  # Debian and Ubuntu: fonts-noto-cjk
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
FACES = {"zh_Hans": " SC", "zh_Hant_HK": " HK", "zh_Hant_TW": " TC", "en": " SC"}  # of one collection
WIDTH, MARGIN, CODE = 210, 20, 100  # mm, of A4; a code of 10 cm is read from a metre away
TITLE, LARGE, SMALL = 30, 22, 14  # points


@dataclass(frozen=True)
class Leaf:
    """One page: where it is for, what to do, the code, and what else there is to know."""

    title: str
    lead: str
    link: str
    lines: tuple[str, ...]


def draw(leaves: Iterable[Leaf], locale: str, font: Path | None = None) -> bytes:
    """Raises WrongSettings when there is no font that has Chinese letters."""
    pdf, file = FPDF(unit="mm", format="A4"), font_file(font)
    pdf.add_font("cjk", fname=file, collection_font_number=_face(file, locale))
    pdf.set_auto_page_break(auto=False)
    for leaf in leaves:
        _draw_leaf(pdf, leaf)
    return bytes(pdf.output())


def font_file(font: Path | None = None) -> Path:
    """The one that is named, else what this machine has. Raises WrongSettings when there is none."""
    file = font or next((path for path in map(Path, FONTS) if path.is_file()), None)
    if file is None or not file.is_file():
        raise WrongSettings(
            f"{font or 'font'}: there is no font with Chinese letters. Example: apt install fonts-noto-cjk"
        )
    return file


def _face(file: Path, locale: str) -> int:
    """The face with the letters' shapes of the place: one code point looks different in Hong Kong."""
    if file.suffix.lower() != ".ttc":
        return 0
    with TTCollection(str(file), lazy=True) as faces:
        names = [str(face["name"].getDebugName(1)) for face in faces.fonts]
    fitting = [at for at, name in enumerate(names) if name.endswith(FACES[locale])]
    return fitting[0] if fitting else 0


def _draw_leaf(pdf: FPDF, leaf: Leaf) -> None:
    pdf.add_page()
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_y(MARGIN + 10)
    for text, size in ((leaf.title, TITLE), (leaf.lead, LARGE)):
        pdf.set_font("cjk", size=size)
        pdf.multi_cell(0, size / 2, text, align="C", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
    _draw_code(pdf, leaf.link, (WIDTH - CODE) / 2, pdf.get_y())
    pdf.set_y(pdf.get_y() + CODE + 8)
    pdf.set_font("cjk", size=SMALL)
    for line in leaf.lines:
        pdf.multi_cell(0, SMALL / 2, line, align="C", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2)


def _draw_code(pdf: FPDF, link: str, left: float, top: float) -> None:
    """Runs of dark squares as one rectangle each: no hairlines between them in print."""
    rows = [list(row) for row in segno.make(link, error="q", micro=False).matrix]
    size = CODE / len(rows)
    pdf.set_fill_color(0)
    for down, row in enumerate(rows):
        start = None
        for across, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                pdf.rect(left + start * size, top + down * size, (across - start) * size, size, style="F")
                start = None
