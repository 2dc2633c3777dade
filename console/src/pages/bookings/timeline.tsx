import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { useCan, useSeesAllPools } from '../../app/session.js';
import { Outcome } from '../../components/badge.js';
import { CallLink, Link, MessageLink } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { messageReasonInWords } from '../../words/message-texts.js';
import { duration, reasonInWords } from '../../words/texts.js';
import { sidesOf } from '../messages/sides.js';

type Booking = Schemas['Booking'];

interface Entry {
  key: string;
  at: string;
  kind: 'booking' | 'call' | 'text' | 'refused';
  text: ReactNode;
}

/** The newest entries of each kind; more than one reads at once. */
const MAX_ENTRIES = 100;

/** The life of a booking: its changes, moves, calls and texts, oldest first. */
export function Timeline({ booking }: { booking: Booking }) {
  const can = useCan();
  const mayReadEvents = can('events:read') && useSeesAllPools();
  const { id } = booking;
  const events = useQuery({
    queryKey: ['booking', id, 'events'],
    queryFn: () =>
      answerOf(api.GET('/v1/events', { params: { query: { bookingId: id, limit: MAX_ENTRIES } } })),
    refetchInterval: LIVE_MS,
    enabled: mayReadEvents,
  });
  const calls = useQuery({
    queryKey: ['booking', id, 'calls'],
    queryFn: () =>
      answerOf(
        api.GET('/v1/bookings/{id}/calls', {
          params: { path: { id }, query: { limit: MAX_ENTRIES } },
        }),
      ),
    refetchInterval: LIVE_MS,
    enabled: can('calls:read'),
  });
  const texts = useQuery({
    queryKey: ['booking', id, 'messages'],
    queryFn: () =>
      answerOf(
        api.GET('/v1/bookings/{id}/messages', {
          params: { path: { id }, query: { limit: MAX_ENTRIES } },
        }),
      ),
    refetchInterval: LIVE_MS,
    enabled: can('messages:read'),
  });
  const ofEvents = (events.data?.items ?? []).filter(({ type }) => type.startsWith('booking.'));
  const entries = [
    ...(ofEvents.some(({ type }) => type === 'booking.created') ? [] : lifeOf(booking)),
    ...ofEvents.map(entryOfEvent),
    ...(calls.data?.items ?? []).map(entryOfCall),
    ...(texts.data?.items ?? []).map(entryOfText),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <Section title="Timeline">
      <ol className="timeline" aria-label="Timeline of the booking">
        {entries.map(({ key, at, kind, text }) => (
          <li key={key} className={`timeline-${kind}`}>
            <Time at={at} /> {text}
          </li>
        ))}
        {booking.callableUntil && Date.parse(booking.callableUntil) > Date.now() && (
          <li>
            <Time at={booking.callableUntil} /> The parties can call each other until then.
          </li>
        )}
      </ol>
      {!can('calls:read') && <Text size="xs">Calls need the scope calls:read.</Text>}
      {!can('messages:read') && <Text size="xs">Texts need the scope messages:read.</Text>}
      {!mayReadEvents && (
        <Text size="xs">Changes need the scope events:read and access to all pools.</Text>
      )}
    </Section>
  );
}

/** What the booking itself says about its life, if its events may not be read or are deleted. */
const lifeOf = ({ createdAt, endedAt, status }: Booking): Entry[] => [
  { key: 'created', at: createdAt, kind: 'booking', text: 'Created.' },
  ...(endedAt
    ? [{ key: 'ended', at: endedAt, kind: 'booking' as const, text: `Ended: ${status}.` }]
    : []),
];

const EVENTS: Readonly<Record<string, string>> = {
  'booking.created': 'Created.',
  'booking.number_changed': 'Moved to another virtual number.',
  'booking.completed': 'Completed.',
  'booking.cancelled': 'Cancelled.',
  'booking.expired': 'Expired.',
  'booking.reopened': 'Reopened.',
  'booking.reported': 'A party complained about the other.',
};

const entryOfEvent = ({ id, type, occurredAt }: Schemas['Event']): Entry => ({
  key: id,
  at: occurredAt,
  kind: 'booking',
  text: (
    <>
      {EVENTS[type] ?? type} <Link to={`/events/${id}`}>Event</Link>
    </>
  ),
});

const entryOfCall = (call: Schemas['Call']): Entry => ({
  key: call.sessionId,
  at: call.startedAt ?? call.decidedAt ?? call.createdAt,
  kind: call.outcome === 'refused' ? 'refused' : 'call',
  text: (
    <>
      {call.caller.role ?? 'Somebody'} called <Outcome of={call.outcome} />{' '}
      {call.outcome === 'refused' && reasonInWords(call.reason)}
      {call.talkSeconds !== null && `${duration(call.talkSeconds)} of talk.`}{' '}
      <CallLink id={call.sessionId} />
    </>
  ),
});

const entryOfText = (text: Schemas['Message']): Entry => ({
  key: text.id,
  at: text.receivedAt,
  kind: text.outcome === 'refused' || text.outcome === 'failed' ? 'refused' : 'text',
  text: (
    <>
      Text {sidesOf(text)} <Outcome of={text.outcome} />{' '}
      {text.reason !== null && messageReasonInWords(text.reason)} <MessageLink id={text.id} />
    </>
  ),
});
