import { eq } from 'drizzle-orm';
import type { Draft, Problem, Script, Validation, Version } from '#contract/scripts.ts';
import type { SourceFile } from '#contract/source-file.ts';
import type { Caller } from '../access/caller.ts';
import { changeable, visible } from '../access/ownership.ts';
import type { Audit } from '../audit/audit.ts';
import { type Clock, toInstant } from '../base/clock.ts';
import { dropUndefined } from '../base/drop-undefined.ts';
import { AppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { scripts, versions } from '../db/schema/scripts.ts';
import { refuseDuplicate } from '../db/unique.ts';
import { diffTrees, type TreeDiff } from './diff-trees.ts';
import { whyIgnored } from './input-schema.ts';
import {
  findScript,
  getVersion,
  listScripts,
  listVersions,
  type ScriptFilter,
  type ScriptRow,
  toVersion,
} from './script-store.ts';
import { type ContentInput, checkTree, hashTree, type SourceTree, toSourceFile, toSourceTree } from './source-tree.ts';
import { getTree, saveTree } from './tree-store.ts';
import { unpackUpload } from './unpack.ts';

/** Reads Python without running it; the sandbox room has one. */
export interface SourceAnalyzer {
  analyze(tree: {
    files: { path: string; content: string }[];
    entrypoint: string;
    requirements?: string;
  }): Promise<Analysis>;
}

type Analysis = Omit<Validation, 'ok'> & { inputSchemaLine: number | null };

type ScriptPatch = {
  [Key in 'name' | 'description' | 'tags' | 'folder' | 'visibility' | 'archived']?: Script[Key] | undefined;
};
type Described = Pick<Script, 'name' | 'description' | 'tags' | 'folder' | 'visibility'>;

/** The registry: drafts that may be wrong, versions that never change, one of them active. */
export function makeScripts(options: {
  audit: Audit;
  analyzer: SourceAnalyzer;
  clock: Clock;
  /** Names of the agents that use a script; a higher room knows. */
  listUsers: (read: ReadDb, scriptId: string) => string[];
}) {
  const { audit, analyzer, clock, listUsers } = options;
  const { read } = audit;
  const getVisible = (caller: Caller, id: string) => visible(caller, 'script', { id, row: findScript(read, id) });
  const getChangeable = (caller: Caller, id: string) => changeable(caller, 'script', { id, row: findScript(read, id) });

  /** What reading the tree tells, without running it. */
  async function readTree(tree: SourceTree): Promise<Validation> {
    const analysis = await analyzer.analyze({
      entrypoint: tree.entrypoint,
      files: tree.files.map(({ path, content }) => ({
        path,
        content: path.endsWith('.py') ? content.toString('utf8') : '',
      })),
      ...(tree.requirements === null ? {} : { requirements: tree.requirements }),
    });
    const { problems, inputSchema } = ignoreUnreadable(analysis, tree.entrypoint);
    return { ok: problems.every(({ severity }) => severity !== 'error'), problems, inputSchema };
  }

  function change(
    caller: Caller,
    id: string,
    act: { action: string; details?: Record<string, unknown>; apply: (tx: WriteDb, row: ScriptRow) => void },
  ): ScriptRow {
    return audit.transact(caller.context, ({ tx, record }) => {
      const row = getChangeable(caller, id); // again, inside the transaction
      act.apply(tx, row);
      tx.update(scripts)
        .set({ revision: row.revision + 1, updatedAt: clock.now() })
        .where(eq(scripts.id, id))
        .run();
      const changed = findScript(tx, id) ?? row;
      record({ action: act.action, resource: { type: 'script', id, name: changed.name }, details: act.details ?? {} });
      return changed;
    });
  }

  function toDraft(row: ScriptRow): Draft {
    const tree = getTree(read, row.draftTree);
    return {
      entrypoint: tree.entrypoint,
      requirements: tree.requirements,
      files: tree.files.map(toSourceFile),
      sha256: row.draftTree,
      updatedAt: toInstant(row.draftUpdatedAt),
      validation: row.draftValidation,
    };
  }

  async function storeDraft(
    caller: Caller,
    id: string,
    draft: { tree: SourceTree; origin: 'editor' | 'upload'; ifSha256?: string | undefined },
  ): Promise<ScriptRow> {
    getChangeable(caller, id);
    const validation = await readTree(draft.tree);
    return change(caller, id, {
      action: 'script.draft',
      details: {
        sha256: hashTree(draft.tree),
        errors: validation.problems.filter(({ severity }) => severity === 'error').length,
      },
      apply: (tx, row) => {
        if (draft.ifSha256 !== undefined && draft.ifSha256 !== row.draftTree)
          throw new AppError(
            'revision-mismatch',
            `the draft of ${row.name} is ${row.draftTree.slice(0, 8)}, not ${draft.ifSha256.slice(0, 8)}; read it again`,
          );
        const now = clock.now();
        const draftTree = saveTree(tx, draft.tree, now);
        tx.update(scripts)
          .set({ draftTree, draftUpdatedAt: now, draftValidation: validation, draftOrigin: draft.origin })
          .where(eq(scripts.id, id))
          .run();
      },
    });
  }

  return {
    list: (caller: Caller, filter: ScriptFilter) => listScripts(read, caller.principal, filter),
    get: (caller: Caller, id: string) => getVisible(caller, id),
    read: readTree,

    async create(caller: Caller, input: Described & ContentInput): Promise<ScriptRow> {
      const hasContent = input.content !== undefined || input.files !== undefined;
      const tree = toSourceTree(hasContent ? input : { ...input, content: '' });
      const validation = await readTree(tree);
      return audit.transact(caller.context, ({ tx, record }) => {
        const now = clock.now();
        const row = {
          id: newId(now),
          ...toNamed(input),
          ownerId: caller.principal.userId,
          draftTree: saveTree(tx, tree, now),
          draftUpdatedAt: now,
          draftValidation: validation,
          draftOrigin: 'editor' as const,
          createdAt: now,
          updatedAt: now,
        };
        const made = refuseDuplicate('a script', input.name, () => tx.insert(scripts).values(row).returning().get());
        record({
          action: 'script.create',
          resource: { type: 'script', id: made.id, name: made.name },
          details: { sha256: made.draftTree },
        });
        return made;
      });
    },

    /** Changes name, description, tags, folder, visibility or archived; fields left out stay. */
    update(caller: Caller, id: string, patch: ScriptPatch): ScriptRow {
      const { name, ...rest } = patch;
      return change(caller, id, {
        action: 'script.update',
        details: { changed: patch },
        apply: (tx, row) => {
          const set = { ...dropUndefined(rest), ...(name === undefined ? {} : { name, nameKey: name.toLowerCase() }) };
          if (Object.keys(set).length === 0) return;
          refuseDuplicate('a script', name ?? row.name, () =>
            tx.update(scripts).set(set).where(eq(scripts.id, id)).run(),
          );
        },
      });
    },

    remove(caller: Caller, id: string): void {
      change(caller, id, {
        action: 'script.delete',
        apply: (tx) => {
          const users = listUsers(tx, id);
          if (users.length > 0)
            throw new AppError(
              'conflict',
              `agents use this script: ${users.join(', ')}. Delete those first, or archive the script.`,
            );
          tx.update(scripts).set({ deletedAt: clock.now() }).where(eq(scripts.id, id)).run();
        },
      });
    },

    draft: (caller: Caller, id: string): Draft => toDraft(getVisible(caller, id)),

    /** Replaces the draft; with `ifSha256` only while it is still the one the caller began from. */
    async saveDraft(
      caller: Caller,
      id: string,
      { ifSha256, ...content }: ContentInput & { ifSha256?: string | undefined },
    ): Promise<Draft> {
      return toDraft(await storeDraft(caller, id, { tree: toSourceTree(content), origin: 'editor', ifSha256 }));
    },

    /** Checks the content given, or the draft as it is stored. */
    async validate(
      caller: Caller,
      id: string,
      input: { [Key in keyof ContentInput]?: ContentInput[Key] | undefined },
    ): Promise<Validation> {
      const stored = getTree(read, getVisible(caller, id).draftTree);
      if (input.content === undefined && input.files === undefined) return readTree(stored);
      return readTree(toSourceTree({ ...input, entrypoint: input.entrypoint ?? stored.entrypoint }));
    },

    /** Replaces the draft by what an archive holds. */
    async upload(
      caller: Caller,
      id: string,
      input: { fileName: string; bytes: Buffer; entrypoint: string },
    ): Promise<Draft> {
      getChangeable(caller, id);
      const files = await unpackUpload(input.fileName, input.bytes);
      const only = files.length === 1 ? files[0] : undefined;
      const entrypoint = only?.path.endsWith('.py') ? only.path : input.entrypoint;
      const requirements = files.find(({ path }) => path === 'requirements.txt')?.content.toString('utf8') ?? null;
      return toDraft(
        await storeDraft(caller, id, { tree: checkTree({ entrypoint, requirements, files }), origin: 'upload' }),
      );
    },

    versions(caller: Caller, id: string): Version[] {
      const row = getVisible(caller, id);
      return listVersions(read, id).map((version) => toVersion(read, row, version));
    },

    version(caller: Caller, id: string, number: number): Version & { contents: SourceFile[] } {
      const row = getVisible(caller, id);
      const version = getVersion(read, id, number);
      return { ...toVersion(read, row, version), contents: getTree(read, version.treeSha256).files.map(toSourceFile) };
    },

    /** Freezes the draft as the next version; refuses errors; content equal to the latest version makes none. */
    async publish(
      caller: Caller,
      id: string,
      input: { changelog?: string | undefined; label?: string | undefined; activate: boolean },
    ) {
      const before = getChangeable(caller, id);
      const validation = await readTree(getTree(read, before.draftTree));
      const errors = validation.problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) {
        throw new AppError(
          'invalid',
          `the draft has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}, so it cannot be published`,
          {
            errors: errors.map(({ path, line, column, message }) => ({
              path: `draft.${path}`,
              message: `line ${line}, column ${column}: ${message}`,
            })),
          },
        );
      }
      let created = false;
      const row = change(caller, id, {
        action: 'script.publish',
        details: { sha256: before.draftTree, activate: input.activate, changelog: input.changelog },
        apply: (tx, script) => {
          if (script.draftTree !== before.draftTree)
            throw new AppError('conflict', 'the draft was changed while it was being published; publish again');
          const latest = script.latestVersion === null ? undefined : getVersion(tx, id, script.latestVersion);
          created = latest?.treeSha256 !== script.draftTree;
          const number = created ? (latest?.number ?? 0) + 1 : (latest?.number ?? 1);
          if (created) {
            tx.insert(versions)
              .values({
                scriptId: id,
                number,
                treeSha256: script.draftTree,
                label: input.label ?? null,
                changelog: input.changelog ?? null,
                origin: script.draftOrigin,
                inputSchema: validation.inputSchema,
                createdAt: clock.now(),
                createdBy: caller.principal.userId,
              })
              .run();
          }
          tx.update(scripts)
            .set({ latestVersion: number, ...(input.activate ? { activeVersion: number } : {}) })
            .where(eq(scripts.id, id))
            .run();
        },
      });
      return { version: toVersion(read, row, getVersion(read, id, row.latestVersion ?? 1)), created };
    },

    activate(caller: Caller, id: string, number: number): ScriptRow {
      return change(caller, id, {
        action: 'script.activate',
        details: { version: number },
        apply: (tx) => {
          getVersion(tx, id, number);
          tx.update(scripts).set({ activeVersion: number }).where(eq(scripts.id, id)).run();
        },
      });
    },

    diff(caller: Caller, id: string, sides: { from: string; to: string }): TreeDiff[] {
      const row = getVisible(caller, id);
      const treeOf = (side: string) =>
        getTree(read, side === 'draft' ? row.draftTree : getVersion(read, id, Number(side)).treeSha256);
      return diffTrees(treeOf(sides.from), treeOf(sides.to));
    },
  };
}

export type Scripts = ReturnType<typeof makeScripts>;

/** An input schema that nothing can be checked against is none, and a warning. */
function ignoreUnreadable({ problems, inputSchema, inputSchemaLine }: Analysis, path: string): Omit<Validation, 'ok'> {
  const why = inputSchema === null ? undefined : whyIgnored(inputSchema);
  if (why === undefined) return { problems, inputSchema };
  const place = { path, line: inputSchemaLine ?? 1, column: 1 };
  const message = `INPUT_SCHEMA is ignored, so no input is checked: ${why}`;
  const warning: Problem = { severity: 'warning', code: 'input-schema', ...place, message };
  return { problems: [...problems, warning], inputSchema: null };
}

function toNamed(input: Described) {
  const { name, description, tags, folder, visibility } = input;
  return { name, nameKey: name.toLowerCase(), description, tags, folder, visibility };
}
