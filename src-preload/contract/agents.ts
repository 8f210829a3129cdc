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
import { Profile, ProfileInput } from './profile.ts';
import { StartedRun } from './runs.ts';
import { Scope } from './scopes.ts';

export const AgentStatus = z.object({
  state: z.enum(['idle', 'starting', 'running', 'stopping', 'failed', 'disabled']),
  since: Instant.nullable(),
  lastExit: z.object({ at: Instant, status: z.string(), exitCode: z.int().nullable() }).nullable(),
  runId: Id.nullable(),
});
export type AgentStatus = z.infer<typeof AgentStatus>;

export const Agent = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  scriptId: Id,
  version: z.int().nullable().meta({ description: 'null follows the active version' }),
  mode: z.literal('task'),
  config: JsonObject,
  environment: z.string(),
  profile: Profile,
  scopes: z.array(Scope),
  secrets: z.array(z.string()),
  isActive: z.boolean(),
  status: AgentStatus,
  owner: Id,
  visibility: Visibility,
  tags: Tags,
  folder: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Agent = z.infer<typeof Agent>;

const fields = {
  name: Name,
  description: Description,
  scriptId: Id,
  version: z.int().min(1).nullable(),
  mode: z.literal('task'),
  config: JsonObject,
  environment: z.literal('TEST'),
  profile: ProfileInput,
  isActive: z.boolean(),
  visibility: Visibility,
  tags: Tags,
  folder: Folder,
};
const AgentInput = z.strictObject({
  ...fields,
  description: fields.description.default(''),
  version: fields.version.default(null),
  mode: fields.mode.default('task'),
  config: fields.config.default({}),
  environment: fields.environment.default('TEST'),
  profile: fields.profile.default({}),
  isActive: fields.isActive.default(true),
  visibility: fields.visibility.default('private'),
  tags: fields.tags.default([]),
  folder: fields.folder.default(''),
});
export type AgentInput = z.infer<typeof AgentInput>;
const tags = ['agents'];
const exampleAgent = {
  name: 'Reporter',
  scriptId: exampleId,
  config: { currency: 'EUR' },
  profile: { memoryMb: 512, cpus: 1 },
};

export const agents = {
  list: needs('agents:read')
    .route({ method: 'GET', path: '/agents', tags, summary: 'Agents I may see' })
    .input(
      z
        .strictObject({
          ...PageInput,
          q: z.string().max(200).optional(),
          tag: z.string().max(50).optional(),
          folder: z.string().max(500).optional(),
          createdBy: Id.optional(),
        })
        .meta({ examples: [{ ...examplePage, q: 'report', tag: 'finance', folder: 'monthly', createdBy: exampleId }] }),
    )
    .output(pageOf(Agent)),
  create: creates('agents:write')
    .route({
      method: 'POST',
      path: '/agents',
      tags,
      successStatus: 201,
      summary: 'Give a script an identity and limits',
    })
    .input(AgentInput.meta({ examples: [exampleAgent] }))
    .output(Agent),
  get: needs('agents:read')
    .route({ method: 'GET', path: '/agents/{id}', tags, summary: 'One agent' })
    .input(ById)
    .output(Agent),
  replace: needs('agents:write')
    .route({ method: 'PUT', path: '/agents/{id}', tags, summary: 'Replace an agent' })
    .input(AgentInput.extend({ id: Id }).meta({ examples: [{ id: exampleId, ...exampleAgent }] }))
    .output(Agent),
  update: needs('agents:write')
    .route({ method: 'PATCH', path: '/agents/{id}', tags, summary: 'Change an agent' })
    .input(
      z
        .strictObject(fields)
        .partial()
        .extend({ id: Id })
        .meta({ examples: [{ id: exampleId, profile: { timeoutSeconds: 600 } }] }),
    )
    .output(Agent),
  remove: needs('agents:write')
    .route({ method: 'DELETE', path: '/agents/{id}', tags, summary: 'Move to the trash; refused while a job uses it' })
    .input(ById)
    .output(Nothing),
  status: needs('agents:read')
    .route({ method: 'GET', path: '/agents/{id}/status', tags, summary: 'What the agent is doing' })
    .input(ById)
    .output(AgentStatus),
  start: creates('agents:run')
    .route({
      method: 'POST',
      path: '/agents/{id}/start',
      tags,
      successStatus: 202,
      summary: 'Run the agent once, by hand',
    })
    .input(
      z
        .strictObject({ id: Id, input: Json.optional() })
        .meta({ examples: [{ id: exampleId, input: { name: 'Ada' } }] }),
    )
    .output(StartedRun),
};
