import { twilioTime } from '../http/twilio-time.js';
import { numberSidOf } from '../sid.js';
import type { NumberRow } from './phone-number.service.js';

/** Where an answer belongs. */
export interface NumberContext {
  accountSid: string;
  serviceSid: string;
  /** Absolute URL of the list of numbers. */
  url: string;
}

export function mapNumber(row: NumberRow, { accountSid, serviceSid, url }: NumberContext) {
  const sid = numberSidOf(row.msisdn);
  return {
    sid,
    account_sid: accountSid,
    service_sid: serviceSid,
    date_created: twilioTime(row.created_at),
    date_updated: twilioTime(row.updated_at),
    phone_number: row.msisdn,
    friendly_name: row.msisdn,
    iso_country: row.country_code,
    capabilities: capabilitiesOf(row),
    url: `${url}/${sid}`,
    is_reserved: row.reserved,
    in_use: row.in_use,
  };
}

const capabilitiesOf = ({ can_voice: canVoice, can_sms: canSms }: NumberRow) => ({
  sms_inbound: canSms,
  sms_outbound: canSms,
  voice_inbound: canVoice,
  voice_outbound: canVoice,
  mms_inbound: false,
  mms_outbound: false,
  fax_inbound: false,
  fax_outbound: false,
  rcs_inbound: false,
  rcs_outbound: false,
  sip_trunking: false,
  restriction_sms_domestic: false,
  restriction_mms_domestic: false,
  restriction_rcs_domestic: false,
  restriction_voice_domestic: false,
  restriction_fax_domestic: false,
});
