import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { Actor } from '../../components/actor.js';
import { Data } from '../../components/data.js';
import { Link } from '../../components/link.js';
import { ObjectLink } from '../../components/object-link.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';
import { LIVE_MS } from '../../api/queries.js';
import { reasonOf } from '../audit/reason-of.js';

const ACTIONS = [
  'booking.reveal',
  'call.reveal',
  'block.reveal',
  'message.reveal',
  'export.create',
] as const;
const SHOWN = 6;

/** Who has seen phone numbers: key, time, object and reason. */
export function LastReveals() {
  const reveals = useQuery({
    queryKey: ['audit', 'last-reveals'],
    queryFn: async () => {
      const pages = await Promise.all(
        ACTIONS.map((action) =>
          answerOf(api.GET('/v1/audit-events', { params: { query: { action, limit: SHOWN } } })),
        ),
      );
      return pages
        .flatMap(({ items }) => items)
        .toSorted((a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt))
        .slice(0, SHOWN);
    },
    refetchInterval: LIVE_MS * 3,
  });
  return (
    <Section
      title="Who revealed phone numbers"
      actions={
        <Link to="/audit" query={{ action: 'booking.reveal' }}>
          Audit trail
        </Link>
      }
    >
      <Data of={reveals}>
        {(items) => (
          <Table
            label="Last reveals of phone numbers"
            items={items}
            keyOf={({ id }) => id}
            empty="Nobody has revealed a phone number."
            columns={[
              { title: 'Time', cell: ({ occurredAt }) => <Time at={occurredAt} /> },
              { title: 'Key', cell: (event) => <Actor of={event} /> },
              { title: 'Action', cell: ({ action }) => action },
              { title: 'Of', cell: (event) => <ObjectLink of={event} isShort /> },
              { title: 'Reason', cell: ({ details }) => reasonOf(details) },
            ]}
          />
        )}
      </Data>
    </Section>
  );
}
