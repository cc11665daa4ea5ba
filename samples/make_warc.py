#!/usr/bin/env python3
"""Writes bus-terminal/crawl.warc.gz: invented captures of an invented site, the same bytes on every run.

The pages stand in this file, because a page that also lay beside the archive would be read twice. Two captures of one
address (the second an hour and a half later, with a higher toll), a page that is gone (404), a style sheet, and the
request and warcinfo records that every crawl has. Needs nothing but Python's standard library.
"""

import hashlib
import pathlib
import struct
import uuid
import zlib

HOST = "https://cordillera-daily.example"
STORY = HOST + "/nacional/2021/06/05/tumaco-terminal"

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="dateline:invented" content="true">
<title>{title} | Cordillera Daily</title>
<link rel="canonical" href="{url}">
<link rel="stylesheet" href="/style.css">
<meta property="og:site_name" content="Cordillera Daily">
<meta property="og:title" content="{title}">
<meta property="article:published_time" content="2021-06-05T20:05:00-05:00">
{modified}</head>
<body>
<p class="top-note">Invented report for Dateline's demonstration</p>
<nav class="sections"><a href="/">Cover</a> <a href="/nacional">Nation</a> <a href="/economia">Business</a> <a href="/clima">Weather</a></nav>
<main><article>
<h1>{title}</h1>
{body}
</article></main>
<footer>Cordillera Daily, Pasto. <a href="/contact">Contact us</a></footer>
</body>
</html>
"""

FIRST = [
    "PASTO, Colombia, June 5 (Cordillera Daily) - At least four people were killed and 12 injured when a bomb exploded "
    "at the bus terminal of Tumaco on Saturday evening, the Tumaco fire department said.",
    "The explosion happened at about 6.40 p.m. in the hall where tickets are sold, the department "
    "said. The hall was emptied within minutes, and the electricity was switched off.",
    "Ambulances from the neighbouring parishes took the injured to the San Rafael Hospital. The hospital asked for donors of blood.",
    "Long-distance buses turned back at the edge of the town. The passengers spent the night in a school, where "
    "neighbours brought mattresses and soup.",
    "It was not known who had placed the bomb. The mayor's office will hold a meeting on Sunday morning.",
]
SECOND = [
    "PASTO, Colombia, June 5 (Cordillera Daily) - Seven people were killed and 19 injured when a bomb exploded "
    "at the bus terminal of Tumaco on Saturday evening, the Tumaco fire department said, raising its earlier count.",
    *FIRST[1:4],
    "Three people died in the San Rafael Hospital after the first count, the department said.",
    "It was not known who had placed the bomb. The mayor's office will hold a meeting on Sunday morning and has asked that "
    "no names be passed on before the families have been told.",
]
GONE = """<!DOCTYPE html>
<html lang="en"><head><title>Page not found</title></head><body><h1>Page not found</h1><p>This page has moved or never was.</p></body></html>
"""


def page(title, paragraphs, modified=None):
    """One page of the site."""
    stamp = f'<meta property="article:modified_time" content="{modified}">\n' if modified else ""
    return PAGE.format(title=title, url=STORY, body="\n".join(f"<p>{words}</p>" for words in paragraphs), modified=stamp)


def response(status, media_type, body):
    """An HTTP response as it came over the wire."""
    payload = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(payload)}\r\n\r\n"
    return head.encode() + payload


def record(kind, date, block, content_type, url=None):
    """One WARC 1.1 record; its id is made from what it holds."""
    digest = hashlib.sha256(kind.encode() + date.encode() + block).hexdigest()
    fields = [("WARC-Type", kind), ("WARC-Record-ID", f"<urn:uuid:{uuid.UUID(digest[:32])}>"), ("WARC-Date", date)]
    if url:
        fields.append(("WARC-Target-URI", url))
    fields += [("Content-Type", content_type), ("Content-Length", str(len(block)))]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    return head.encode() + block + b"\r\n\r\n"


def member(data):
    """One gzip member without time stamp or system, as WARC asks of every record."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + packed + struct.pack("<II", zlib.crc32(data), len(data))


def main():
    """Writes the archive beside this script."""
    html, http = "text/html; charset=utf-8", "application/http; msgtype=response"
    info = b"description: invented captures for Dateline's demonstration\r\nlicense: CC BY 4.0\r\n"
    request = b"GET /nacional/2021/06/05/tumaco-terminal HTTP/1.1\r\nHost: cordillera-daily.example\r\n\r\n"
    first = page("At least four killed in blast at Tumaco bus terminal", FIRST)
    second = page("Seven killed in blast at Tumaco bus terminal", SECOND, "2021-06-05T21:40:00-05:00")
    records = [
        record("warcinfo", "2021-06-06T01:20:00Z", info, "application/warc-fields"),
        record("request", "2021-06-06T01:20:05Z", request, "application/http; msgtype=request", STORY),
        record("response", "2021-06-06T01:20:05Z", response("200 OK", html, first), http, STORY),
        record("response", "2021-06-06T01:20:06Z", response("200 OK", "text/css", "h1{font:bold 2rem serif}"), http, HOST + "/style.css"),
        record("response", "2021-06-06T01:20:07Z", response("404 Not Found", html, GONE), http, HOST + "/nacional/tumaco"),
        record("response", "2021-06-06T02:55:00Z", response("200 OK", html, second), http, STORY),
    ]
    target = pathlib.Path(__file__).parent / "bus-terminal" / "crawl.warc.gz"
    target.write_bytes(b"".join(member(data) for data in records))


if __name__ == "__main__":
    main()
