import { List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { useCan } from '../../app/session.js';
import { Link } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { AddNumbers } from '../pools/add-numbers.js';
import { CreatePool } from '../pools/pools-page.js';
import { listCalls } from '../calls/list-calls.js';
import { FirstBooking } from './first-booking.js';

/** Leads from an empty installation to the first masked call. Disappears after that call. */
export function FirstUse({ pools }: { pools: readonly Schemas['Pool'][] }) {
  const can = useCan();
  const pool = pools[0]?.name;
  const numbers = useQuery({
    queryKey: ['numbers', 'any', pool],
    queryFn: () => answerOf(api.GET('/v1/virtual-numbers', { params: { query: { limit: 1 } } })),
    refetchInterval: LIVE_MS,
  });
  const bookings = useQuery({
    queryKey: ['bookings', 'any'],
    queryFn: () => answerOf(api.GET('/v1/bookings', { params: { query: { limit: 1 } } })),
    refetchInterval: LIVE_MS,
    enabled: can('bookings:read'),
  });
  const calls = useQuery({
    queryKey: ['calls', 'any'],
    queryFn: () => listCalls({ limit: 1 }),
    refetchInterval: LIVE_MS,
    enabled: can('calls:read'),
  });
  if (!can('bookings:read') || !can('calls:read')) return null;
  if (!numbers.data || !bookings.data || !calls.data) return null;
  const booking = bookings.data.items[0];
  const call = calls.data.items[0];
  if (call) return null;
  const done = (isDone: boolean): string => (isDone ? 'Done: ' : '');
  return (
    <Section title="First steps">
      <List type="ordered" size="sm" spacing="sm">
        <List.Item>
          {done(pool !== undefined)}a pool for the virtual numbers of an 8x8 sub-account.{' '}
          {pool === undefined && <CreatePool />}
        </List.Item>
        <List.Item>
          {done(numbers.data.items.length > 0)}virtual numbers in the pool.{' '}
          {pool !== undefined && numbers.data.items.length === 0 && <AddNumbers pool={pool} />}
        </List.Item>
        <List.Item>
          {done(booking !== undefined)}a booking of two phones, your own for example.{' '}
          {booking === undefined && numbers.data.items.length > 0 && pool !== undefined && (
            <FirstBooking pool={pool} />
          )}
        </List.Item>
        <List.Item>
          a call: dial {booking?.virtualNumber ?? 'the virtual number of the booking'} from one of
          the two phones. The other one rings, and shows the virtual number. With the simulator, npm
          run demo -- --keep prints how to place a simulated call.
        </List.Item>
        <List.Item>
          If nothing rings, <Link to="/explain">explain the call</Link>, and check that 8x8 knows
          the webhooks: npm run setup:8x8.
        </List.Item>
      </List>
      {booking && (
        <Text size="sm" mt="sm">
          <Link to={`/bookings/${booking.id}`}>See the booking</Link>. This page shows the call as
          soon as it arrives.
        </Text>
      )}
    </Section>
  );
}
