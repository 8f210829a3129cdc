"""Decides, from the syntax tree of a script alone, whether its `main` is to be called with the run's input.

A script that starts itself keeps doing so: one that calls `main` at top level, or whose
`if __name__ == "__main__":` hands arguments to `main`, is run as plain `python entrypoint`.
"""

import ast


class MainPlan:
    """What to do with a script's `main`."""

    def __init__(self, function, calls_main, exits_with_result):
        self.function = function
        """The syntax of top-level `main`, or None."""
        self.calls_main = calls_main
        self.exits_with_result = exits_with_result
        """The script ends in `sys.exit(main())`: an int that main returns is the exit code."""


def plan_main(tree):
    """The plan for a parsed module."""
    function = _find_main(tree)
    if function is None:
        return MainPlan(None, False, False)
    guards = [statement for statement in tree.body if _is_main_guard(statement)]
    outside = [statement for statement in tree.body if not _is_main_guard(statement)]
    starts_itself = any(_calls_of_main(outside)) or any(call.args or call.keywords for call in _calls_of_main(_bodies(guards)))
    exits = any(_exits_with_main(node) for node in _executed_nodes(_bodies(guards)))
    return MainPlan(function, not starts_itself, exits and not starts_itself)


def _find_main(tree):
    found = None
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and statement.name == "main":
            found = statement  # as when running, the last definition holds
    return found


def _is_main_guard(statement):
    if not (isinstance(statement, ast.If) and isinstance(statement.test, ast.Compare) and len(statement.test.ops) == 1):
        return False
    sides = [statement.test.left, statement.test.comparators[0]]
    return (
        isinstance(statement.test.ops[0], ast.Eq)
        and any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
        and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
    )


def _bodies(guards):
    return [statement for guard in guards for statement in guard.body]


def _calls_of_main(statements):
    for node in _executed_nodes(statements):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "main":
            yield node


def _executed_nodes(statements):
    """The nodes that run when the module is loaded: everything but the inside of functions."""
    waiting = list(statements)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting.extend(node.decorator_list)
            continue
        if isinstance(node, ast.Lambda):
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))


def _exits_with_main(node):
    """`sys.exit(main())`, `exit(main())` or `raise SystemExit(main())`, also around `asyncio.run(main())`."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or not any(_calls_of_main(node.args)):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
    return name in ("exit", "SystemExit")
