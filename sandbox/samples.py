"""Small files that look real enough, for people who send a photo without having one."""

import functools
import struct
import zlib
from dataclasses import dataclass

SAMPLE_SIDE = 240  # pixels
THUMBNAIL_SIDE = 90
THUMBNAILS = 8  # different ones
WAVE = 40  # how slowly the sample's colours change, in pixels


@dataclass(frozen=True)
class Sample:
    data: bytes
    mime: str
    name: str
    shape: dict[str, int]


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def picture(seed: int, side: int = SAMPLE_SIDE) -> bytes:
    """A PNG whose colours depend on the seed, so that two samples can be told apart."""
    bands = [_row(seed, band, side) * WAVE for band in range(-(-side // WAVE))]
    rows = b"".join(bands)[: side * (1 + 3 * side)]
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 1))
    return b"\x89PNG\r\n\x1a\n" + body + _chunk(b"IEND", b"")


def _row(seed: int, band: int, side: int) -> bytes:
    green, blue = band * 29 % 200 + 55, seed * 91 % 256
    cells = [bytes(((x * 37 + seed * 53) % 200 + 55, green, blue)) * WAVE for x in range(-(-side // WAVE))]
    return b"\0" + b"".join(cells)[: 3 * side]


@functools.cache
def thumbnail(kind: int) -> bytes:
    return picture(kind, THUMBNAIL_SIDE)


def sample(kind: str, seed: int) -> Sample:
    mark = f"sandbox {kind} {seed}\n".encode()
    square = {"width": SAMPLE_SIDE, "height": SAMPLE_SIDE}
    samples = {
        "photo": lambda: Sample(picture(seed), "image/png", "photo.png", square),
        "voice": lambda: Sample(b"OggS\x00\x02" + mark * 20, "audio/ogg", "voice.ogg", {"duration": 3}),
        "audio": lambda: Sample(b"ID3" + mark * 20, "audio/mpeg", "song.mp3", {"duration": 30}),
        "video": lambda: Sample(
            b"\x00\x00\x00\x18ftypmp42" + mark * 20, "video/mp4", "video.mp4", {**square, "duration": 5}
        ),
        "sticker": lambda: Sample(
            b"RIFF\x10\x00\x00\x00WEBPVP8 " + mark, "image/webp", "sticker.webp", square
        ),
        "document": lambda: Sample(b"%PDF-1.4\n" + mark * 20, "application/pdf", "document.pdf", {}),
    }
    return samples[kind]()
