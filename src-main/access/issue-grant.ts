import type { Grant } from '#contract/auth.ts';
import { accessTokenSeconds, type Keys } from './keys.ts';
import { toUser, type UserRow } from './user-rows.ts';

/** The answer to a sign-in or a refresh (RFC 6749 section 5.1 in our spelling). */
export async function issueGrant(
  keys: Keys,
  signedIn: { user: UserRow; sessionId: string; refreshToken: string },
): Promise<Grant> {
  return {
    accessToken: await keys.sign({ userId: signedIn.user.id, sessionId: signedIn.sessionId }),
    refreshToken: signedIn.refreshToken,
    tokenType: 'Bearer',
    expiresIn: accessTokenSeconds,
    user: toUser(signedIn.user),
  };
}
