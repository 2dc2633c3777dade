import { Text } from '@mantine/core';
import type { Schemas } from '../../api/client.js';

/** More bars than one can compare; the table has all numbers. */
export const MAX_BARS = 40;

/** The load of the busiest numbers as bars, with the mean of all usable numbers as a line. */
export function LoadPicture({ load }: { load: Schemas['PoolLoad'] }) {
  const { items: shown, meanActive: mean, nextCursor } = load;
  if (shown.length === 0) return <Text size="sm">The pool has no numbers yet.</Text>;
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
        {nextCursor !== null && ` The ${shown.length} busiest numbers are shown.`}
      </Text>
    </>
  );
}
