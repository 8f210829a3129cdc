import { z } from 'zod';
import { ofWindow } from './procedure.ts';

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 22:00')
  .meta({ examples: ['22:00'] });

/** From the evening to the morning when `from` is later than `to`. */
export const QuietHours = z.strictObject({ isOn: z.boolean(), from: TimeOfDay, to: TimeOfDay });
export type QuietHours = z.infer<typeof QuietHours>;

/** What a person may be told of a job natively: how it broke, or that it works again. */
export const noticeKinds = ['failed', 'timed-out', 'lost', 'back'] as const;
export const NoticeKind = z.enum(noticeKinds);
export type NoticeKind = z.infer<typeof NoticeKind>;

/** What belongs to this window on this machine, beside the settings of the product. */
export const WindowSettings = z.object({
  startAtLogin: z.boolean(),
  keepInTray: z.boolean().nullable().meta({ description: 'what closing the window does; null until it was asked' }),
  quietHours: QuietHours,
  notifyOf: z.array(NoticeKind).max(noticeKinds.length),
});
export type WindowSettings = z.infer<typeof WindowSettings>;

export const WindowSettingsPatch = z.strictObject({
  startAtLogin: z.boolean().optional(),
  keepInTray: z.boolean().optional(),
  quietHours: QuietHours.optional(),
  notifyOf: WindowSettings.shape.notifyOf.optional(),
});
export type WindowSettingsPatch = z.infer<typeof WindowSettingsPatch>;

/** Of the page in the desktop window alone: REST does not have these, and every other door says so. */
export const window = {
  settings: ofWindow.output(WindowSettings),
  change: ofWindow.input(WindowSettingsPatch).output(WindowSettings),
};
