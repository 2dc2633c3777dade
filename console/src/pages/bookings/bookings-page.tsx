import { Group, Select } from '@mantine/core';
import { answerOf, api } from '../../api/client.js';
import { useFilters } from '../../app/router.js';
import { useSearchedPhone } from '../../app/searched-phone.js';
import { Status } from '../../components/badge.js';
import { FilterField } from '../../components/filters.js';
import { BookingLink, PoolLink } from '../../components/link.js';
import { List } from '../../components/list.js';
import { SearchedPhoneNote } from '../../components/searched-phone-note.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';

const STATUSES = ['open', 'active', 'completed', 'cancelled', 'expired'] as const;
type BookingStatus = (typeof STATUSES)[number];

/** Bookings by filters in the URL, and by a phone number that is not in it. */
export default function BookingsPage() {
  const [query, setFilter] = useFilters();
  const phoneNumber = useSearchedPhone();
  const filters = {
    pool: query.get('pool') ?? undefined,
    reference: query.get('reference') ?? undefined,
    virtualNumber: query.get('virtualNumber') ?? undefined,
    status: STATUSES.find((status) => status === query.get('status')),
  };
  return (
    <>
      <PageTitle title="Bookings" />
      <Group align="end" mb="md" gap="sm">
        <FilterField
          label="Reference"
          value={filters.reference}
          onChange={setFilter}
          name="reference"
        />
        <FilterField label="Pool" value={filters.pool} onChange={setFilter} name="pool" />
        <FilterField
          label="Virtual number"
          value={filters.virtualNumber}
          onChange={setFilter}
          name="virtualNumber"
        />
        <Select
          label="Status"
          data={[...STATUSES]}
          value={filters.status ?? null}
          onChange={(status) => setFilter('status', status)}
          clearable
          w={140}
        />
      </Group>
      <SearchedPhoneNote other="calls">
        Only bookings of the phone number that you searched for.
      </SearchedPhoneNote>
      <List
        label="Bookings"
        queryKey={['bookings', filters, phoneNumber]}
        load={(page) => search(phoneNumber, { ...filters, ...page })}
        keyOf={({ id }) => id}
        empty="No booking matches. Your back end creates bookings with POST /v1/bookings."
        columns={[
          { title: 'Booking', cell: ({ id }) => <BookingLink id={id} /> },
          { title: 'Reference', cell: ({ reference }) => reference },
          { title: 'Status', cell: ({ status }) => <Status of={status} /> },
          { title: 'Pool', cell: ({ pool }) => <PoolLink pool={pool} /> },
          {
            title: 'Virtual numbers',
            cell: ({ virtualNumber, parties }) =>
              virtualNumber ?? parties.map((party) => party.virtualNumber).join(', '),
          },
          {
            title: 'Parties',
            cell: ({ parties }) =>
              parties.map(({ role, phoneNumber: shown }) => `${role} ${shown ?? '–'}`).join(', '),
          },
          { title: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
          { title: 'Callable until', cell: ({ callableUntil }) => <Time at={callableUntil} /> },
        ]}
      />
    </>
  );
}

interface Criteria {
  pool?: string | undefined;
  reference?: string | undefined;
  virtualNumber?: string | undefined;
  status?: BookingStatus | undefined;
  limit: number;
  cursor?: string;
}

/** Searches by phone number in the body of a request; without one, lists. */
function search(phoneNumber: string, criteria: Criteria) {
  const given = Object.fromEntries(
    Object.entries(criteria).filter(([, value]) => value !== undefined),
  ) as { limit: number };
  return phoneNumber === ''
    ? answerOf(api.GET('/v1/bookings', { params: { query: given } }))
    : answerOf(api.POST('/v1/bookings/search', { body: { phoneNumber, ...given } }));
}
