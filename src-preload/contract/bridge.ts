/**
 * What the page and the window agree on besides the contract itself. The page makes a MessageChannel, posts one end
 * with `connectMessage` to itself, and the preload hands that port to the main process, which serves the contract
 * on it. The page never names a channel, so it can reach nothing else.
 */
export const connectMessage = 'automa:connect';

/** The one name the preload adds to the page's `window`. */
export const bridgeName = 'automa';

/** Everything behind that name. */
export interface Bridge {
  /** `process.platform` of the machine, for shortcuts and window controls. */
  readonly platform: string;
}
