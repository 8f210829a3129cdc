import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { JobDetail } from '../../features/jobs/detail/job-detail.tsx';
import { readJobPlace } from '../../features/jobs/detail/job-place.ts';

const route = getRouteApi('/jobs/$jobId');

/** `#/jobs/ID?at=…`: one job, and the instant one asks about. */
export default function JobPage() {
  const { jobId } = route.useParams();
  const place = route.useSearch();
  const navigate = useNavigate();
  return (
    <JobDetail
      key={jobId}
      jobId={jobId}
      place={place}
      onPlace={(change) =>
        void navigate({
          to: '/jobs/$jobId',
          params: { jobId },
          search: readJobPlace({ ...place, ...change }),
          replace: true,
        })
      }
    />
  );
}
