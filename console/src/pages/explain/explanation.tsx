import type { Schemas } from '../../api/client.js';
import { Fields } from '../../components/fields.js';
import { BookingLink, PoolLink } from '../../components/link.js';
import { DECISIONS, reasonInWords } from '../../words/texts.js';

/** A decision of Maskline in words, with the callflow that 8x8 would get. */
export const Explanation = ({ of }: { of: Schemas['RoutingExplanation'] }) => (
  <div aria-live="polite">
    <Fields
      of={[
        ['Decision', DECISIONS[of.decision]],
        ['Reason', `${reasonInWords(of.reason)} (${of.reason})`],
        ...(of.awaitsDecisionHook
          ? [['Decision hook', 'The hook of the pool would be asked first.'] as const]
          : []),
        ['Caller', of.callerRole ?? 'not a party'],
        ['Callee', of.calleeRole ?? 'nobody'],
        ['Booking', <BookingLink key="booking" id={of.bookingId} />],
        ['Pool', <PoolLink key="pool" pool={of.pool} />],
        [
          '8x8 would do',
          <ol key="callflow" style={{ margin: 0, paddingLeft: '1.2rem' }}>
            {of.callflow.map((action, at) => (
              <li key={`${at} ${action.action}`}>{inWords(action)}</li>
            ))}
          </ol>,
        ],
      ]}
    />
  </div>
);

function inWords(action: Schemas['RoutingExplanation']['callflow'][number]): string {
  switch (action.action) {
    case 'makeCall':
      return `call ${action.params.destination}, who sees ${action.params.source}`;
    case 'say':
      return `say “${action.params.text}”`;
    case 'playFile':
      return `play ${action.params.fileUrl}`;
    case 'sayAndCapture':
      return `ask “${action.params.promptMessage}”`;
    case 'hangup':
      return 'hang up';
  }
}
