"""Process 1 of a container, or an ordinary process in a local sandbox: runs one script and says how it ended.

    python3 -I -B -u -X utf8 automa_runner.py [ROOT]

Reads ROOT/automa/spec.json and runs ROOT/script/<entrypoint> in a forked child with a process group of its own;
ROOT is empty in a container. Forwards SIGTERM and SIGINT to the group, ends it at the deadline, reaps, kills what is
left, writes the `end` control line (README.md) and exits with the code of the script, 128+n for signal n.
"""

import _signal as signal  # the signal module brings enum: 4 ms on the way to the script's first line
import os
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # -I leaves it out

import automa_script  # noqa: E402
from automa_json import encode_flat, parse_json  # noqa: E402

RUNNER_FAILED = 125
_WATCHED = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}
_SIGNAL_ALIASES = ("SIGIOT", "SIGCLD", "SIGPOLL")
_CONTROL_LINE_BYTES = 4096
_REPORT_BYTES = 65536
_FOREVER_SECONDS = 1e9


def run(root):
    """Runs the script that ROOT/automa/spec.json names; answers the exit code for this process."""
    try:
        with open(root + "/automa/spec.json", encoding="utf-8") as file:
            spec = parse_json(file.read())
        nonce, entrypoint = spec["nonce"], os.path.join(root + "/script", spec["entrypoint"])
        timeout, grace = float(spec["timeoutSeconds"]), float(spec["killGraceSeconds"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        _say("cannot read %s/automa/spec.json: %r" % (root, error))
        return RUNNER_FAILED
    if not os.path.isfile(entrypoint):
        _say("the entrypoint %s does not exist" % spec["entrypoint"])
        _write_end(nonce, {"exitCode": RUNNER_FAILED, "exception": _failure("FileNotFoundError", spec["entrypoint"])})
        return RUNNER_FAILED
    child = Child(root, spec)
    child.wait(timeout, grace)
    if os.getpid() == 1:
        _end_everything_else()
    end = child.describe_end()
    _write_end(nonce, end)
    return end["exitCode"]


class Child:
    """The process of the script, from fork to the last thing known of it."""

    def __init__(self, root, spec):
        self._root = root
        self._status = None
        self._timed_out = False
        self._peak_bytes = 0
        self._cpu_seconds = 0.0
        self._report_in, report_out = os.pipe()
        # Blocked signals wait for sigtimedwait, also for process 1, whose unhandled signals the kernel drops.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        self._pid = os.fork()
        if self._pid == 0:
            os.setpgid(0, 0)
            os.close(self._report_in)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            _run_in_child(root, spec, report_out)
        os.close(report_out)
        try:
            os.setpgid(self._pid, self._pid)  # both sides do it, so that neither has to wait for the other
        except OSError:
            pass

    def wait(self, timeout, grace):
        """Returns when the script's process is over and reaped."""
        deadline = time.monotonic() + timeout
        while not self._reap():
            left = deadline - time.monotonic()
            if left <= 0:
                self._kill(signal.SIGKILL if self._timed_out or grace <= 0 else signal.SIGTERM)
                self._timed_out = True
                deadline = time.monotonic() + max(grace, 1)
                continue
            received = signal.sigtimedwait(_WATCHED, min(left, _FOREVER_SECONDS))
            if received is not None and received.si_signo != signal.SIGCHLD:
                self._kill(received.si_signo)

    def describe_end(self):
        """The `end` control line without its type."""
        end = {"signal": None, "timedOut": self._timed_out, "exception": None, "syntaxError": None}
        end.update(self._read_report())
        code = os.waitstatus_to_exitcode(self._status)
        if code < 0:
            end["signal"] = _signal_name(-code)
        end["exitCode"] = code if code >= 0 else 128 - code
        end["peakMemoryBytes"] = _read_peak_of_cgroup() or self._peak_bytes or None
        end["cpuSeconds"] = round(self._cpu_seconds + time.process_time(), 3)
        return end

    def _reap(self):
        """Buries whoever died: the script, and as process 1 its orphans too."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return True
            if pid == 0:
                return self._status is not None
            self._peak_bytes = max(self._peak_bytes, usage.ru_maxrss * 1024)
            self._cpu_seconds += usage.ru_utime + usage.ru_stime
            if pid == self._pid:
                self._status = status

    def _kill(self, number):
        """Signals the group, and the process itself in case it moved to another group."""
        for send in (os.killpg, os.kill):
            try:
                send(self._pid, number)
            except (ProcessLookupError, PermissionError):
                pass
            if number != signal.SIGKILL:
                return

    def _read_report(self):
        """What the child said of its end. Not read to the end of file: a grandchild may hold the pipe open."""
        os.set_blocking(self._report_in, False)
        try:
            report = parse_json(os.read(self._report_in, _REPORT_BYTES).decode() or "{}")
        except (BlockingIOError, ValueError):
            return {}
        return {key: report.get(key) for key in ("exception", "syntaxError")} if isinstance(report, dict) else {}


def _run_in_child(root, spec, report_out):
    """Runs the script and leaves through Python's own ending: threads joined, atexit called."""
    if root:
        os.environ["AUTOMA_ROOT"] = root
    outcome = automa_script.main(root, spec)
    report = encode_flat({"exception": outcome["exception"], "syntaxError": outcome["syntaxError"]})
    os.write(report_out, report.encode("ascii"))
    os.close(report_out)
    raise SystemExit(outcome["exitCode"])


def _end_everything_else():
    """Kills what the script left behind. As process 1 only: elsewhere -1 means every process of the user."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        return
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _write_end(nonce, end):
    """One write of at most 4,096 bytes; messages are shortened until it fits."""
    fields = {"exitCode": None, "signal": None, "timedOut": False, "exception": None, "syntaxError": None}
    fields.update({"peakMemoryBytes": None, "cpuSeconds": None}, **end)
    for limit in (2000, 500, 100, 0):
        for part in (fields["exception"], fields["syntaxError"]):
            for key, value in (part or {}).items():
                if isinstance(value, str):
                    part[key] = value[:limit] if key == "message" else value[:200]
        line = "\x1eautoma:%s %s\n" % (nonce, encode_flat({"t": "end", **fields}))
        if len(line) <= _CONTROL_LINE_BYTES:
            break
    try:
        os.write(1, line.encode("ascii"))
    except OSError:
        pass  # nobody listens any more; the exit code still tells


def _read_peak_of_cgroup():
    """The peak of the container's own cgroup; another process sees the machine's there, so only as process 1."""
    if os.getpid() != 1:
        return None
    for path in ("/sys/fs/cgroup/memory.peak", "/sys/fs/cgroup/memory/memory.max_usage_in_bytes"):
        try:
            with open(path, encoding="ascii") as file:
                return int(file.read())
        except (OSError, ValueError):
            continue
    return None


def _signal_name(number):
    for name, value in vars(signal).items():
        if value == number and name.startswith("SIG") and not name.startswith("SIG_") and name not in _SIGNAL_ALIASES:
            return name
    return "SIG%d" % number


def _failure(kind, message):
    return {"class": kind, "message": message}


def _say(text):
    os.write(2, ("automa: %s\n" % text).encode("utf-8", "replace"))


if __name__ == "__main__":
    # The child of the fork leaves run() by SystemExit, through Python's ordinary ending; here nothing is left to end.
    os._exit(run(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else ""))
