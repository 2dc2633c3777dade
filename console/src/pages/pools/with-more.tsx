import { type Query, useIsFetching, useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.js';
import { Link } from '../../components/link.js';
import { inWords } from '../../words/texts.js';
import { capacityQuery } from './capacity.js';
import { withoutPlace } from './load.js';

const isOther = ({ queryKey }: Query): boolean => !queryKey.includes('capacity');

/**
 * Says in a few words whether a pool has enough places and numbers for more bookings, and leads to the
 * planner. It reads all routes of the pool, and the service handles such requests of a key one at a time.
 * So it comes last.
 */
export function WithMore({ load, growth }: { load: Schemas['PoolLoad']; growth: number }) {
  const { pool } = load;
  const isBusy = useIsFetching({ predicate: isOther }) > 0;
  const { data: plan } = useQuery({ ...capacityQuery(pool, growth), enabled: !isBusy });
  if (!plan) return <>…</>;
  const excess = withoutPlace(load, growth);
  const missing = plan.numbersForTargetBlocking - plan.usableNumbers;
  return (
    <Link to={`/pools/${encodeURIComponent(pool)}`}>
      {excess > 0
        ? `${inWords(excess)} without a place`
        : missing > 0
          ? `${missing} numbers are missing`
          : `enough: ${plan.numbersForTargetBlocking} of ${plan.usableNumbers} numbers`}
    </Link>
  );
}
