import { PasswordRegion } from '../../features/people/password-region.tsx';
import styles from '../../features/people/people.module.css';
import { SessionsRegion } from '../../features/people/sessions-region.tsx';
import { TokensRegion } from '../../features/people/tokens-region.tsx';
import { UsersRegion } from '../../features/people/users-region.tsx';
import { useMay, useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { Page } from '../../ui/page.tsx';

/** `#/people`: who may sign in, and what is mine: tokens, sessions, password. */
export default function PeoplePage() {
  const mayUsers = useMay('users:read');
  const mayTokens = useMay('tokens:read');
  const { user } = useSession();
  return (
    <Page title={t('nav.people')}>
      <div className={styles.body}>
        {mayUsers && <UsersRegion />}
        {mayTokens && <TokensRegion />}
        <SessionsRegion />
        {user.hasPassword && <PasswordRegion />}
      </div>
    </Page>
  );
}
