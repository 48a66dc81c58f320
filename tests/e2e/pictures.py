"""Screenshots small enough for a repository: several beside each other, in a palette of 256 colours."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Browser

# Draws the pictures side by side and gives every pixel the nearest of the colours seen most often.
_REDUCE = """async ({sources, gap, ground}) => {
  const images = await Promise.all(sources.map(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    return image;
  }));
  const width = images.reduce((sum, image) => sum + image.width, gap * (images.length - 1));
  const height = Math.max(...images.map((image) => image.height));
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const brush = canvas.getContext("2d", {willReadFrequently: true});
  brush.fillStyle = ground;
  brush.fillRect(0, 0, width, height);
  let left = 0;
  for (const image of images) { brush.drawImage(image, left, 0); left += image.width + gap; }
  const pixels = brush.getImageData(0, 0, width, height).data;
  const colourAt = (at) => pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2];
  const seen = new Map();
  for (let at = 0; at < pixels.length; at += 4) seen.set(colourAt(at), (seen.get(colourAt(at)) ?? 0) + 1);
  const often = [...seen].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const kinds = new Map(); // near colours share a place, so that rare ones get one too
  for (const [colour, count] of often) {
    const kind = colour & 0xf0f0f0;
    const known = kinds.get(kind) ?? {colour, count: 0};
    kinds.set(kind, {colour: known.colour, count: known.count + count});
  }
  const main = often.slice(0, 64).map(([colour]) => colour);
  const rare = [...kinds.values()].sort((a, b) => b.count - a.count || a.colour - b.colour);
  const palette = [...new Set([...main, ...rare.map(({colour}) => colour)])].slice(0, 256);
  const parts = palette.map((colour) => [colour >> 16, colour >> 8 & 255, colour & 255]);
  const place = new Map(palette.map((colour, index) => [colour, index]));
  const nearest = (colour) => {
    const [red, green, blue] = [colour >> 16, colour >> 8 & 255, colour & 255];
    let best = 0, distance = Infinity;
    parts.forEach(([r, g, b], index) => {
      const found = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (found < distance) { best = index; distance = found; }
    });
    return best;
  };
  const indexes = new Uint8Array(width * height);
  for (let at = 0; at < indexes.length; at++) {
    const colour = colourAt(4 * at);
    if (!place.has(colour)) place.set(colour, nearest(colour));
    indexes[at] = place.get(colour);
  }
  let text = "";
  for (let at = 0; at < indexes.length; at += 32768) {
    text += String.fromCharCode(...indexes.subarray(at, at + 32768));
  }
  return {width, height, palette, indexes: btoa(text)};
}"""
GAP, GROUND = 32, "#e3e8ee"


def save_picture(browser: Browser, target: Path, *screenshots: bytes) -> None:
    """Write the screenshots side by side as one PNG of at most 256 colours."""
    page = browser.new_page()
    sources = [base64.b64encode(screenshot).decode() for screenshot in screenshots]
    found = page.evaluate(_REDUCE, {"sources": sources, "gap": GAP, "ground": GROUND})
    page.close()
    target.write_bytes(
        indexed_png(found["width"], found["height"], found["palette"], base64.b64decode(found["indexes"]))
    )


def indexed_png(width: int, height: int, palette: list[int], indexes: bytes) -> bytes:
    """A PNG with a palette.

    Args:
        palette: colours as 0xRRGGBB.
        indexes: one byte a pixel, row by row.
    """
    rows = b"".join(b"\0" + indexes[row * width : (row + 1) * width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(colour.to_bytes(3, "big") for colour in palette)
    chunks = (
        _chunk(b"IHDR", header),
        _chunk(b"PLTE", colours),
        _chunk(b"IDAT", zlib.compress(rows, 9)),
        _chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
