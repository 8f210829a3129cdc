/** What the data-processing sample should find in a table in the format of zone1970.tab, counted another way. */
export function countZones(table: string) {
  const zones = table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [codes = '', place = '', name = ''] = line.split('\t');
      const [, sign = '', digits = ''] = /^([+-])(\d+)/.exec(place) ?? [];
      return { codes: codes.split(','), name, latitude: Number(`${sign}${digits.padEnd(6, '0')}`) };
    });
  const pairs = zones.flatMap(({ codes, name }) => codes.map((code) => `${code},${name}`)).toSorted();
  const zonesPerCountry: Record<string, number> = {};
  for (const pair of pairs) zonesPerCountry[pair.slice(0, 2)] = (zonesPerCountry[pair.slice(0, 2)] ?? 0) + 1;
  const byLatitude = zones.toSorted((a, b) => a.latitude - b.latitude);
  const summary = {
    zones: zones.length,
    countries: Object.keys(zonesPerCountry).length,
    northernmost: byLatitude.at(-1)?.name,
    southernmost: byLatitude[0]?.name,
    zonesPerCountry,
  };
  return { summary, pairs };
}
