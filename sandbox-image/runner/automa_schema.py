"""Reads the input schema (JSON Schema 2020-12) of a script from the signature of its `main`, without running it.

A module-level `INPUT_SCHEMA = {...}` of literals takes precedence over the signature.
"""

import ast
import json

_PLAIN_TYPES = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "None": {"type": "null"},
    "Any": {},
    "object": {},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
    "UUID": {"type": "string", "format": "uuid"},
    "Decimal": {"type": "number"},
    "Path": {"type": "string"},
}
_ARRAYS = ("list", "List", "Sequence", "Iterable", "tuple", "Tuple", "set", "Set", "frozenset")
_OBJECTS = ("dict", "Dict", "Mapping", "MutableMapping", "TypedDict")
_NO_LITERAL = object()


def declared_schema(tree):
    """The value of INPUT_SCHEMA and its node, or (None, None); the value is None when JSON could not say it."""
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == "INPUT_SCHEMA" for target in targets):
            value = _as_json(_literal(getattr(statement, "value", None)))
            return (value if isinstance(value, dict) else None), statement
    return None, None


def signature_schema(function):
    """The schema of what `main(**input)` accepts."""
    arguments = function.args
    summary, described = _read_docstring(ast.get_docstring(function) or "")
    named = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(named) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = list(zip(named, defaults)) + list(zip(arguments.kwonlyargs, arguments.kw_defaults))
    properties = {}
    required = []
    for argument, default in pairs:
        schema = _type_schema(argument.annotation) if argument.annotation else {}
        if default is None:
            required.append(argument.arg)
        else:
            value = _literal(default)
            if _is_json(value):
                schema = _with_default(schema, value)
        if argument.arg in described:
            schema["description"] = described[argument.arg]
        properties[argument.arg] = schema
    result = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": arguments.kwarg is not None,
    }
    if summary:
        result["description"] = summary
    return result


def _type_schema(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return _type_schema(ast.parse(node.value, mode="eval").body)
        except SyntaxError:
            return {}
    if isinstance(node, ast.Constant):
        return {"type": "null"} if node.value is None else {}
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _any_of([_type_schema(node.left), _type_schema(node.right)])
    if isinstance(node, ast.Subscript):
        return _generic_schema(_last_name(node.value), node.slice)
    name = _last_name(node)
    if name in _ARRAYS:
        return {"type": "array"}
    if name in _OBJECTS:
        return {"type": "object"}
    return dict(_PLAIN_TYPES.get(name, {}))


def _generic_schema(name, inside):
    parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    if name == "Optional":
        return _any_of([_type_schema(inside), {"type": "null"}])
    if name == "Union":
        return _any_of([_type_schema(part) for part in parts])
    if name == "Annotated":
        return _annotated_schema(parts)
    if name == "Literal":
        return _literal_schema([_literal(part) for part in parts])
    if name in ("tuple", "Tuple") and not (len(parts) == 2 and _literal(parts[1]) is Ellipsis):
        return {"type": "array", "prefixItems": [_type_schema(part) for part in parts], "minItems": len(parts), "maxItems": len(parts)}
    if name in _ARRAYS:
        schema = {"type": "array", "items": _type_schema(parts[0])}
        return dict(schema, uniqueItems=True) if name in ("set", "Set", "frozenset") else schema
    if name in _OBJECTS:
        return {"type": "object", "additionalProperties": _type_schema(parts[-1])}
    return {}


def _annotated_schema(parts):
    schema = _type_schema(parts[0])
    for part in parts[1:]:
        text = _literal(part)
        if isinstance(text, str):
            schema["description"] = text
    return schema


def _literal_schema(values):
    if not all(_is_json(value) for value in values):
        return {}
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    kinds = list(dict.fromkeys(names[type(value)] for value in values if type(value) in names))
    schema = {"enum": values}
    if len(kinds) == 1:
        schema = {"type": kinds[0], "enum": values}
    return schema


def _any_of(schemas):
    flat = []
    for schema in schemas:
        for option in schema["anyOf"] if set(schema) == {"anyOf"} else [schema]:
            if option not in flat:
                flat.append(option)
    if {} in flat:
        return {}
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def _with_default(schema, value):
    """A bare default also says the type; for None it says nothing."""
    if not schema and value is not None:
        names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
        schema = {"type": names[type(value)]} if type(value) in names else {}
    return dict(schema, default=value)


def _last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)


def _literal(node):
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return _NO_LITERAL


def _as_json(value):
    """As JSON has it, a tuple as a list; None for what JSON has not, such as a set or infinity."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return None


def _is_json(value):
    if value is None or isinstance(value, (str, bool, int)):
        return True
    if isinstance(value, float):
        return value == value and value not in (float("inf"), float("-inf"))
    if isinstance(value, list):
        return all(_is_json(item) for item in value)
    return isinstance(value, dict) and all(isinstance(key, str) and _is_json(item) for key, item in value.items())


def _read_docstring(text):
    """First line, and what it says of each parameter: `:param x: …` or a Google-style `Args:` block."""
    described = {}
    current = None
    in_arguments = False
    arguments_indent = entry_indent = 0
    for line in text.splitlines():
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        if stripped.startswith(":param "):
            head, _, rest = stripped[len(":param ") :].partition(":")
            current = (head.split() or [""])[-1]
            described[current] = rest.strip()
        elif stripped in ("Args:", "Arguments:", "Parameters:"):
            in_arguments, arguments_indent, current = True, indent, None
        elif not stripped or stripped.startswith(":"):
            current = None
        elif in_arguments and indent <= arguments_indent:
            in_arguments, current = False, None
        elif in_arguments and (current is None or indent <= entry_indent) and ":" in stripped:
            head, _, rest = stripped.partition(":")
            current, entry_indent = head.split("(")[0].strip().lstrip("*"), indent
            described[current] = rest.strip()
        elif current is not None:
            described[current] = (described[current] + " " + stripped).strip()
    first = text.strip().splitlines()[0].strip() if text.strip() else ""
    if first.startswith(":") or first in ("Args:", "Arguments:", "Parameters:"):
        first = ""
    return first, {name: words for name, words in described.items() if words}
