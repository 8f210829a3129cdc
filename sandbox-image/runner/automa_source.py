"""Reads a script tree without running it: what is wrong with it, its input schema, whether `main` is called.

    python3 -I automa_source.py < request.json > answer.json

Request `{files: {path: text}, entrypoint, requirements?}`; the answer is that of `analyze`.
"""

import ast
import json
import os
import re
import sys

sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # -I leaves it out

from automa_main import plan_main  # noqa: E402
from automa_schema import declared_schema, signature_schema  # noqa: E402

# Import names of what the image brings besides the standard library (Dockerfile, build-offline).
IMAGE_MODULES = frozenset(
    "automa bs4 certifi charset_normalizer dateutil et_xmlfile httpx idna jinja2 lxml markupsafe numpy openpyxl "
    "pandas pytz requests six urllib3 yaml".split()
)
# Where a distribution is imported under another name than its own.
_IMPORT_NAMES = {
    "attrs": ["attr", "attrs"],
    "beautifulsoup4": ["bs4"],
    "google-api-python-client": ["googleapiclient", "apiclient"],
    "msgpack-python": ["msgpack"],
    "opencv-python": ["cv2"],
    "opencv-python-headless": ["cv2"],
    "paho-mqtt": ["paho"],
    "pillow": ["PIL"],
    "protobuf": ["google"],
    "psycopg2-binary": ["psycopg2"],
    "pycryptodome": ["Crypto"],
    "pygithub": ["github"],
    "pyjwt": ["jwt"],
    "pymysql": ["pymysql"],
    "pyserial": ["serial"],
    "python-dateutil": ["dateutil"],
    "python-docx": ["docx"],
    "python-dotenv": ["dotenv"],
    "python-pptx": ["pptx"],
    "pyyaml": ["yaml"],
    "scikit-learn": ["sklearn"],
    "setuptools": ["setuptools", "pkg_resources"],
}
# The shape of PEP 508: name [extras] (versions | @ address) ; marker, and pip's options --hash.
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_VERSION = r"(?:===|~=|==|!=|<=|>=|<|>)\s*[A-Za-z0-9.*+!_-]+"
_REQUIREMENT = re.compile(
    r"^(?P<name>%(name)s)\s*(?:\[\s*(?:%(name)s\s*(?:,\s*%(name)s\s*)*)?\])?\s*"
    r"(?:@\s*\S+|\(?\s*%(version)s(?:\s*,\s*%(version)s)*\s*\)?)?\s*"
    r"(?:;\s*\S.*)?$" % {"name": _NAME, "version": _VERSION}
)
# The block of inline script metadata, as PEP 723 defines it.
_METADATA_BLOCK = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
_SECRETS = [
    ("AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
    ("GitHub token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b")),
    ("Slack token", re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{20,}")),
]
_SECRET_NAME = re.compile(r"(?i)(?:^|_)(?:password|passwd|pwd|secret|token|api_?key|access_?key|private_?key|credentials?)$")
_PLACEHOLDER = re.compile(r"(?i)example|changeme|placeholder|your|dummy|^x+$|^\*+$|[<>{}$ ]")
_SECRET_CHARACTERS = 12


def analyze(files, entrypoint, requirements=None):
    """What there is to say of a tree of source files before it is ever run.

    {problems: [{severity, path, line, column, message, code}], inputSchema: {...} | None, inputSchemaLine: int | None,
    callsMain: bool}
    """
    problems = []
    trees = {}
    for path, text in sorted(files.items()):
        if path.endswith(".py") or path == entrypoint:
            trees[path] = _parse(path, text, problems)
    if entrypoint not in files:
        problems.append(_problem("error", entrypoint, 1, 1, "the entrypoint %s is not among the files" % entrypoint, "entrypoint-missing"))
    provided = _read_requirements(files, entrypoint, requirements, problems)
    for path, tree in trees.items():
        _find_secrets(path, files[path], tree, problems)
        if tree is not None:
            _find_unknown_imports(path, tree, files, provided, problems)
    tree = trees.get(entrypoint)
    plan = plan_main(tree) if tree is not None else None
    schema, line = _read_schema(entrypoint, tree, plan, problems) if plan else (None, None)
    problems.sort(key=lambda problem: (problem["path"], problem["line"], problem["column"]))
    calls_main = bool(plan and plan.calls_main)
    return {"problems": problems, "inputSchema": schema, "inputSchemaLine": line, "callsMain": calls_main}


def _parse(path, text, problems):
    try:
        return ast.parse(text, path)
    except SyntaxError as error:
        problems.append(_problem("error", path, error.lineno or 1, error.offset or 1, error.msg, "syntax-error"))
    except ValueError as error:  # a null byte, before Python 3.12
        problems.append(_problem("error", path, 1, 1, str(error), "syntax-error"))
    except (RecursionError, MemoryError):
        problems.append(_problem("error", path, 1, 1, "the code is nested too deeply to be parsed", "syntax-error"))
    return None


def _read_schema(path, tree, plan, problems):
    """The schema and the line it was read from."""
    declared, statement = declared_schema(tree)
    if statement is not None and declared is None:
        message = "INPUT_SCHEMA must be a dict of literals that JSON knows; it is ignored"
        problems.append(_problem("warning", path, statement.lineno, statement.col_offset + 1, message, "input-schema"))
    if declared is not None:
        return declared, statement.lineno
    return (signature_schema(plan.function), plan.function.lineno) if plan.calls_main else (None, None)


def _read_requirements(files, entrypoint, requirements, problems):
    """Import names that the declared dependencies provide; PEP 723 metadata goes before requirements.txt."""
    lines = _read_metadata(entrypoint, files.get(entrypoint, ""), problems)
    path = entrypoint
    if lines is None:
        path = "requirements.txt"
        text = requirements if requirements is not None else files.get(path, "")
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1)]
    provided = set()
    for number, line in lines:
        requirement = re.sub(r"(^|\s)#.*$", "", line).strip().rstrip("\\").strip()
        requirement = re.sub(r"\s+--hash[= ]\S+", "", requirement).strip()
        if not requirement or requirement.startswith("--hash"):
            continue
        match = _REQUIREMENT.match(requirement)
        if match is None:
            message = "not a dependency of the form name==version: %s" % requirement[:100]
            problems.append(_problem("error", path, number, 1, message, "bad-requirement"))
            continue
        name = re.sub(r"[-_.]+", "-", match.group("name")).lower()
        provided.update(_IMPORT_NAMES.get(name, [name.replace("-", "_")]))
        if name.startswith("python-"):
            provided.add(name[len("python-") :].replace("-", "_"))
    return provided


def _read_metadata(path, text, problems):
    """The dependencies of the PEP 723 block as (line, text), or None when there is no block."""
    blocks = [match for match in _METADATA_BLOCK.finditer(text) if match.group("type") == "script"]
    opened = re.search(r"(?m)^# /// script\s*$", text)
    if not blocks and not opened:
        return None
    first_line = text.count("\n", 0, (blocks[0] if blocks else opened).start()) + 1
    if len(blocks) != 1:
        message = "more than one script metadata block" if blocks else "the script metadata block is not closed by `# ///`"
        problems.append(_problem("error", path, first_line, 1, message, "bad-metadata"))
        return []
    content = "".join(
        line[2:] if line.startswith("# ") else line[1:] for line in blocks[0].group("content").splitlines(keepends=True)
    )
    try:
        import tomllib

        dependencies = tomllib.loads(content).get("dependencies", [])
    except ImportError:  # Python before 3.11: the list without the rest of TOML
        dependencies = re.findall(r"^\s*[\"']([^\"']+)[\"']\s*,?\s*$", content, re.M)
    except ValueError as error:
        message = "the script metadata is not TOML: %s" % error
        problems.append(_problem("error", path, first_line, 1, message, "bad-metadata"))
        return []
    if not isinstance(dependencies, list) or not all(isinstance(entry, str) for entry in dependencies):
        message = "dependencies in the script metadata must be a list of strings"
        problems.append(_problem("error", path, first_line, 1, message, "bad-metadata"))
        return []
    return [(_line_of(text, entry, first_line), entry) for entry in dependencies]


def _line_of(text, entry, first_line):
    for number, line in enumerate(text.splitlines(), 1):
        if number > first_line and entry in line:
            return number
    return first_line


def _find_secrets(path, text, tree, problems):
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in _SECRETS:
            match = pattern.search(line)
            if match:
                problems.append(_secret(path, number, match.start() + 1, "this looks like a %s" % what))
    for node in ast.walk(tree) if tree is not None else []:
        for name, value in _named_values(node):
            literal = value.value if isinstance(value, ast.Constant) else None
            if isinstance(literal, str) and len(literal) >= _SECRET_CHARACTERS and not _PLACEHOLDER.search(literal):
                if _SECRET_NAME.search(name) and not any(pattern.search(literal) for _, pattern in _SECRETS):
                    problems.append(_secret(path, value.lineno, value.col_offset + 1, "%s holds what looks like a secret" % name))


def _named_values(node):
    """Every (name, value) that an assignment, a keyword argument or a dict display binds."""
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            name = getattr(target, "id", None) or getattr(target, "attr", None)
            if name and node.value is not None:
                yield name, node.value
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg, node.value
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value


def _secret(path, line, column, what):
    message = what + "; keep it as a secret of the environment and read it from os.environ"
    return _problem("warning", path, line, column, message, "secret-in-code")


def _find_unknown_imports(path, tree, files, provided, problems):
    known = set(getattr(sys, "stdlib_module_names", sys.builtin_module_names)) | IMAGE_MODULES | provided | _own_modules(files)
    folded = {name.lower() for name in known}
    optional = _optional_imports(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            if top.lower() not in folded and node not in optional:
                message = "nothing provides the module %s; add its package to the dependencies" % top
                problems.append(_problem("warning", path, node.lineno, node.col_offset + 1, message, "unknown-import"))


def _own_modules(files):
    """Top-level names of the tree, in every folder: a script in a folder imports its neighbours."""
    names = set()
    for path in files:
        parts = path.split("/")
        names.update(parts[:-1])
        names.add(os.path.splitext(parts[-1])[0])
    return names


def _optional_imports(tree):
    """Imports inside a `try` that catches their failure."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.handlers:
            for statement in node.body:
                found.update(inner for inner in ast.walk(statement) if isinstance(inner, (ast.Import, ast.ImportFrom)))
    return found


def _problem(severity, path, line, column, message, code):
    return {"severity": severity, "path": path, "line": line, "column": max(1, column), "message": message, "code": code}


if __name__ == "__main__":
    request = json.load(sys.stdin)
    json.dump(analyze(request["files"], request["entrypoint"], request.get("requirements")), sys.stdout)
