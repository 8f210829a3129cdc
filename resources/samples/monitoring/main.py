"""Checks a web address and the free space of a disk; one line per check.

Exit code: 0 all is well, 1 something deserves a look, 2 something is broken. Of several the worst counts.
"""

import http.client
import json
import shutil
import sys
import time
import urllib.error
import urllib.request

OK, WARNING, CRITICAL = 0, 1, 2
WORDS = ("ok", "warning", "critical")
LARGEST_ANSWER_BYTES = 1_000_000


def main(
    url: str = "https://example.com/",
    expected_text: str = "",
    slow_seconds: float = 1.0,
    timeout_seconds: float = 10.0,
    path: str = "/out",
    low_percent: float = 10.0,
    full_percent: float = 2.0,
) -> int:
    """Check a web address and the free space of a disk.

    Args:
        url: address that must answer with a status below 400
        expected_text: text that must be in the answer; empty for any
        slow_seconds: a slower answer is a warning
        timeout_seconds: no answer by then is critical
        path: a place on the disk to look at; /out lies on the disk of this machine
        low_percent: less free space than this is a warning
        full_percent: less free space than this is critical
    """
    checks = [
        {"check": "http", **check_http(url, expected_text, slow_seconds, timeout_seconds)},
        {"check": "disk", **check_disk(path, low_percent, full_percent)},
    ]
    worst = max(check["level"] for check in checks)
    for check in checks:
        print(f"{WORDS[check['level']]:<8}  {check['check']}  {check['text']}")
    keep_result({"state": WORDS[worst], "checks": checks})
    return worst


def check_http(url: str, expected_text: str, slow_seconds: float, timeout_seconds: float) -> dict:
    began = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=timeout_seconds) as response:
            status, body = response.status, response.read(LARGEST_ANSWER_BYTES).decode(errors="replace")
    except urllib.error.HTTPError as error:
        return {"level": CRITICAL, "text": f"{url} answered {error.code} {error.reason}", "status": error.code}
    except (OSError, http.client.HTTPException, ValueError) as error:  # refused, too slow; no HTTP; no address at all
        return {"level": CRITICAL, "text": f"{url} does not answer: {error}", "status": None}
    seconds = round(time.monotonic() - began, 3)
    measured = {"status": status, "seconds": seconds}
    if expected_text not in body:
        return {"level": CRITICAL, "text": f"{url} answered {status}, but without {expected_text!r}", **measured}
    if seconds > slow_seconds:
        return {"level": WARNING, "text": f"{url} took {seconds} s, more than {slow_seconds} s", **measured}
    return {"level": OK, "text": f"{url} answered {status} in {seconds} s", **measured}


def check_disk(path: str, low_percent: float, full_percent: float) -> dict:
    try:
        usage = shutil.disk_usage(path)
    except OSError as error:
        return {"level": CRITICAL, "text": f"{path} cannot be looked at: {error}", "freePercent": None}
    free_percent = round(100 * usage.free / max(usage.total, 1), 1)
    level = CRITICAL if free_percent < full_percent else WARNING if free_percent < low_percent else OK
    return {"level": level, "text": f"{path} has {free_percent} % free", "freePercent": free_percent}


def keep_result(result: dict) -> None:
    """Hands the result to Automa; without Automa it is one more line."""
    try:
        import automa
    except ImportError:
        print(json.dumps(result))
    else:
        automa.result(result)


if __name__ == "__main__":
    sys.exit(main())  # so the number main returns is the exit code, here and in Automa
