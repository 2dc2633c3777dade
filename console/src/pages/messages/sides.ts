import type { Schemas } from '../../api/client.js';

/** Returns who wrote to whom: `rider → driver`. */
export function sidesOf({ kind, senderRole, receiverRole }: Schemas['Message']): string {
  const sender = kind === 'text' ? (senderRole ?? 'somebody') : 'Maskline';
  return `${sender} → ${receiverRole ?? (kind === 'text' ? 'nobody' : 'the sender')}`;
}
