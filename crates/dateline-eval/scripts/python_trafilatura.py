"""Runs Python trafilatura over pages: a JSON line {"id","url","html"} in, a JSON line with what it read out.

`dateline-eval extraction` starts it once for all pages, where `import trafilatura` works. It exits with 9 where it
does not. Settings are those of trafilatura's own benchmark (tests/eval_common.py), with metadata.
"""
import json
import sys
import time

from peak import peak

try:
    import trafilatura
    from trafilatura import bare_extraction
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(9)


def read(page):
    """What trafilatura makes of one page."""
    found = bare_extraction(
        page["html"], url=page.get("url"), include_comments=False, include_tables=True, include_formatting=False, with_metadata=True
    )
    if found is None:
        return {"text": "", "error": "it found nothing"}
    return {"text": found.text or "", "title": found.title, "authors": [found.author] if found.author else [], "date": found.date}


def main():
    """Answers every line with a line."""
    if sys.argv[1:] == ["--version"]:
        print(trafilatura.__version__)
        return
    for line in sys.stdin.buffer:
        page = json.loads(line)
        start = time.process_time_ns()
        try:
            reply = read(page)
        except Exception as error:  # whatever it is, it is the page's and not the run's
            reply = {"text": "", "error": f"{type(error).__name__}: {error}"}
        reply.update(id=page["id"], nanos=time.process_time_ns() - start, peak=peak())
        sys.stdout.buffer.write(json.dumps(reply).encode() + b"\n")
        sys.stdout.buffer.flush()


main()
