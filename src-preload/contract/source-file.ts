import { z } from 'zod';

/** One file of a script. Text as it is; other bytes as base64. */
export const SourceFile = z.strictObject({
  path: z.string().min(1).max(500),
  content: z.string(),
  encoding: z.enum(['utf8', 'base64']).optional(),
});
export type SourceFile = z.infer<typeof SourceFile>;
