import type { Draft, Script } from '#contract/scripts.ts';
import { client, transport } from '../../lib/client/api.ts';
import { callRest } from '../../lib/client/rest.ts';

/** What the core can unpack. */
export const uploadPattern = /\.(py|zip|tar\.gz|tgz)$/i;
export const uploadAccept = '.py,.zip,.tar.gz,.tgz';

/** Replaces the draft of a script by a file or an archive. */
export async function uploadDraft(scriptId: string, file: File): Promise<Draft> {
  // The window has no REST; its port carries a file as it is.
  if (transport.kind === 'window') return (await client.scripts.upload({ id: scriptId, artifact: file })).draft;
  const form = new FormData();
  form.set('artifact', file);
  return (await callRest<{ draft: Draft }>('POST', `/scripts/${scriptId}/upload`, form)).draft;
}

/** Makes a script of a file, named after it. Of a file that cannot be taken nothing is left behind. */
export async function createFromFile(file: File, folder = ''): Promise<Script> {
  const name = file.name.replace(uploadPattern, '') || file.name;
  const script = await client.scripts.create({ name, folder });
  try {
    await uploadDraft(script.id, file);
  } catch (error) {
    await client.scripts.remove({ id: script.id }).catch(() => undefined);
    throw error;
  }
  return script;
}
