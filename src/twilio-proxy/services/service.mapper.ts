import { twilioTime } from '../http/twilio-time.js';
import { sidOf } from '../sid.js';
import type { ServiceRow } from './service.repository.js';

/** @param url absolute URL of the list of services */
export function mapService(row: ServiceRow, accountSid: string, url: string) {
  const sid = sidOf('KS', row.pool_id);
  const own = `${url}/${sid}`;
  return {
    sid,
    unique_name: row.unique_name,
    account_sid: accountSid,
    chat_instance_sid: row.chat_instance_sid,
    callback_url: row.callback_url,
    default_ttl: row.default_ttl,
    number_selection_behavior: row.avoid_last_number ? 'avoid-sticky' : 'prefer-sticky',
    geo_match_level: row.geo_match_level,
    intercept_callback_url: row.intercept_callback_url,
    out_of_session_callback_url: row.out_of_session_callback_url,
    date_created: twilioTime(row.created_at),
    date_updated: twilioTime(row.updated_at),
    url: own,
    links: {
      sessions: `${own}/Sessions`,
      phone_numbers: `${own}/PhoneNumbers`,
      short_codes: `${own}/ShortCodes`,
    },
  };
}
