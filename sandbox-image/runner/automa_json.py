"""JSON for the way to a script's first line, where every import counts.

The json module brings `re` and `enum`: 8 ms, a fifth of the processor time a container with half a core has until it
is throttled. The scanner and the string encoder below it are C and need neither.
"""


def parse_json(text):
    """Like json.loads; a ValueError where it is not JSON."""
    try:
        from _json import make_scanner

        scan = make_scanner(_ScanRules)
    except (ImportError, AttributeError, TypeError):  # another Python, or another version's internals
        return _parse_slowly(text)
    text = text.strip()
    try:
        value, end = scan(text, 0)
    except (StopIteration, SystemError):  # without the json module the scanner cannot name its error
        return _parse_slowly(text)
    return value if end == len(text) else _parse_slowly(text)


def encode_json(value, what):
    """`value` as JSON text; an error that names `what` and the type where it is not JSON."""
    import json

    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except TypeError as error:
        raise TypeError("%s must be JSON (dict, list, str, int, float, bool or None): %s" % (what, error)) from None
    except ValueError as error:
        raise ValueError("%s must be JSON: %s" % (what, error)) from None


def encode_flat(value):
    """None, booleans, numbers, text and dicts of these, in ASCII."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{%s}" % ",".join("%s:%s" % (encode_flat(key), encode_flat(item)) for key, item in value.items())
    return _encode_text(str(value))


def _encode_text(text):
    try:
        from _json import encode_basestring_ascii
    except ImportError:
        import json

        return json.dumps(text)
    return encode_basestring_ascii(text)


def _parse_slowly(text):
    import json

    return json.loads(text)


class _ScanRules:
    """What json.JSONDecoder hands to the scanner."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo = {}
