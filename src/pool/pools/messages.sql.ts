/** Whether the pool's language `spoken` is the one wanted, or the wanted one without its region. */
const IS_WANTED = `starts_with(wanted.tag || '-', spoken.language || '-')`;

/**
 * The messages of pool `p` for a caller: `p.messages`, of which those in the caller's language are
 * replaced. That is the most exact match of the party's language, or else the language of the
 * calling code. A text without a voice gets the voice of its language. A pool without languages
 * evaluates nothing of this.
 * @param language the language of the caller's party; null: unknown
 * @param callingCode the calling code of the caller's number; null: unknown
 */
export const messagesFor = (language: string, callingCode: string): string => `(
  case when p.languages = '[]' then p.messages else p.messages || coalesce((
    select (select jsonb_object_agg(name, case when message ? 'text'
                     then jsonb_build_object('voiceProfile', spoken."voiceProfile") || message
                     else message end)
              from jsonb_each(spoken.messages) as each_message (name, message))
      from (select ${language} as tag) wanted
      cross join jsonb_to_recordset(p.languages) as spoken
        (language text, "callingCodes" jsonb, "voiceProfile" text, messages jsonb)
     where ${IS_WANTED} or spoken."callingCodes" ? ${callingCode}
     order by ${IS_WANTED} desc nulls last, length(spoken.language) desc
     limit 1), '{}') end)`;

/** Condition: the pool has a text about missed calls, in any language, and can text. */
export const hasMissedCallText = (poolId: string): string => `
  coalesce((select p.sms_sub_account_id is not null and (p.messages ? 'missedCallText'
                     or jsonb_path_exists(p.languages, '$[*].messages.missedCallText'))
              from pool p where p.id = ${poolId}), false)`;
