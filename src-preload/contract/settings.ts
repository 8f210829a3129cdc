import { z } from 'zod';
import { TimeZone } from './common.ts';
import { needs } from './procedure.ts';

/** Which way to run scripts is allowed: one of them and no other, or `auto` for the best that works. */
export const EngineChoice = z.enum(['auto', 'docker', 'podman', 'local', 'embedded']);
export type EngineChoice = z.infer<typeof EngineChoice>;

/** Whether a missing sandbox image is built without being asked for. */
export const ImageBuild = z.enum(['automatic', 'manual']);
export type ImageBuild = z.infer<typeof ImageBuild>;

/** Folders whose files are told as events `file.created`, `file.changed` and `file.deleted`. */
export const WatchedFolders = z
  .array(z.string().min(1).max(4_096))
  .max(100)
  .meta({ description: 'absolute paths; conditions may ask about files in them', examples: [['/srv/drop']] });

/** Hosts that conditions may ask with `http(…)` although they are this machine or in a private network. */
export const PrivateHosts = z
  .array(
    z
      .string()
      .max(260)
      .regex(/^(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+)(:\d{1,5})?$/, 'must be a host, or host:port'),
  )
  .max(100)
  .meta({ description: 'host, or host:port for that port alone', examples: [['printer.lan', '192.168.1.7:8080']] });

/** What holds for the product on this machine, whichever host runs. */
export const Settings = z.object({
  engine: EngineChoice,
  engineChoices: z.array(EngineChoice).meta({ description: 'those this installation has' }),
  imageBuild: ImageBuild,
  watchedFolders: WatchedFolders,
  privateHosts: PrivateHosts,
  fixedBy: z
    .object({ engine: z.string().nullable() })
    .meta({ description: 'the variable of the environment that decides instead of the setting' }),
  timezone: TimeZone.meta({ description: 'of this machine, for triggers that name none' }),
});
export type Settings = z.infer<typeof Settings>;

const tags = ['settings'];

export const settings = {
  get: needs('settings:read')
    .route({ method: 'GET', path: '/settings', tags, summary: 'How the product works on this machine' })
    .output(Settings),
  update: needs('settings:write')
    .route({ method: 'PATCH', path: '/settings', tags, summary: 'Change the settings given' })
    .input(
      z
        .strictObject({
          engine: EngineChoice.optional(),
          imageBuild: ImageBuild.optional(),
          watchedFolders: WatchedFolders.optional(),
          privateHosts: PrivateHosts.optional(),
        })
        .meta({
          examples: [
            {
              engine: 'auto',
              imageBuild: 'manual',
              watchedFolders: ['/srv/drop'],
              privateHosts: ['printer.lan', '192.168.1.7:8080'],
            },
          ],
        }),
    )
    .output(Settings),
};
