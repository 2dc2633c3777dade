import { Group, Select } from '@mantine/core';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useFilters } from '../../app/router.js';
import { FilterField } from '../../components/filters.js';
import { BookingLink, Link, PoolLink } from '../../components/link.js';
import { List } from '../../components/list.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';

type EventType = Schemas['Event']['type'];

const TYPES: readonly EventType[] = [
  'booking.created',
  'booking.number_changed',
  'booking.completed',
  'booking.cancelled',
  'booking.expired',
  'booking.reopened',
  'booking.reported',
  'call.started',
  'call.answered',
  'call.missed',
  'call.ended',
  'call.refused',
  'number.state_changed',
  'pool.low',
  'pool.exhausted',
  'pool.sync_held',
];

export default function EventsPage() {
  const [query, setFilter] = useFilters();
  const type = TYPES.find((each) => each === query.get('type'));
  const pool = query.get('pool') ?? undefined;
  const filters = { ...(type && { type }), ...(pool && { pool }) };
  return (
    <>
      <PageTitle title="Events" />
      <Group align="end" mb="md" gap="sm">
        <Select
          label="Type"
          data={[...TYPES]}
          value={type ?? null}
          onChange={(value) => setFilter('type', value)}
          clearable
          searchable
          w={220}
        />
        <FilterField label="Pool" name="pool" value={pool} onChange={setFilter} />
      </Group>
      <List
        label="Events"
        queryKey={['events', filters]}
        load={(page) =>
          answerOf(api.GET('/v1/events', { params: { query: { ...filters, ...page } } }))
        }
        keyOf={({ id }) => id}
        empty="No event matches. Events of calls are emitted only if a subscription wants them."
        columns={[
          { title: 'Time', cell: ({ occurredAt }) => <Time at={occurredAt} /> },
          {
            title: 'Event',
            cell: (event) => <Link to={`/events/${event.id}`}>{event.type}</Link>,
          },
          { title: 'Pool', cell: (event) => <PoolLink pool={event.pool} /> },
          {
            title: 'Booking',
            cell: ({ data }) => (
              <BookingLink id={typeof data['bookingId'] === 'string' ? data['bookingId'] : null} />
            ),
          },
        ]}
      />
    </>
  );
}
