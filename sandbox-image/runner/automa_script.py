"""Runs one script in this very process: as `python entrypoint`, or by calling its `main` with the run's input.

`run_script` is pure of processes and signals; the embedded Python uses it as it is.
"""

import builtins
import os
import sys
import types
from importlib.machinery import SourceFileLoader

from automa_json import encode_json, parse_json

_HERE = os.path.abspath(__file__)
_MESSAGE_CHARACTERS = 2000


def run_script(root, entrypoint, argv, input_present=False, input_value=None):
    """Runs `root/entrypoint` and answers how it ended, never raising:

    {exitCode, result, exception: {class, message} | None, syntaxError: {message, path, line, column} | None}

    `result` is the JSON text of what `main` returned, or None. Tracebacks go to sys.stderr as Python prints them.
    """
    outcome = {"exitCode": 0, "result": None, "exception": None, "syntaxError": None}
    path = os.path.join(root, entrypoint)
    sys.argv = [path] + list(argv)
    try:
        outcome["result"], outcome["exitCode"] = _execute(path, input_present, input_value)
    except SystemExit as exit_request:
        outcome["exitCode"] = _exit_code(exit_request.code)
    except BaseException as error:  # whatever a script may raise is its outcome
        outcome["exitCode"] = 130 if isinstance(error, KeyboardInterrupt) else 1
        outcome["exception"] = {"class": _class_name(error), "message": _message(error)}
        if isinstance(error, SyntaxError):
            outcome["syntaxError"] = _describe_syntax_error(error, root)
        _print_traceback(error)
    return outcome


def main(root, spec):
    """The script's side of the runner's fork: outcome of the script, with result and state stored."""
    _prepare_streams()
    os.chdir(root + "/script")
    sys.path.insert(0, root + "/deps")
    ours = os.path.dirname(_HERE)
    # For what the script starts: where to find modules, and that compiled ones cannot be kept beside them.
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), root + "/deps", ours]))
    present, value = _read_input(root)
    outcome = run_script(root + "/script", spec["entrypoint"], spec.get("args") or [], present, value)
    try:
        if outcome["result"] is not None:
            _write_result(root, outcome["result"])
        if "automa" in sys.modules and hasattr(sys.modules["automa"], "state"):
            sys.modules["automa"].state.save()
    except Exception as error:
        _print_traceback(error)
        outcome["exception"] = {"class": _class_name(error), "message": _message(error)}
        outcome["exitCode"] = outcome["exitCode"] or 1
    return outcome


def _execute(path, input_present, input_value):
    with open(path, "rb") as file:
        source = file.read()
    plan = _plan(source, path)
    module = _make_module("__mp_main__" if plan and plan.calls_main else "__main__", path)
    sys.path.insert(0, os.path.dirname(path))  # from here on files of the script may hide those of the library
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    if not (plan and plan.calls_main):
        return None, 0
    value = _call_main(module.__dict__["main"], input_present, input_value)
    if plan.exits_with_result and isinstance(value, int) and not isinstance(value, bool):
        return None, _exit_code(value)
    if value is None:
        return None, 0
    return encode_json(value, "what main returns"), 0


def _plan(source, path):
    if b"main" not in source:  # spares short scripts the import of the syntax tree
        return None
    import ast

    from automa_main import plan_main

    return plan_main(compile(source, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True))


def _make_module(name, path):
    """The module the script runs in. Under the name __mp_main__, which multiprocessing gives the main module
    in its children, the guard of the script does not fire and its functions can still be pickled."""
    module = types.ModuleType(name)
    module.__dict__.update(__file__=path, __builtins__=builtins, __loader__=SourceFileLoader(name, path), __spec__=None)
    sys.modules["__main__"] = module
    if name != "__main__":
        sys.modules[name] = module
    return module


def _call_main(function, input_present, input_value):
    if not input_present:
        value = function()
    elif isinstance(input_value, dict):
        value = function(**input_value)
    elif _positional_count(function) == 1:
        value = function(input_value)
    else:
        raise TypeError(
            "main() takes its input by name, so the input must be a JSON object, not %s" % type(input_value).__name__
        )
    if not isinstance(value, types.CoroutineType):
        return value
    import asyncio

    return asyncio.run(value)


def _positional_count(function):
    if isinstance(function, types.FunctionType):  # spares the costly import in the usual case
        return function.__code__.co_argcount
    import inspect

    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(1 for parameter in inspect.signature(function).parameters.values() if parameter.kind in kinds)


def _exit_code(code):
    """What the process would exit with after sys.exit(code)."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    sys.stderr.write("%s\n" % (code,))
    return 1


def _print_traceback(error):
    """As Python prints it, without the frames of this file, through the script's own excepthook if it set one."""
    trace = error.__traceback__
    while trace is not None and os.path.abspath(trace.tb_frame.f_code.co_filename) == _HERE:
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and trace is not None and trace.tb_next is None and error.filename == sys.argv[0]:
        trace = None
    try:
        sys.stdout.flush()
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        sys.stderr.flush()
    except Exception:
        sys.__excepthook__(type(error), error, trace)


def _describe_syntax_error(error, root):
    path = error.filename or ""
    if path.startswith(root + "/"):
        path = path[len(root) + 1 :]
    return {"message": str(error.msg)[:_MESSAGE_CHARACTERS], "path": path, "line": error.lineno or 1, "column": error.offset or 1}


def _class_name(error):
    kind = type(error)
    plain = kind.__module__ in ("builtins", "__main__", "__mp_main__")
    return kind.__qualname__ if plain else "%s.%s" % (kind.__module__, kind.__qualname__)


def _message(error):
    try:
        return str(error)[:_MESSAGE_CHARACTERS]
    except Exception:
        return ""


def _prepare_streams():
    """UTF-8 and unbuffered whatever the flags and the locale; what cannot be encoded is escaped, not an error."""
    import io

    for name, number, errors in (("stdout", 1, "surrogateescape"), ("stderr", 2, "backslashreplace")):
        stream = io.TextIOWrapper(io.FileIO(number, "w", closefd=False), "utf-8", errors, write_through=True)
        stream.mode = "w"
        setattr(sys, name, stream)
        setattr(sys, "__%s__" % name, stream)


def _read_input(root):
    try:
        with open(root + "/automa/input.json", encoding="utf-8") as file:
            return True, parse_json(file.read())
    except FileNotFoundError:
        return False, None


def _write_result(root, text):
    with open(root + "/out/result.json", "w", encoding="utf-8") as file:
        file.write(text)
