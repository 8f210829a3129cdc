"""What a script may use of the run it is part of; scripts that import nothing work unchanged.

    import automa

    rows = automa.input()["rows"]
    automa.progress(0.5, "half way")
    automa.result({"rows": rows})
    automa.state["last"] = rows          # kept for the next run of the agent
"""

import json
import os
import sys

from automa_json import encode_json

__all__ = ["event", "input", "log", "progress", "result", "state"]

_CONTROL_LINE_BYTES = 4096
_STATE_BYTES = 64 * 1024
_LEVELS = ("debug", "info", "warning", "error")
_spec_read = None


def input():  # noqa: A001 - the name scripts expect
    """The input of the run, or None."""
    path = os.environ.get("AUTOMA_INPUT")
    if not path or not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def result(value):
    """Stores the result of the run; the last one holds, and what `main` returns comes after."""
    text = encode_json(value, "the result")
    path = os.path.join(_place("out"), "result.json")
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".part", path)


def progress(fraction, text=""):
    """Says how far the run is: `fraction` from 0 to 1, and a few words."""
    _write_control({"t": "progress", "fraction": min(1.0, max(0.0, float(fraction))), "text": str(text)[:500]})


def log(level, text):
    """Writes one line to the log of the run."""
    if level not in _LEVELS:
        raise ValueError("level must be one of %s, not %r" % (", ".join(_LEVELS), level))
    sys.stderr.write("%s: %s\n" % (level.upper(), text))
    sys.stderr.flush()


def event(type, payload=None):  # noqa: A002 - the word of the product
    """Publishes an event, such as `event("order.created", {"id": 7})`."""
    _write_control({"t": "event", "type": str(type), "payload": payload})


class _State(dict):
    """The state the agent's last run left; read at first use, saved at the end of the script when it changed."""

    _loaded_text = None

    def _load(self):
        if self._loaded_text is None:
            kept = _spec().get("state")
            kept = kept if isinstance(kept, dict) else {}
            self._loaded_text = json.dumps(kept, sort_keys=True)
            dict.update(self, kept)
        return self

    def save(self):
        """Called by the runner; an error here is an error of the script."""
        if self._loaded_text is None:
            return
        text = encode_json(self, "automa.state")
        if json.dumps(self, sort_keys=True) == self._loaded_text:
            return
        size = len(text.encode("utf-8"))
        if size > _STATE_BYTES:
            raise ValueError("automa.state has %d bytes of JSON; at most %d are kept" % (size, _STATE_BYTES))
        folder = os.path.join(_place("out"), ".automa")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "state.json"), "w", encoding="utf-8") as file:
            file.write(text)


def _loading(name):
    plain = getattr(dict, name)

    def method(self, *args, **kwargs):
        return plain(self._load(), *args, **kwargs)

    method.__name__ = name
    method.__doc__ = plain.__doc__
    return method


for _name in (
    "__contains__ __delitem__ __eq__ __getitem__ __iter__ __len__ __ne__ __repr__ __setitem__ "
    "clear copy get items keys pop popitem setdefault update values"
).split():
    setattr(_State, _name, _loading(_name))

state = _State()


def _place(name):
    return os.environ.get("AUTOMA_ROOT", "") + "/" + name


def _spec():
    global _spec_read
    if _spec_read is None:
        try:
            with open(_place("automa") + "/spec.json", encoding="utf-8") as file:
                _spec_read = json.load(file)
        except FileNotFoundError:
            _spec_read = {}  # the script runs outside Automa, on its author's machine
    return _spec_read


def _write_control(line):
    """One line to the host, see sandbox-image/README.md; nothing when there is no host."""
    text = encode_json(line, "the payload")
    nonce = _spec().get("nonce")
    if nonce is None:
        return
    data = ("\x1eautoma:%s %s\n" % (nonce, text)).encode("utf-8")
    if len(data) > _CONTROL_LINE_BYTES:
        raise ValueError("the payload makes a line of %d bytes; at most %d are possible" % (len(data), _CONTROL_LINE_BYTES))
    sys.stdout.flush()  # keeps the line after what the script printed before it
    os.write(1, data)
