import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, type Schemas, withReason } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { Outcome } from '../../components/badge.js';
import { Data } from '../../components/data.js';
import { Fields } from '../../components/fields.js';
import { BookingLink, PoolLink } from '../../components/link.js';
import { Reveal } from '../../components/reveal.js';
import { PageTitle, Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';
import { DECISIONS, duration, percent, reasonInWords } from '../../words/texts.js';
import { CallNow } from './call-now.js';
import { Ladder } from './ladder.js';

type Call = Schemas['Call'];

const callQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['call', sessionId],
    queryFn: () => answerOf(api.GET('/v1/calls/{sessionId}', { params: { path: { sessionId } } })),
    refetchInterval: LIVE_MS,
  });

export default function CallPage({ id }: { id: string }) {
  const call = useQuery(callQuery(id));
  const [revealed, setRevealed] = useState<Call>();
  return (
    <>
      <PageTitle title="Call">
        {call.data && (
          <Reveal
            load={(reason) =>
              answerOf(
                api.GET('/v1/calls/{sessionId}', {
                  params: { path: { sessionId: id }, query: { reveal: 'true' } },
                  headers: withReason(reason),
                }),
              )
            }
            onRevealed={setRevealed}
          />
        )}
      </PageTitle>
      <Data of={call}>
        {(found) => (
          <>
            <Decision call={found} />
            <Section title="What happened">
              <Ladder call={revealed ?? found} />
            </Section>
            <Legs legs={(revealed ?? found).legs} />
            {found.recordings.length > 0 && <Recordings call={found} />}
            <CallNow sessionId={id} />
          </>
        )}
      </Data>
    </>
  );
}

/** Why the call was connected or not, in words. */
const Decision = ({ call }: { call: Call }) => (
  <Section
    title={call.decision === 'connect' ? 'Why it was connected' : 'Why it was not connected'}
  >
    <Fields
      of={[
        ['Decision', call.decision === null ? 'none' : DECISIONS[call.decision]],
        ['Reason', `${reasonInWords(call.reason)}${call.reason ? ` (${call.reason})` : ''}`],
        ['Decided', <Time key="decided" at={call.decidedAt} />],
        ['Outcome', <Outcome key="outcome" of={call.outcome} />],
        ['Talk time', duration(call.talkSeconds)],
        ...(call.error
          ? [['Error of 8x8', `${call.error.code}: ${call.error.message}`] as const]
          : []),
        ['Dialled number', call.virtualNumber],
        ['Caller', call.caller.role ?? call.caller.phoneNumber ?? 'not a party'],
        ['Booking', <BookingLink key="booking" id={call.bookingId} />],
        ['Pool', <PoolLink key="pool" pool={call.pool} />],
        ['Session of 8x8', call.sessionId],
      ]}
    />
  </Section>
);

const Legs = ({ legs }: { legs: Call['legs'] }) => (
  <Section title="Legs">
    <Table
      label="Legs of the call"
      items={legs}
      keyOf={({ leg, callId }) => `${leg} ${callId}`}
      empty="8x8 has not reported a leg yet."
      columns={[
        { title: 'Leg', cell: ({ leg }) => (leg === 'A' ? 'A: caller' : 'B: callee') },
        { title: 'State', cell: ({ status }) => status },
        { title: 'Phone', cell: ({ phoneNumber }) => phoneNumber ?? '–' },
        { title: 'Rang', cell: ({ ringSeconds }) => duration(ringSeconds), isNumber: true },
        { title: 'Lasted', cell: (leg) => duration(leg.durationSeconds), isNumber: true },
        { title: 'MOS', cell: ({ quality }) => quality?.mos?.toFixed(2) ?? '–', isNumber: true },
        {
          title: 'Packet loss',
          cell: ({ quality }) => percent(quality?.packetLossRate ?? null, 1),
          isNumber: true,
        },
      ]}
    />
  </Section>
);

function Recordings({ call: { recordings } }: { call: Call }) {
  return (
    <Section title="Recordings">
      <Table
        label="Recordings of the call"
        items={recordings}
        keyOf={({ recordingId }) => recordingId}
        empty=""
        columns={[
          { title: 'Recording', cell: ({ recordingId }) => recordingId },
          { title: 'Status', cell: ({ status }) => status },
          {
            title: 'Length',
            cell: ({ durationSeconds }) => duration(durationSeconds),
            isNumber: true,
          },
        ]}
      />
    </Section>
  );
}
