import { Link } from '@tanstack/react-router';
import { ImportCrontab } from '../../features/crontab/import-crontab.tsx';
import { t } from '../../lib/messages/messages.ts';
import { Crumb, Page } from '../../ui/page.tsx';

/** `#/jobs/import-crontab`: a crontab becomes jobs. */
export default function CrontabPage() {
  return (
    <Page
      crumbs={
        <Crumb>
          <Link to="/jobs">{t('nav.jobs')}</Link>
        </Crumb>
      }
      title={t('crontab.title')}
    >
      <ImportCrontab />
    </Page>
  );
}
