"""QR codes: what a scanner reads from them is what went in, however they are drawn."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from yichuang.kernel.qr import qr_svg, qr_uri

SIDE = re.compile(r'viewBox="0 0 (\d+) \1"')
STROKE = re.compile(r"M(\d+) (\d+)\.5h(\d+)")


def scanned(svg: str, *, dots: int = 3) -> list[str]:
    """The texts of a drawn code, each module a square of ``dots``."""
    found = SIDE.search(svg)
    assert found
    side = int(found[1])
    rows = [bytearray(b"\xff" * side) for _ in range(side)]
    for column, row, length in (map(int, stroke) for stroke in STROKE.findall(svg)):
        rows[row][column : column + length] = bytes(length)
    pixels = b"".join(bytes(dot for dot in row for _ in range(dots)) * dots for row in rows)
    picture = zxingcpp.ImageView(pixels, side * dots, side * dots, zxingcpp.ImageFormat.Lum)  # type: ignore[arg-type]  # any buffer will do
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=300))
def test_what_goes_in_is_read_out(text: str) -> None:
    assert scanned(qr_svg(text)) == [text]


@pytest.mark.parametrize("border", [2, 4])
def test_the_quiet_zone_is_blank_on_all_sides(border: int) -> None:
    svg = qr_svg("https://example.test/verify/abc", border=border)

    strokes = [tuple(map(int, stroke)) for stroke in STROKE.findall(svg)]
    side = int(SIDE.findall(svg)[0])
    assert min(column for column, _, _ in strokes) == min(row for _, row, _ in strokes) == border
    assert max(column + length for column, _, length in strokes) == side - border
    assert max(row for _, row, _ in strokes) + 1 == side - border


def test_on_a_page_it_is_dark_on_white_and_has_a_size() -> None:
    kind, _, content = qr_uri("https://example.test/progress/abc").partition(",")

    assert kind == "data:image/svg+xml"
    svg = unquote(content)
    assert 'width="132" height="132"' in svg
    assert '<path fill="#ffffff" d="M0 0h33v33H0z"/><path stroke="#17212e"' in svg
    assert scanned(svg) == ["https://example.test/progress/abc"]
