import { useQuery } from '@tanstack/react-query';
import { capacityQuery } from './capacity.js';

/** Says in a few words whether a pool has enough numbers for more bookings. */
export function WithMore({ pool, growth }: { pool: string; growth: number }) {
  const { data: plan } = useQuery(capacityQuery(pool, growth));
  if (!plan) return <>…</>;
  const missing = plan.numbersForTargetBlocking - plan.usableNumbers;
  if (missing > 0) return <>{missing} numbers are missing</>;
  return (
    <>
      enough: {plan.numbersForTargetBlocking} of {plan.usableNumbers} numbers
    </>
  );
}
