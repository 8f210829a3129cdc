import { useQuery } from '@tanstack/react-query';
import { t } from '../../../lib/messages/messages.ts';
import styles from './artifacts.module.css';
import { imageTypeOf } from './preview-kind.ts';

/** A picture the script left. As a `data:` address: the policy of the page allows no other that is not our own. */
export function ImageView({ blob, path, version }: { blob: Blob; path: string; version: string }) {
  const { data: address, isError } = useQuery({
    queryKey: ['artifact-picture', path, version],
    queryFn: () => readAddress(new Blob([blob], { type: imageTypeOf(path) })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (isError) return <p className={styles.hint}>{t('run.preview-failed')}</p>;
  return address === undefined ? null : (
    <div className={styles.image}>
      <img src={address} alt={path} />
    </div>
  );
}

function readAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
