import type { Agent } from '#contract/agents.ts';
import { type AgentRow, toAgent } from '../agents/agents.ts';
import { type CallContext, callerOf, tagged } from './call-context.ts';
import { os } from './procedures.ts';

const agentsOf = (context: CallContext) => context.core.agents;
const show = (context: CallContext, row: AgentRow): Agent =>
  toAgent(tagged(context, row), context.core.runs.statusOfAgent(row));

export const agentHandlers = os.agents.router({
  list: os.agents.list.handler(({ input, context }) => {
    const page = agentsOf(context).list(callerOf(context), input);
    return { ...page, items: page.items.map((row) => toAgent(row, context.core.runs.statusOfAgent(row))) };
  }),
  create: os.agents.create.handler(({ input, context }) =>
    show(context, agentsOf(context).create(callerOf(context), input)),
  ),
  get: os.agents.get.handler(({ input, context }) => show(context, agentsOf(context).get(callerOf(context), input.id))),
  replace: os.agents.replace.handler(({ input: { id, ...fields }, context }) =>
    show(context, agentsOf(context).replace(callerOf(context), id, fields)),
  ),
  update: os.agents.update.handler(({ input: { id, ...fields }, context }) =>
    show(context, agentsOf(context).update(callerOf(context), id, fields)),
  ),
  remove: os.agents.remove.handler(({ input, context }) => {
    agentsOf(context).remove(callerOf(context), input.id);
    return {};
  }),
  status: os.agents.status.handler(({ input, context }) =>
    context.core.runs.statusOfAgent(agentsOf(context).get(callerOf(context), input.id)),
  ),
  start: os.agents.start.handler(({ input: { id, ...start }, context }) => {
    context.reply.status = 202;
    return {
      run: context.core.runs.show(context.core.runs.start.startAgent(callerOf(context), id, start)),
      deduplicated: false,
    };
  }),
});
