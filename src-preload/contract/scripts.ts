import { z } from 'zod';
import {
  ById,
  Description,
  exampleId,
  examplePage,
  Folder,
  Id,
  Instant,
  Json,
  JsonObject,
  Name,
  Nothing,
  PageInput,
  pageOf,
  Tags,
  Visibility,
} from './common.ts';
import { creates, needs } from './procedure.ts';
import { ProfileInput } from './profile.ts';
import { StartedRun } from './runs.ts';
import { SourceFile } from './source-file.ts';

export const Script = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  runtime: z.literal('python'),
  activeVersion: z.int().nullable(),
  latestVersion: z.int().nullable(),
  archived: z.boolean(),
  owner: Id,
  visibility: Visibility,
  tags: Tags,
  folder: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
  createdBy: Id,
});
export type Script = z.infer<typeof Script>;

export const Problem = z.object({
  severity: z.enum(['error', 'warning']),
  path: z.string(),
  line: z.int(),
  column: z.int(),
  message: z.string(),
  code: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/** What validation says of a draft; `inputSchema` is read from `main`'s signature where there is one. */
export const Validation = z.object({ ok: z.boolean(), problems: z.array(Problem), inputSchema: JsonObject.nullable() });
export type Validation = z.infer<typeof Validation>;

export const Draft = z.object({
  entrypoint: z.string(),
  requirements: z.string().nullable(),
  files: z.array(SourceFile),
  sha256: z.string().meta({ description: 'of the files, as a version of them would have' }),
  updatedAt: Instant,
  validation: Validation,
});
export type Draft = z.infer<typeof Draft>;

export const Version = z.object({
  number: z.int(),
  label: z.string().nullable(),
  changelog: z.string().nullable(),
  origin: z.enum(['editor', 'upload', 'deploy']),
  sha256: z.string(),
  entrypoint: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.int(), sha256: z.string() })),
  requirements: z.string().nullable(),
  inputSchema: JsonObject.nullable(),
  createdAt: Instant,
  createdBy: Id,
  active: z.boolean(),
});
export type Version = z.infer<typeof Version>;

const content = {
  content: z.string().optional().meta({ description: 'short for one file at the entrypoint' }),
  files: z.array(SourceFile).min(1).max(5_000).optional(),
  entrypoint: z.string().min(1).max(500).default('main.py'),
  requirements: z.string().max(100_000).optional(),
};
const described = { description: Description, tags: Tags, folder: Folder, visibility: Visibility };
const optionalDescribed = {
  description: Description.default(''),
  tags: Tags.default([]),
  folder: Folder.default(''),
  visibility: Visibility.default('private'),
};
const tags = ['scripts'];
const VersionRef = z
  .strictObject({ id: Id, number: z.coerce.number().int().min(1) })
  .meta({ examples: [{ id: exampleId, number: 3 }] });
/** One side of a comparison: the number of a version, or `draft`. */
const Side = z.string().regex(/^(\d{1,9}|draft)$/);
const exampleContent = { content: "def main(name: str):\n    return f'Hello {name}'\n" };

export const scripts = {
  list: needs('scripts:read')
    .route({ method: 'GET', path: '/scripts', tags, summary: 'Scripts I may see' })
    .input(
      z
        .strictObject({
          ...PageInput,
          q: z.string().max(200).optional(),
          tag: z.string().max(50).optional(),
          folder: z.string().max(500).optional(),
          createdBy: Id.optional(),
          archived: z.boolean().optional().meta({ description: 'only those put away, or only those that are not' }),
        })
        .meta({
          examples: [
            { ...examplePage, q: 'report', tag: 'finance', folder: 'monthly', createdBy: exampleId, archived: false },
          ],
        }),
    )
    .output(pageOf(Script)),
  create: creates('scripts:write')
    .route({ method: 'POST', path: '/scripts', tags, successStatus: 201, summary: 'Add a script with its first draft' })
    .input(
      z
        .strictObject({ name: Name, runtime: z.literal('python').default('python'), ...optionalDescribed, ...content })
        .meta({ examples: [{ name: 'Nightly report', tags: ['finance'], ...exampleContent }] }),
    )
    .output(Script),
  get: needs('scripts:read')
    .route({ method: 'GET', path: '/scripts/{id}', tags, summary: 'One script' })
    .input(ById)
    .output(Script),
  replace: needs('scripts:write')
    .route({ method: 'PUT', path: '/scripts/{id}', tags, summary: 'Replace name and description' })
    .input(
      z
        .strictObject({ id: Id, name: Name, ...optionalDescribed, archived: z.boolean().default(false) })
        .meta({ examples: [{ id: exampleId, name: 'Nightly report', visibility: 'shared' }] }),
    )
    .output(Script),
  update: needs('scripts:write')
    .route({ method: 'PATCH', path: '/scripts/{id}', tags, summary: 'Change name or description' })
    .input(
      z
        .strictObject({ id: Id, name: Name, ...described, archived: z.boolean() })
        .partial()
        .required({ id: true })
        .meta({ examples: [{ id: exampleId, description: 'Writes last night’s figures' }] }),
    )
    .output(Script),
  remove: needs('scripts:write')
    .route({
      method: 'DELETE',
      path: '/scripts/{id}',
      tags,
      summary: 'Move to the trash; refused while an agent uses it',
    })
    .input(ById)
    .output(Nothing),
  draft: needs('scripts:read')
    .route({ method: 'GET', path: '/scripts/{id}/draft', tags, summary: 'What the editor edits' })
    .input(ById)
    .output(Draft),
  saveDraft: needs('scripts:write')
    .route({ method: 'PUT', path: '/scripts/{id}/draft', tags, summary: 'Save the draft, even with errors in it' })
    .input(
      z
        .strictObject({
          id: Id,
          ...content,
          ifSha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .optional()
            .meta({ description: 'of the draft this one began from; 412 when it is another by now' }),
        })
        .meta({ examples: [{ id: exampleId, ...exampleContent }] }),
    )
    .output(Draft),
  validate: needs('scripts:read')
    .route({
      method: 'POST',
      path: '/scripts/{id}/validate',
      tags,
      summary: 'Check the draft, or the content given, without running it',
    })
    .input(
      z
        .strictObject({ id: Id, ...content, entrypoint: content.entrypoint.unwrap().optional() })
        .meta({ examples: [{ id: exampleId, ...exampleContent }] }),
    )
    .output(Validation),
  upload: needs('scripts:write')
    .route({
      method: 'POST',
      path: '/scripts/{id}/upload',
      tags,
      summary: 'Replace the draft by a .py, .zip or .tar.gz (multipart)',
    })
    .input(
      z.strictObject({
        id: Id,
        artifact: z.file(),
        entrypoint: content.entrypoint,
        publish: z.stringbool().or(z.boolean()).default(false),
        changelog: z.string().max(10_000).optional(),
      }),
    )
    .output(z.object({ draft: Draft, version: Version.nullable() })),
  versions: needs('scripts:read')
    .route({ method: 'GET', path: '/scripts/{id}/versions', tags, summary: 'Published versions, newest first' })
    .input(ById)
    .output(z.object({ items: z.array(Version) })),
  publish: creates('scripts:write')
    .route({
      method: 'POST',
      path: '/scripts/{id}/versions/publish',
      tags,
      successStatus: 201,
      summary: 'Freeze the draft as the next version; 200 when nothing changed',
    })
    .input(
      z
        .strictObject({
          id: Id,
          changelog: z.string().max(10_000).optional(),
          label: z.string().max(100).optional(),
          activate: z.boolean().default(true),
        })
        .meta({ examples: [{ id: exampleId, changelog: 'Adds the totals', label: '1.4.0' }] }),
    )
    .output(z.object({ version: Version, created: z.boolean() })),
  version: needs('scripts:read')
    .route({ method: 'GET', path: '/scripts/{id}/versions/{number}', tags, summary: 'One version with its files' })
    .input(VersionRef)
    .output(Version.extend({ contents: z.array(SourceFile) })),
  activate: needs('scripts:write')
    .route({
      method: 'POST',
      path: '/scripts/{id}/versions/{number}/activate',
      tags,
      summary: 'Point the script at a version, also backwards',
    })
    .input(VersionRef)
    .output(Script),
  diff: needs('scripts:read')
    .route({
      method: 'GET',
      path: '/scripts/{id}/diff',
      tags,
      summary: 'Unified diff between two versions; `draft` is the draft',
    })
    .input(
      z.strictObject({ id: Id, from: Side, to: Side }).meta({ examples: [{ id: exampleId, from: '3', to: 'draft' }] }),
    )
    .output(
      z.object({
        files: z.array(
          z.object({ path: z.string(), change: z.enum(['added', 'removed', 'changed']), patch: z.string() }),
        ),
      }),
    ),
  testRun: creates('scripts:run')
    .route({ method: 'POST', path: '/scripts/{id}/test-run', tags, successStatus: 202, summary: 'Run the draft once' })
    .input(
      z
        .strictObject({ id: Id, input: Json.optional(), profile: ProfileInput.optional() })
        .meta({ examples: [{ id: exampleId, input: { name: 'Ada' }, profile: { memoryMb: 512 } }] }),
    )
    .output(StartedRun),
};
