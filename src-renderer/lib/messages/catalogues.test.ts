import { otherLanguages } from 'virtual:messages';
import IntlMessageFormat from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import english from '../../../resources/messages/en.json' with { type: 'json' };

type Nodes = ReturnType<IntlMessageFormat['getAst']>;
type Node = Nodes[number];

/** As `TYPE` of the parser numbers what it finds. */
const kinds = { literal: 0, select: 5, plural: 6, pound: 7, tag: 8 };

const others = await Promise.all(Object.keys(otherLanguages).map(async (tag) => [tag, await readWhole(tag)] as const));
const texts: Record<string, string> = english;

describe.each([['en', texts] as const, ...others])('the texts in %s', (language, catalogue) => {
  it('are those of English, no more and no less: resources/messages/<language>.json', () => {
    const missing = Object.keys(texts).filter((key) => catalogue[key] === undefined);
    const unknown = Object.keys(catalogue).filter((key) => texts[key] === undefined);
    expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
  });

  it('stand in the order of their keys, and none is empty', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(catalogue).toSorted());
    expect(Object.keys(catalogue).filter((key) => catalogue[key]?.trim() === '')).toEqual([]);
  });

  it('can be read, and take the values and the elements English takes', () => {
    const differing = Object.keys(catalogue).filter(
      (key) => namesIn(parse(catalogue[key], language)).join() !== namesIn(parse(texts[key], 'en')).join(),
    );
    expect(differing).toEqual([]);
  });

  it('have a form for every number, or the same for all', () => {
    const incomplete = Object.keys(catalogue).filter((key) =>
      pluralsIn(parse(catalogue[key], language)).some(({ options, pluralType }) => {
        const { pluralCategories } = new Intl.PluralRules(language, { type: pluralType }).resolvedOptions();
        const named = pluralCategories.filter((form) => form in options || (form === 'one' && '=1' in options));
        return named.length > 1 && named.length < pluralCategories.length;
      }),
    );
    expect(incomplete).toEqual([]);
  });
});

/** The file itself, not what the bundler makes of it. */
async function readWhole(tag: string): Promise<Record<string, string>> {
  const { default: catalogue } = await import(`../../../resources/messages/${tag}.json`);
  return catalogue;
}

function parse(text = '', language: string): Nodes {
  return new IntlMessageFormat(text, language).getAst();
}

/** What a text is given: names of values, and of elements in angle brackets. */
function namesIn(nodes: Nodes): readonly string[] {
  const names = walk(nodes).flatMap((node) => {
    if (node.type === kinds.literal || node.type === kinds.pound || !('value' in node)) return [];
    return node.type === kinds.tag ? `<${node.value}>` : String(node.value);
  });
  return [...new Set(names)].sort();
}

function pluralsIn(nodes: Nodes) {
  return walk(nodes).filter((node) => 'pluralType' in node);
}

function walk(nodes: Nodes): readonly Node[] {
  return nodes.flatMap((node) => {
    const inner = 'options' in node ? Object.values(node.options).flatMap(({ value }) => walk(value)) : [];
    return [node, ...inner, ...('children' in node ? walk(node.children) : [])];
  });
}
