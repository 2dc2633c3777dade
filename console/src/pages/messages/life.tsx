import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.js';
import { Time } from '../../components/time.js';
import { messageReasonInWords } from '../../words/message-texts.js';

type Message = Schemas['Message'];

interface Step {
  key: string;
  /** Null: it has no time of its own. */
  at: string | null;
  text: ReactNode;
  kind: 'done' | 'failed' | 'open';
}

/** The states that a text went through, and those that are still to come. */
export const Life = ({ message }: { message: Message }) => (
  <ol className="timeline" aria-label="States of the text">
    {stepsOf(message).map(({ key, at, text, kind }) => (
      <li key={key} className={CLASS_OF[kind]}>
        {at !== null && (
          <>
            <Time at={at} />{' '}
          </>
        )}
        {text}
      </li>
    ))}
  </ol>
);

const CLASS_OF = {
  done: 'timeline-call',
  failed: 'timeline-refused',
  open: 'timeline-open',
} as const;

function stepsOf(message: Message): Step[] {
  return [arrival(message), ...sending(message), ...receipts(message)];
}

const arrival = ({ kind, receivedAt }: Message): Step => ({
  key: 'arrival',
  at: receivedAt,
  text:
    kind === 'text' ? 'Arrived at 8x8, and stored by Maskline.' : 'Stored by Maskline to be sent.',
  kind: 'done',
});

function sending({ outcome, reason, forwardedAt }: Message): Step[] {
  const why = reason === null ? '' : ` ${messageReasonInWords(reason)}`;
  switch (outcome) {
    case 'refused':
      return [{ key: 'sending', at: null, text: `Refused.${why}`, kind: 'failed' }];
    case 'failed':
      return [{ key: 'sending', at: null, text: `Not sent.${why}`, kind: 'failed' }];
    case 'unknown':
      return [
        { key: 'sending', at: null, text: `Sent, without a clear answer.${why}`, kind: 'failed' },
      ];
    case 'forwarding':
      return [{ key: 'sending', at: null, text: `Waits to be sent.${why}`, kind: 'open' }];
    default:
      return [{ key: 'sending', at: forwardedAt, text: '8x8 has taken it.', kind: 'done' }];
  }
}

function receipts({ outcome, receipt, errorCode }: Message): Step[] {
  if (outcome === 'refused' || outcome === 'failed') return [];
  if (receipt === null) {
    return [{ key: 'receipt', at: null, text: 'No receipt has arrived yet.', kind: 'open' }];
  }
  const { state, detail, at } = receipt;
  const code = errorCode === null ? '' : ` Error of 8x8: ${errorCode}.`;
  const receiptStep: Step = {
    key: 'receipt',
    at,
    text: `Receipt: ${state}${detail === null ? '' : `, ${detail}`}.${code}`,
    kind: outcome === 'undelivered' ? 'failed' : 'done',
  };
  const isProven = outcome === 'delivered' || outcome === 'undelivered';
  if (isProven) return [receiptStep];
  const open = 'No receipt proves yet that it arrived.';
  return [receiptStep, { key: 'proof', at: null, text: open, kind: 'open' }];
}
