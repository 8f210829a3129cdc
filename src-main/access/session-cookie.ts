/**
 * Name of the session cookie. `__Host-` binds it to this very host over TLS, so that no neighbouring subdomain can
 * plant one; browsers refuse the prefix on plain HTTP, which only loopback uses.
 */
export function sessionCookieName(isSecure: boolean): string {
  return isSecure ? '__Host-automa_session' : 'automa_session';
}

/** The session secret in a Cookie header; undefined without one, 'ambiguous' when there are several. */
export function readSessionCookie(header: string | undefined, isSecure: boolean): string | undefined | 'ambiguous' {
  const start = `${sessionCookieName(isSecure)}=`;
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length));
  return values.length > 1 ? 'ambiguous' : values[0];
}
