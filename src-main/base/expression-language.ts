import { Environment } from '@marcbachmann/cel-js';

/** What a variable may be asked: a type of CEL, or the fields it has and no others. */
export type VariableType =
  | 'bool'
  | 'double'
  | 'dyn'
  | 'google.protobuf.Timestamp'
  | 'int'
  | 'string'
  | { readonly [field: string]: VariableType };

const language = new Environment({
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 2_000, maxDepth: 50, maxListElements: 1_000, maxMapEntries: 1_000, maxCallArguments: 16 },
});
// JSON does not tell 100 from 100.0, so data decides the type by chance; CEL alone refuses `total * 1.5` for 100.
for (const [operator, compute] of Object.entries({
  '+': (left: number, right: number) => left + right,
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
  '/': (left: number, right: number) => left / right,
})) {
  const handle = (left: bigint | number, right: bigint | number) => compute(Number(left), Number(right));
  language.registerOperator(`int ${operator} double`, handle).registerOperator(`double ${operator} int`, handle);
}
const openLanguage = language.clone({ unlistedVariablesAreDyn: true });

/** CEL with these variables and lookups; without a list of variables every name is one. */
export function declareLanguage(
  variables: Readonly<Record<string, VariableType>> | undefined,
  lookups: readonly string[],
  find: (name: string, argument: string) => unknown,
): Environment {
  const declared = (variables === undefined ? openLanguage : language).clone();
  for (const [name, type] of Object.entries(variables ?? {})) {
    if (typeof type === 'string') declared.registerVariable(name, type);
    else declared.registerVariable({ name, schema: type });
  }
  for (const name of lookups)
    declared.registerFunction(`${name}(string): dyn`, (argument: string) => find(name, argument));
  return declared;
}
