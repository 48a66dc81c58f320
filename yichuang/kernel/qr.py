"""QR codes (二维码) as vector graphics."""

from __future__ import annotations

import re
from urllib.parse import quote

import zxingcpp

QUIET_ZONE = 4  # modules a scanner needs left blank around the code (GB/T 18284)
_RUN_OF_DARK = re.compile(rb"\x00+")


def qr_svg(
    text: str, *, border: int = QUIET_ZONE, dark: str = "#000", light: str = "", scale: int = 0
) -> str:
    """A QR code as an SVG document. Error correction M.

    Args:
        text: ASCII, as addresses are; other writings scanners have to guess.
        border: blank modules on each side.
        dark, light: colours; the ground stays open where ``light`` is empty.
        scale: pixels of a module; 0 leaves the size to whoever shows it.
    """
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(add_quiet_zones=False)
    modules, side = image.shape[0], image.shape[0] + 2 * border
    dots = bytes(image)  # type: ignore[call-overload]  # its stub leaves out that it is a buffer
    path = "".join(
        f"M{run.start() + border} {row + border}.5h{run.end() - run.start()}"
        for row in range(modules)
        for run in _RUN_OF_DARK.finditer(dots[row * modules : (row + 1) * modules])
    )
    size = f' width="{side * scale}" height="{side * scale}"' if scale else ""
    ground = f'<path fill="{light}" d="M0 0h{side}v{side}H0z"/>' if light else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{size} viewBox="0 0 {side} {side}">'
        f'{ground}<path stroke="{dark}" d="{path}"/></svg>'
    )


def qr_uri(text: str) -> str:
    """A QR code as a data address for ``<img src>``, dark on white whatever the page's ground is."""
    svg = qr_svg(text, border=2, dark="#17212e", light="#ffffff", scale=4)
    return f"data:image/svg+xml,{quote(svg, safe=' /:=')}"
