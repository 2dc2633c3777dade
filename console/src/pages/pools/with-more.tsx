import { type Query, useIsFetching, useQuery } from '@tanstack/react-query';
import { capacityQuery } from './capacity.js';

const isOther = ({ queryKey }: Query): boolean => !queryKey.includes('capacity');

/**
 * Says in a few words whether a pool has enough numbers for more bookings. This can take seconds in a
 * large pool, and the service handles such requests of a key one at a time. So it comes last.
 */
export function WithMore({ pool, growth }: { pool: string; growth: number }) {
  const isBusy = useIsFetching({ predicate: isOther }) > 0;
  const { data: plan } = useQuery({ ...capacityQuery(pool, growth), enabled: !isBusy });
  if (!plan) return <>…</>;
  const missing = plan.numbersForTargetBlocking - plan.usableNumbers;
  if (missing > 0) return <>{missing} numbers are missing</>;
  return (
    <>
      enough: {plan.numbersForTargetBlocking} of {plan.usableNumbers} numbers
    </>
  );
}
