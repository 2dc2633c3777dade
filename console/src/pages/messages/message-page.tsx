import { Text } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, type Schemas, withReason } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { Outcome } from '../../components/badge.js';
import { Data } from '../../components/data.js';
import { Fields } from '../../components/fields.js';
import { BookingLink, CallLink, PoolLink } from '../../components/link.js';
import { Reveal } from '../../components/reveal.js';
import { PageTitle, Section } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { inWords } from '../../words/texts.js';
import {
  MESSAGE_KINDS,
  MESSAGE_OUTCOMES,
  messageReasonInWords,
  priceInWords,
} from '../../words/message-texts.js';
import { Life } from './life.js';
import { sidesOf } from './sides.js';

type Message = Schemas['Message'];

const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ['message', id],
    queryFn: () => answerOf(api.GET('/v1/messages/{id}', { params: { path: { id } } })),
    refetchInterval: LIVE_MS,
  });

export default function MessagePage({ id }: { id: string }) {
  const message = useQuery(messageQuery(id));
  return (
    <>
      <PageTitle title="Text" />
      <Data of={message}>
        {(found) => (
          <>
            <Facts message={found} />
            <Section title="Its life">
              <Life message={found} />
            </Section>
            <Written message={found} />
            <Costs message={found} />
          </>
        )}
      </Data>
    </>
  );
}

const Facts = ({ message }: { message: Message }) => (
  <Section title="What became of it">
    <Fields
      of={[
        ['Outcome', <Outcome key="outcome" of={message.outcome} />],
        ['It means', MESSAGE_OUTCOMES[message.outcome]],
        ...(message.reason === null
          ? []
          : [['Reason', `${messageReasonInWords(message.reason)} (${message.reason})`] as const]),
        ...(message.errorCode === null
          ? []
          : [['Error of 8x8', String(message.errorCode)] as const]),
        ['From and to', sidesOf(message)],
        ['Kind', MESSAGE_KINDS[message.kind] ?? message.kind],
        ['Number written to', message.virtualNumber],
        ['Number the receiver sees', message.source],
        ...(message.isSourceOverwritten
          ? [['Sender', 'The receiver saw another sender, so replies are lost.'] as const]
          : []),
        ...(message.sessionId === null
          ? []
          : [['Missed call', <CallLink key="call" id={message.sessionId} />] as const]),
        ...(message.reference === null ? [] : [['Reference', message.reference] as const]),
        ['Booking', <BookingLink key="booking" id={message.bookingId} />],
        ['Pool', <PoolLink key="pool" pool={message.pool} />],
        ['ID', message.id],
      ]}
    />
  </Section>
);

/** What was written, after a reason. */
function Written({ message }: { message: Message }) {
  const queries = useQueryClient();
  const [text, setText] = useState<string | null>();
  return (
    <Section
      title="What was written"
      actions={
        message.hasText && (
          <Reveal
            label="Reveal the text"
            subject="the text"
            load={(reason) =>
              answerOf(
                api.GET('/v1/messages/{id}', {
                  params: { path: { id: message.id }, query: { reveal: 'true' } },
                  headers: withReason(reason),
                }),
              )
            }
            onRevealed={(revealed) => {
              setText(revealed.text);
              void queries.invalidateQueries({ queryKey: ['audit'] });
            }}
          />
        )
      }
    >
      {text !== undefined && <blockquote className="written">{text ?? 'Deleted'}</blockquote>}
      <Text size="sm">{keptInWords(message)}</Text>
      <Text size="sm">
        {inWords(message.length)} characters as it was written.
        {message.isRedacted && ' Digits were replaced before it was sent.'}
      </Text>
    </Section>
  );
}

const keptInWords = ({ hasText, textKeptUntil }: Message) => {
  if (!hasText) return 'The text is not stored.';
  if (textKeptUntil === null) return 'The text is stored until it was sent.';
  return (
    <>
      The text is stored until <Time at={textKeptUntil} />.
    </>
  );
};

const Costs = ({ message }: { message: Message }) => (
  <Section title="Parts and price">
    <Fields
      of={[
        ['SMS parts', message.parts],
        ...(message.pieces > 1
          ? [['Piece', `${message.position + 1} of ${message.pieces}`] as const]
          : []),
        ['Price of its arrival', priceInWords(message.inboundPrice)],
        ['Price of sending', priceInWords(message.outboundPrice)],
      ]}
    />
  </Section>
);
