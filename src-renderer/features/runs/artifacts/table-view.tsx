import { useMemo } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import styles from './artifacts.module.css';
import { parseCsv } from './parse-csv.ts';

/** The first rows of a CSV or TSV file as a table. */
export function TableView({ text, rows: shownRows }: { text: string; rows: number }) {
  const [head = [], ...rows] = useMemo(() => parseCsv(text, shownRows + 2), [text, shownRows]);
  return (
    <>
      <div className={styles.csv}>
        <table>
          <thead>
            <tr>
              {[...head.entries()].map(([column, cell]) => (
                <th key={column} data-number={isNumber(rows[0]?.[column]) || undefined}>
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...rows.slice(0, shownRows).entries()].map(([index, row]) => (
              <tr key={index}>
                {[...row.entries()].map(([column, cell]) => (
                  <td key={column} data-number={isNumber(cell) || undefined}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shownRows && <p className={styles.hint}>{t('run.preview-rows', { n: shownRows })}</p>}
    </>
  );
}

function isNumber(cell: string | undefined): boolean {
  return cell !== undefined && /^-?[\d\s.,]+$/.test(cell);
}
