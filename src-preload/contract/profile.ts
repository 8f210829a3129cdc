import { z } from 'zod';

/** What a run may use. Sizes named `…Mb` are MiB; seconds are seconds. */
export const Profile = z.strictObject({
  image: z
    .string()
    .max(255)
    .regex(/^[a-z0-9]+([._/:@-]+[a-zA-Z0-9]+)*$/, 'must be an image reference such as automa-sandbox:0.1.0')
    .optional(),
  memoryMb: z.int().min(16).max(1_048_576),
  cpus: z.number().min(0.05).max(256),
  pids: z.int().min(4).max(32_768),
  tmpMb: z.int().min(1).max(65_536),
  outMb: z.int().min(1).max(1_048_576),
  timeoutSeconds: z.int().min(1).max(86_400).meta({ description: 'ceiling for every run of the agent' }),
  killGraceSeconds: z.int().min(0).max(600),
  network: z.enum(['none', 'lan', 'full']),
  isolation: z
    .enum(['container', 'any'])
    .meta({ description: '`container` waits for an engine; `any` may run in the local sandbox or embedded' }),
  limits: z.enum(['required', 'best-effort']),
  logCapMb: z.int().min(1).max(102_400),
});
export type Profile = z.infer<typeof Profile>;

export const ProfileInput = Profile.partial();
export type ProfileInput = z.infer<typeof ProfileInput>;

/** Values from the specification of the sandbox; an administrator's settings may differ. */
export const defaultProfile: Profile = {
  memoryMb: 256,
  cpus: 0.5,
  pids: 64,
  tmpMb: 64,
  outMb: 256,
  timeoutSeconds: 300,
  killGraceSeconds: 10,
  network: 'none',
  isolation: 'container',
  limits: 'required',
  logCapMb: 64,
};

export const Executor = z.enum(['docker', 'podman', 'local', 'embedded', 'host']);
export type Executor = z.infer<typeof Executor>;
