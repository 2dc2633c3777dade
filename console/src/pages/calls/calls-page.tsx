import { Group, Select } from '@mantine/core';
import { useFilters } from '../../app/router.js';
import { Outcome } from '../../components/badge.js';
import { FilterField } from '../../components/filters.js';
import { BookingLink, CallLink, PoolLink } from '../../components/link.js';
import { List } from '../../components/list.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { duration, reasonInWords } from '../../words/texts.js';
import { listCalls } from './list-calls.js';

const OUTCOMES = [
  'in-progress',
  'answered',
  'missed',
  'busy',
  'unreachable',
  'caller-hung-up',
  'refused',
  'failed',
  'unknown',
] as const;

export default function CallsPage() {
  const [query, setFilter] = useFilters();
  const outcome = OUTCOMES.find((each) => each === query.get('outcome'));
  const pool = query.get('pool') ?? undefined;
  const virtualNumber = query.get('virtualNumber') ?? undefined;
  const filters = {
    ...(pool && { pool }),
    ...(virtualNumber && { virtualNumber }),
    ...(outcome && { outcome }),
  };
  return (
    <>
      <PageTitle title="Calls" />
      <Group align="end" mb="md" gap="sm">
        <FilterField label="Pool" name="pool" value={pool} onChange={setFilter} />
        <FilterField
          label="Virtual number"
          name="virtualNumber"
          value={virtualNumber}
          onChange={setFilter}
        />
        <Select
          label="Outcome"
          data={[...OUTCOMES]}
          value={outcome ?? null}
          onChange={(value) => setFilter('outcome', value)}
          clearable
          w={160}
        />
      </Group>
      <List
        label="Calls"
        queryKey={['calls', filters]}
        load={(page) => listCalls({ ...filters, ...page })}
        keyOf={({ sessionId }) => sessionId}
        empty="No call matches. If calls should arrive, check the webhooks with npm run setup:8x8."
        columns={[
          { title: 'Time', cell: ({ createdAt }) => <Time at={createdAt} /> },
          { title: 'Call', cell: ({ sessionId }) => <CallLink id={sessionId} /> },
          { title: 'Outcome', cell: (call) => <Outcome of={call.outcome} /> },
          { title: 'Why', cell: ({ reason }) => reasonInWords(reason) },
          { title: 'Dialled', cell: (call) => call.virtualNumber ?? '–' },
          { title: 'Caller', cell: ({ caller }) => caller.role ?? caller.phoneNumber ?? '–' },
          { title: 'Talk', cell: ({ talkSeconds }) => duration(talkSeconds), isNumber: true },
          { title: 'Booking', cell: ({ bookingId }) => <BookingLink id={bookingId} /> },
          { title: 'Pool', cell: (call) => <PoolLink pool={call.pool} /> },
        ]}
      />
    </>
  );
}
