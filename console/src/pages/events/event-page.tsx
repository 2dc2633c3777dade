import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { Status } from '../../components/badge.js';
import { Data } from '../../components/data.js';
import { Fields } from '../../components/fields.js';
import { PoolLink } from '../../components/link.js';
import { PageTitle, Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';

/** An event and its deliveries to each subscription. */
export default function EventPage({ id }: { id: string }) {
  const can = useCan();
  const params = { path: { id } };
  const event = useQuery({
    queryKey: ['event', id],
    queryFn: () => answerOf(api.GET('/v1/events/{id}', { params })),
    refetchInterval: 10_000,
  });
  return (
    <>
      <PageTitle title={`Event ${event.data?.type ?? ''}`}>
        {can('events:write') && (
          <Action
            label="Deliver again"
            explanation="Sends the event once more to each subscription that wants it."
            run={() => answerOf(api.POST('/v1/events/{id}/redeliver', { params, body: {} }))}
          />
        )}
      </PageTitle>
      <Data of={event}>
        {(found) => (
          <>
            <Section title="Event">
              <Fields
                of={[
                  ['Time', <Time key="time" at={found.occurredAt} />],
                  ['Pool', <PoolLink key="pool" pool={found.pool} />],
                  ['ID', found.id],
                  [
                    'Data',
                    <pre key="data" className="json">
                      {JSON.stringify(found.data, null, 2)}
                    </pre>,
                  ],
                ]}
              />
            </Section>
            <Section title="Deliveries">
              <Table
                label="Deliveries of the event"
                items={found.deliveries}
                keyOf={({ subscriptionId }) => subscriptionId}
                empty="No subscription wanted this event."
                columns={[
                  { title: 'Subscription', cell: ({ subscriptionId }) => subscriptionId },
                  { title: 'Status', cell: ({ status }) => <Status of={status} /> },
                  { title: 'Attempts', cell: ({ attempts }) => attempts, isNumber: true },
                  { title: 'Last', cell: ({ lastAttemptAt }) => <Time at={lastAttemptAt} /> },
                  {
                    title: 'Result',
                    cell: ({ lastStatus, lastError }) => lastStatus ?? lastError ?? '–',
                  },
                  { title: 'Next', cell: ({ nextAttemptAt }) => <Time at={nextAttemptAt} /> },
                ]}
              />
            </Section>
          </>
        )}
      </Data>
    </>
  );
}
