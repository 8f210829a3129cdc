"""Makes the embedded Python look like the Python of the other sandboxes, closes its ways into JavaScript, and runs
one script, or parses scripts one after another. Loaded by child.ts before anything of a script is there."""

import asyncio
import atexit
import errno
import gc
import importlib.abc
import os
import posix
import selectors
import socket
import subprocess
import sys
import threading
import time
import types
import _thread

USER_ID = 65532
INSTALL = "install Docker, Podman or bubblewrap to run this script"
_BRIDGES = ("js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core")


def harden():
    """Before the first script: no bridge to JavaScript, and a sentence where something is missing."""
    _restore_plain_waiting()
    _report_user()
    _explain_processes()
    _explain_threads()
    _explain_network()
    _close_bridges()


def run(environment, spec):
    """Runs the script in /script; what `automa_script.main` answers."""
    import automa_script

    os.environ.clear()
    os.environ.update(environment)
    outcome = automa_script.main("", spec)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    return outcome


def analyze(request):
    """Validation of a draft: JSON text in, JSON text out."""
    import json

    import automa_source

    asked = json.loads(request)
    files = {file["path"]: file["content"] for file in asked["files"]}
    return json.dumps(automa_source.analyze(files, asked["entrypoint"], asked.get("requirements")))


class _Loop(asyncio.BaseEventLoop):
    """Timers and tasks only. Pyodide's own loop lives on JavaScript's, which stays closed."""

    def __init__(self):
        super().__init__()
        self._selector = _Selector()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class _Selector(selectors.SelectSelector):
    def select(self, timeout=None):
        time.sleep(3600 if timeout is None else max(0, timeout))
        return []


def _restore_plain_waiting():
    """Pyodide waits through JavaScript's event loop or by spinning; /dev/wait (child.ts) just waits."""
    asyncio.run = getattr(asyncio.run, "__wrapped__", asyncio.run)
    wait = os.open("/dev/wait", os.O_WRONLY)

    def sleep(seconds):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        until = time.monotonic() + seconds
        os.write(wait, b"%.6f" % seconds)
        while time.monotonic() < until:  # a signal handler may have ended the wait early
            os.write(wait, b"%.6f" % max(0, until - time.monotonic()))

    time.sleep = sleep

    class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
        _loop_factory = _Loop

    asyncio.events._set_event_loop_policy(Policy())
    asyncio.events._set_running_loop(None)


def _report_user():
    for name in ("getuid", "geteuid", "getgid", "getegid"):
        _replace(name, lambda: USER_ID)
    _replace("getresuid", lambda: (USER_ID,) * 3)
    _replace("getresgid", lambda: (USER_ID,) * 3)
    _replace("getgroups", lambda: [])


def _explain_processes():
    def refuse(*_args, **_kwargs):
        raise OSError(errno.ENOSYS, "the embedded Python cannot start processes; " + INSTALL)

    for name in (
        "system fork forkpty posix_spawn posix_spawnp execv execve execvp execvpe kill killpg "
        "waitpid wait wait3 wait4 popen spawnv spawnve spawnvp spawnvpe"
    ).split():
        _replace(name, refuse)
    subprocess.Popen.__init__ = refuse
    subprocess.Popen.__del__ = lambda self: None
    subprocess._fork_exec = refuse


def _explain_threads():
    def refuse(*_args, **_kwargs):
        raise RuntimeError("can't start new thread: the embedded Python has no threads; " + INSTALL)

    for module, names in ((_thread, ("start_new_thread", "start_new", "start_joinable_thread")), (threading, ("_start_joinable_thread",))):
        for name in names:
            if hasattr(module, name):
                setattr(module, name, refuse)


def _explain_network():
    def refuse(*_args, **_kwargs):
        raise OSError(errno.ENETUNREACH, "the embedded Python has no network; " + INSTALL)

    socket.socket.__init__ = refuse
    socket.socket.__del__ = lambda self: None
    socket.socket.__repr__ = object.__repr__
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "create_connection", "create_server", "socketpair"):
        setattr(socket, name, refuse)


class _Absent(importlib.abc.MetaPathFinder):
    """Asked last: whatever nobody else has found."""

    def find_spec(self, name, path=None, target=None):
        if path is not None:
            return None
        raise ModuleNotFoundError("No module named %r: the embedded Python lacks it; %s" % (name, INSTALL), name=name)


def _close_bridges():
    """What Pyodide's Python half holds of JavaScript is dropped, and no import brings it back."""
    from pyodide.ffi import JsProxy

    for name in [name for name in sys.modules if name.split(".")[0] in _BRIDGES]:
        del sys.modules[name]
    sys.meta_path[:] = [_Bridges()] + [finder for finder in sys.meta_path if "pyodide" not in type(finder).__module__] + [_Absent()]
    sys.path_hooks[:] = [hook for hook in sys.path_hooks if "pyodide" not in getattr(hook, "__module__", "")]
    sys.path_importer_cache.clear()
    holders = _holders_of(JsProxy)
    while holders:
        _forget(holders.pop(), JsProxy)
    gc.collect()
    if _holders_of(JsProxy):
        raise RuntimeError("JavaScript is still within reach of Python")  # fails closed: the host sees no Python at all


def _holders_of(kind):
    return [holder for holder in gc.get_objects() if any(isinstance(held, kind) for held in gc.get_referents(holder))]


def _forget(holder, kind):
    if type(holder) is list:
        holder[:] = [None if isinstance(item, kind) else item for item in holder]
    elif isinstance(holder, types.CellType):
        holder.cell_contents = None
    else:
        fields = holder if type(holder) is dict else vars(holder)
        for key in [key for key, value in fields.items() if isinstance(value, kind)]:
            fields[key] = None


class _Bridges(importlib.abc.MetaPathFinder):
    """Asked first: the Python half still lies in the archive of the standard library."""

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in _BRIDGES:
            raise ModuleNotFoundError("No module named %r" % name, name=name)
        return None


def _replace(name, function):
    for module in (os, posix):
        if hasattr(module, name):
            setattr(module, name, function)
