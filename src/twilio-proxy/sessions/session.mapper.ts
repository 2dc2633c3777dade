import { twilioTime, twilioTimeOrNull } from '../http/twilio-time.js';
import { sidOf } from '../sid.js';
import type { SessionRow } from './session.repository.js';

/** Where an answer belongs. */
export interface SessionContext {
  accountSid: string;
  serviceSid: string;
  /** Absolute URL of the list of sessions. */
  url: string;
}

export function mapSession(row: SessionRow, { accountSid, serviceSid, url }: SessionContext) {
  const sid = sidOf('KC', row.id);
  const own = `${url}/${sid}`;
  return {
    sid,
    service_sid: serviceSid,
    account_sid: accountSid,
    date_started: twilioTimeOrNull(row.started_at),
    date_ended: twilioTimeOrNull(row.ended_at),
    date_last_interaction: twilioTimeOrNull(row.last_interaction_at),
    date_expiry: twilioTimeOrNull(row.date_expiry),
    unique_name: row.unique_name ?? sid,
    status: row.status,
    closed_reason: row.closed_reason ?? '',
    ttl: row.ttl,
    mode: row.mode,
    date_created: twilioTime(row.created_at),
    date_updated: twilioTime(row.updated_at),
    url: own,
    links: { interactions: `${own}/Interactions`, participants: `${own}/Participants` },
  };
}
