"""Reads a web site page by page and leaves what it lists as items.csv.

Set for https://quotes.toscrape.com, a site made for practice. For another site change ITEM and FIELDS: the class names
of one item and of the texts inside it. Behaves as a guest should: says who it is, asks robots.txt, pauses between
pages, and backs off when the server is in trouble.
"""

import csv
import http.client
import time
import urllib.error
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

ITEM = "quote"
FIELDS = ("text", "author")

USER_AGENT = "automa-sample/1.0 (reads a few pages now and then)"
TIMEOUT_SECONDS = 20
TRIES = 4
LONGEST_WAIT_SECONDS = 60
LARGEST_PAGE_BYTES = 5_000_000

# Automa keeps what a script leaves in /out. Anywhere else the file goes where the script was started.
OUT = Path("/out") if Path("/out").is_dir() else Path.cwd()

# Elements without an end tag: nothing can be inside them.
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


def main(base_url: str = "https://quotes.toscrape.com/", max_pages: int = 20, pause_seconds: float = 1.0) -> dict:
    """Collect the items of a site that spreads them over pages.

    Args:
        base_url: the first page; only pages of the same host are read
        max_pages: stop after so many pages
        pause_seconds: rest between two pages, and before the first retry
    """
    robots = read_robots(base_url, pause_seconds)
    pause_seconds = max(pause_seconds, float(robots.crawl_delay(USER_AGENT) or 0))
    items, pages, skipped = [], [], []
    url = base_url
    while url and url not in pages and len(pages) < max_pages:
        if not robots.can_fetch(USER_AGENT, url):
            print(f"{url}: robots.txt asks robots to stay away")
            skipped.append(url)
            break
        if pages:
            time.sleep(pause_seconds)
        page = Page()
        page.feed(fetch(url, pause_seconds))
        page.close()
        print(f"{url}: {len(page.items)} items")
        items += page.items
        pages.append(url)
        url = same_site(base_url, url, page.next_link)

    with (OUT / "items.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(items)
    return {"items": len(items), "pages": len(pages), "skipped": skipped}


class Page(HTMLParser):
    """Collects the items of one page, and the link to the next (rel="next", or inside class="next")."""

    def __init__(self):
        super().__init__()
        self.items: list[dict[str, str]] = []
        self.next_link: str | None = None
        self._open: list[tuple[str, list[str]]] = []  # the elements around where we are: tag and class names

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        classes = (given.get("class") or "").split()
        if tag == "a" and ("next" in (given.get("rel") or "").split() or "next" in classes or self._inside("next")):
            self.next_link = self.next_link or given.get("href")
        if ITEM in classes:
            self.items.append(dict.fromkeys(FIELDS, ""))
        if tag not in VOID:
            self._open.append((tag, classes))

    def handle_endtag(self, tag):
        # Forgives forgotten end tags: closes everything up to the nearest element of this name.
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == tag:
                del self._open[index:]
                return

    def handle_data(self, data):
        if not self._inside(ITEM):
            return
        for field in FIELDS:
            if self._inside(field):
                item = self.items[-1]
                item[field] = " ".join(f"{item[field]} {data}".split())

    def _inside(self, name: str) -> bool:
        return any(name in classes for _, classes in self._open)


def fetch(url: str, first_wait_seconds: float) -> str:
    """The text of a page. Tries again, each time more patiently, when the server or the network is in trouble."""
    request = urllib.request.Request(url, headers={"User-Agent": USER_AGENT, "Accept": "text/html, text/plain"})
    for attempt in range(1, TRIES + 1):
        wait_seconds = first_wait_seconds * 2 ** (attempt - 1)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                charset = response.headers.get_content_charset() or "utf-8"
                return response.read(LARGEST_PAGE_BYTES).decode(charset, errors="replace")
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                raise  # our mistake: asking again would change nothing
            trouble = error
            asked = error.headers.get("Retry-After") or ""
            wait_seconds = max(wait_seconds, int(asked) if asked.isdigit() else 0)
        except (OSError, http.client.HTTPException) as error:  # unknown host, refused, reset, too slow
            trouble = error
        if attempt < TRIES:
            print(f"{url}: {trouble}; trying again")
            time.sleep(min(wait_seconds, LONGEST_WAIT_SECONDS))
    raise SystemExit(f"{url}: {trouble}, {TRIES} times")


def read_robots(base_url: str, first_wait_seconds: float) -> RobotFileParser:
    """The site's wishes. Without a robots.txt everything may be read; behind a closed door nothing."""
    robots = RobotFileParser(urljoin(base_url, "/robots.txt"))
    try:
        robots.parse(fetch(robots.url, first_wait_seconds).splitlines())
    except urllib.error.HTTPError as error:
        robots.parse(["User-agent: *", "Disallow: /" if error.code in (401, 403) else "Disallow:"])
    return robots


def same_site(base_url: str, page_url: str, link: str | None) -> str | None:
    """The address a link leads to; None where it leaves the site."""
    if not link:
        return None
    target = urljoin(page_url, link).partition("#")[0]
    return target if urlsplit(target)[:2] == urlsplit(base_url)[:2] else None


if __name__ == "__main__":
    main()
