import { Group, Select } from '@mantine/core';
import { answerOf, api } from '../../api/client.js';
import { useFilters } from '../../app/router.js';
import { Actor } from '../../components/actor.js';
import { Status } from '../../components/badge.js';
import { FilterField } from '../../components/filters.js';
import { List } from '../../components/list.js';
import { ObjectLink } from '../../components/object-link.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { reasonOf } from './reason-of.js';

/** What operators look for most; the field takes any action. */
const COMMON_ACTIONS = [
  'booking.reveal',
  'call.reveal',
  'block.reveal',
  'message.reveal',
  'export.create',
  'erasure.create',
  'console.sign-in',
  'console-session.revoke',
  'api-key.create',
  'api-key.revoke',
  'virtual-number.update',
  'pool.update',
];

export default function AuditPage() {
  const [query, setFilter] = useFilters();
  const action = query.get('action') ?? undefined;
  const key = query.get('key') ?? undefined;
  const filters = { ...(action && { action }), ...(key && { key }) };
  return (
    <>
      <PageTitle title="Audit trail" />
      <Group align="end" mb="md" gap="sm">
        <Select
          label="Frequent actions"
          data={COMMON_ACTIONS}
          value={COMMON_ACTIONS.includes(action ?? '') ? action! : null}
          onChange={(value) => setFilter('action', value)}
          clearable
          w={200}
        />
        <FilterField label="Action" name="action" value={action} onChange={setFilter} />
        <FilterField label="ID of a key" name="key" value={key} onChange={setFilter} width={320} />
      </Group>
      <List
        label="Audit events"
        queryKey={['audit', filters]}
        load={(page) =>
          answerOf(api.GET('/v1/audit-events', { params: { query: { ...filters, ...page } } }))
        }
        keyOf={({ id }) => id}
        empty="No audit event matches."
        columns={[
          { title: 'Time', cell: ({ occurredAt }) => <Time at={occurredAt} /> },
          { title: 'Who', cell: (event) => <Actor of={event} /> },
          { title: 'Action', cell: (event) => event.action },
          { title: 'Object', cell: (event) => <ObjectLink of={event} /> },
          { title: 'Outcome', cell: ({ outcome }) => <Status of={outcome} /> },
          { title: 'Reason', cell: ({ details }) => reasonOf(details) },
          { title: 'From', cell: ({ ip }) => ip ?? '–' },
          {
            title: 'Details',
            cell: ({ details, code }) => (
              <details>
                <summary>{code ?? 'Show'}</summary>
                <pre className="json">{JSON.stringify(details, null, 2)}</pre>
              </details>
            ),
          },
        ]}
      />
    </>
  );
}
