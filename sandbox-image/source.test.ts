import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const python = findPython();
const program = join(import.meta.dirname, 'runner/automa_source.py');

interface Finding {
  severity: string;
  path: string;
  line: number;
  column: number;
  message: string;
  code: string;
}

interface Analysis {
  problems: Finding[];
  inputSchema: Record<string, unknown> | null;
  inputSchemaLine: number | null;
  callsMain: boolean;
}

describe.skipIf(python === undefined)('reading a script without running it', () => {
  describe('problems', () => {
    it.each([
      ['x = (', 'error syntax-error 1:5'],
      ['if x\n  pass', 'error syntax-error 1:5'],
      ['def f():\nreturn 1', 'error syntax-error 2:1'],
      ['import numpy_financial', 'warning unknown-import 1:1'],
      ['import os, requests, bs4, yaml, automa, dateutil.parser\nfrom . import x', ''],
      ['try:\n  import tomli\nexcept ImportError:\n  tomli = None', ''],
      ['KEY = "AKIAIOSFODNN7ABCDEFG"', 'warning secret-in-code 1:8'],
      ['pem = """\n-----BEGIN RSA PRIVATE KEY-----\n"""', 'warning secret-in-code 2:1'],
      ['db_password = "hunter2hunter2"', 'warning secret-in-code 1:15'],
      ['connect(token="abcdefghijklmnop")', 'warning secret-in-code 1:15'],
      ['c = {"api_key": "abcdefghijklmnop"}', 'warning secret-in-code 1:17'],
      ['password = "short"\ntoken = "your token here"\ntokens_max = "abcdefghijklmnop"', ''],
      ['# /// script\n# dependencies = ["rich", "b=1"]\n# ///\nimport rich', 'error bad-requirement 2:1'],
      ['# /// script\n# dependencies = [\n', 'error bad-metadata 1:1'],
      ['# /// script\n# dependencies = [\n# ///\n', 'error bad-metadata 1:1'],
      ['INPUT_SCHEMA = make()', 'warning input-schema 1:1', true],
      ['INPUT_SCHEMA = {"enum": {1, 2}}', 'warning input-schema 1:1', true],
      ['INPUT_SCHEMA = {"maximum": 1e999}', 'warning input-schema 1:1', true],
      ['INPUT_SCHEMA = {b"type": "object"}', 'warning input-schema 1:1', true],
      ['('.repeat(300), 'error syntax-error 1:201'],
    ])('%j: %s', (text, expected, hasMain = false) => {
      const { problems } = analyze({ 'a.py': hasMain ? `${text}\ndef main(): pass` : text });
      expect(problems.map((one) => `${one.severity} ${one.code} ${one.line}:${one.column}`).join()).toBe(expected);
    });

    it.each([
      ['requests', true],
      ['requests==2.32.3', true],
      ['requests [socks, security] >=2.0, <3 ; python_version < "3.9"', true],
      ['pip @ https://example.org/pip-1.0.zip', true],
      ['name~=1.0.* --hash=sha256:abcd', true],
      ['# a remark', true],
      ['requests = 2', false],
      ['two words', false],
      ['-r other.txt', false],
      ['name>=', false],
      ['name>1,', false],
      ['.name', false],
    ])('a dependency line %j is well-formed: %s', (line, ok) => {
      const { problems } = analyze({ 'a.py': '' }, { requirements: `\n${line}\n` });
      expect(problems).toEqual(
        ok ? [] : [expect.objectContaining({ path: 'requirements.txt', line: 2, code: 'bad-requirement' })],
      );
    });

    it('imports are provided by the tree, by dependencies under other names, and by nothing else', () => {
      const files = {
        'a.py': 'import helper, pack.inner, PIL, sklearn, dotenv, google_thing\nimport gone',
        'helper.py': '',
        'pack/inner.py': '',
      };
      const { problems } = analyze(files, { requirements: 'Pillow\nscikit_learn\npython-dotenv>=1\ngoogle.thing' });
      expect(problems.map((one) => one.message)).toEqual([
        'nothing provides the module gone; add its package to the dependencies',
      ]);
    });

    it('an entrypoint that is not there, and errors of every file', () => {
      const { problems } = analyze({ 'b.py': 'x = ', 'c.txt': 'not ( python' });
      expect(problems.map((one) => `${one.path} ${one.code}`)).toEqual([
        'a.py entrypoint-missing',
        'b.py syntax-error',
      ]);
    });
  });

  describe('the input schema', () => {
    const text = { type: 'string' };
    it.each([
      [
        'a: str, b: int, c: float, d: bool',
        { a: text, b: { type: 'integer' }, c: { type: 'number' }, d: { type: 'boolean' } },
      ],
      ['a: list[str]', { a: { type: 'array', items: text } }],
      ['a: dict[str, int]', { a: { type: 'object', additionalProperties: { type: 'integer' } } }],
      ['a: Optional[str]', { a: { anyOf: [text, { type: 'null' }] } }],
      ['a: "int | None"', { a: { anyOf: [{ type: 'integer' }, { type: 'null' }] } }],
      ['a: Literal["x", "y"]', { a: { type: 'string', enum: ['x', 'y'] } }],
      [
        'a: datetime.date, b: datetime',
        { a: { type: 'string', format: 'date' }, b: { type: 'string', format: 'date-time' } },
      ],
      [
        'a: tuple[int, str]',
        { a: { type: 'array', prefixItems: [{ type: 'integer' }, text], minItems: 2, maxItems: 2 } },
      ],
      ['a: tuple[int, ...]', { a: { type: 'array', items: { type: 'integer' } } }],
      ['a: Annotated[str, "who"]', { a: { type: 'string', description: 'who' } }],
      ['a, b: Whatever', { a: {}, b: {} }],
    ])('main(%s)', (parameters, properties) => {
      const { inputSchema } = analyze({ 'a.py': `def main(${parameters}): pass` });
      expect(inputSchema).toMatchObject({ properties, required: Object.keys(properties), additionalProperties: false });
    });

    it('takes defaults, descriptions and the first line of the docstring', () => {
      const google =
        'def main(a: str, b=3, *, c: int = 1, **rest):\n  """Sends mail.\n\n  Args:\n    a: to whom,\n      by name\n    c (int): how often\n  Returns:\n    nothing: at all\n  """';
      expect(analyze({ 'a.py': google }).inputSchema).toEqual({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        description: 'Sends mail.',
        properties: {
          a: { type: 'string', description: 'to whom, by name' },
          b: { type: 'integer', default: 3 },
          c: { type: 'integer', default: 1, description: 'how often' },
        },
        required: ['a'],
        additionalProperties: true,
      });
      const sphinx = 'async def main(a):\n  """:param str a: the\n     name\n  :returns: no"""';
      expect(analyze({ 'a.py': sphinx }).inputSchema).toMatchObject({ properties: { a: { description: 'the name' } } });
    });

    it('says where it was read', () => {
      const lineOf = (text: string) => analyze({ 'a.py': text }).inputSchemaLine;
      expect(lineOf('import os\nINPUT_SCHEMA = {}\ndef main(y): pass')).toBe(2);
      expect(lineOf('import os\n\ndef main(y): pass')).toBe(3);
      expect(lineOf('print(1)')).toBeNull();
    });

    it('a declared INPUT_SCHEMA goes first, and a script whose main is not called has none', () => {
      const declared = 'INPUT_SCHEMA: dict = {"type": "object", "required": ["x"]}\ndef main(y): pass';
      expect(analyze({ 'a.py': declared }).inputSchema).toEqual({ type: 'object', required: ['x'] });
      expect(analyze({ 'a.py': 'INPUT_SCHEMA = {"required": ("x",)}' }).inputSchema).toEqual({ required: ['x'] });
      expect(analyze({ 'a.py': 'def main(y): pass\nmain(1)' })).toMatchObject({ inputSchema: null, callsMain: false });
      expect(analyze({ 'a.py': 'print(1)' })).toMatchObject({ inputSchema: null, callsMain: false });
    });
  });
});

function analyze(files: Record<string, string>, more: { requirements?: string } = {}): Analysis {
  const request = JSON.stringify({ files, entrypoint: 'a.py', ...more });
  const answer = execFileSync(python ?? '', ['-I', '-B', program], {
    input: request,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return JSON.parse(answer) as Analysis; // the shape the program documents
}

function findPython(): string | undefined {
  if (existsSync('/usr/bin/python3')) return '/usr/bin/python3';
  console.warn('SKIPPED, not tested here: reading scripts needs /usr/bin/python3');
  return undefined;
}
