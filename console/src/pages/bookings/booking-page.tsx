import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, type Schemas, withReason } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { useCan } from '../../app/session.js';
import { Status } from '../../components/badge.js';
import { Data } from '../../components/data.js';
import { Fields } from '../../components/fields.js';
import { PoolLink } from '../../components/link.js';
import { Reveal } from '../../components/reveal.js';
import { PageTitle, Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';
import { BookingActions, ReplaceParty } from './booking-actions.js';
import { Timeline } from './timeline.js';

type Booking = Schemas['Booking'];

const bookingQuery = (id: string) =>
  queryOptions({
    queryKey: ['booking', id],
    queryFn: () => answerOf(api.GET('/v1/bookings/{id}', { params: { path: { id } } })),
    refetchInterval: LIVE_MS,
  });

export default function BookingPage({ id }: { id: string }) {
  const booking = useQuery(bookingQuery(id));
  const can = useCan();
  return (
    <>
      <PageTitle title={`Booking ${booking.data?.reference ?? ''}`}>
        {booking.data && can('bookings:write') && <BookingActions booking={booking.data} />}
      </PageTitle>
      <Data of={booking}>
        {(found) => (
          <>
            <Facts booking={found} />
            <Parties booking={found} />
            <Timeline booking={found} />
            {Object.keys(found.metadata).length > 0 && (
              <Section title="Metadata">
                <pre className="json">{JSON.stringify(found.metadata, null, 2)}</pre>
              </Section>
            )}
          </>
        )}
      </Data>
    </>
  );
}

const Facts = ({ booking }: { booking: Booking }) => (
  <Section title="State">
    <Fields
      of={[
        ['Status', <Status key="status" of={booking.status} />],
        ['ID', booking.id],
        ['Pool', <PoolLink key="pool" pool={booking.pool} />],
        ['Callable from', <Time key="from" at={booking.startsAt} fallback="creation" />],
        ['Callable until', <Time key="until" at={booking.callableUntil} />],
        ['Expires', <Time key="expires" at={booking.expiresAt} />],
        ['Ended', <Time key="ended" at={booking.endedAt} />],
        ['Who may call', booking.callersAllowed?.join(', ') ?? 'both'],
        ['Recording', booking.callRecording ? 'yes' : 'no'],
      ]}
    />
  </Section>
);

/** The parties with their numbers, which are masked until an operator gives a reason. */
function Parties({ booking }: { booking: Booking }) {
  const can = useCan();
  const queries = useQueryClient();
  const [revealed, setRevealed] = useState<Booking>();
  const shown = revealed ?? booking;
  return (
    <Section
      title="Parties"
      actions={
        <Reveal
          load={(reason) =>
            answerOf(
              api.GET('/v1/bookings/{id}', {
                params: { path: { id: booking.id }, query: { reveal: 'true' } },
                headers: withReason(reason),
              }),
            )
          }
          onRevealed={(value) => {
            setRevealed(value);
            void queries.invalidateQueries({ queryKey: ['audit'] });
          }}
        />
      }
    >
      <Table
        label="Parties of the booking"
        items={shown.parties}
        keyOf={({ role }) => role}
        empty="No party has joined."
        columns={[
          { title: 'Role', cell: ({ role }) => role },
          { title: 'Phone', cell: ({ phoneNumber }) => phoneNumber ?? '–' },
          {
            title: 'Other phones',
            cell: ({ alternateNumbers }) => alternateNumbers.join(', ') || '–',
          },
          { title: 'Dials', cell: ({ virtualNumber }) => virtualNumber },
          { title: 'Language', cell: ({ language }) => language ?? '–' },
          ...(can('bookings:write')
            ? [
                {
                  title: 'Change',
                  cell: ({ role }: { role: string }) => (
                    <ReplaceParty booking={booking} role={role} />
                  ),
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}
