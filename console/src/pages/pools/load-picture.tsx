import { Text } from '@mantine/core';
import type { Schemas } from '../../api/client.js';

/** More bars than one can compare; the table has all numbers. */
const MAX_BARS = 40;

/** The load of each number as a bar, with the mean as a line. */
export function LoadPicture({ load }: { load: Schemas['PoolLoad'] }) {
  const shown = load.numbers.toSorted((a, b) => b.active - a.active).slice(0, MAX_BARS);
  if (shown.length === 0) return <Text size="sm">The pool has no numbers yet.</Text>;
  const usable = load.numbers.filter(
    ({ state, operationalStatus }) => state === 'enabled' && operationalStatus === 'Active',
  );
  const mean =
    usable.length === 0 ? 0 : usable.reduce((sum, { active }) => sum + active, 0) / usable.length;
  const widest = Math.max(1, ...shown.map(({ active, cooling }) => active + cooling));
  const width = (count: number): string => `${(count / widest) * 100}%`;
  return (
    <>
      <div className="load" role="list" aria-label="Load of the numbers">
        {shown.map(({ msisdn, active, cooling, state, operationalStatus }) => (
          <div className="load-row" role="listitem" key={msisdn}>
            <span>{msisdn}</span>
            <span className="load-track" aria-hidden="true">
              <span
                className={
                  state === 'enabled' && operationalStatus === 'Active'
                    ? 'load-bar'
                    : 'load-bar load-bar-off'
                }
                style={{ width: width(active) }}
              />
              <span
                className="load-cooling"
                style={{ left: width(active), width: width(cooling) }}
              />
              <span className="load-mean" style={{ left: width(mean) }} />
            </span>
            <span className="digits">
              {active}
              {cooling > 0 && ` + ${cooling}`}
            </span>
          </div>
        ))}
      </div>
      <Text size="xs" mt="xs">
        Bars: active bookings; hatched: cooling down; red line: mean of the usable numbers (
        {mean.toFixed(1)}); grey bars take no new bookings.
        {load.numbers.length > MAX_BARS && ` The ${MAX_BARS} busiest numbers are shown.`}
      </Text>
    </>
  );
}
