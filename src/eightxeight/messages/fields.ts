/**
 * Objects in 8x8's messages and API responses. 8x8 spells member names in more than one way: its pages
 * have `callA` and `CallA`, `sessionId` and `sessionid`.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** The names of all members that Maskline reads, in the spelling of 8x8's main pages. */
const NAMES = `
  payload eventType sessionId subAccountId
  eventId callId callStatus callDirection callType callDuration sipCode timestamp
  source destination sourceFormat destinationFormat sourceCountryCode destinationCountryCode
  sourceRefId destinationRefId clientActionId eventData dtmf
  sessionStatus startTime endTime lastAction callCount details callA callB errorDetails errorCode
  errorMessage initiatedTimestamp connectedTimestamp disconnectedTimestamp callQuality mos
  packetLossRate jitter
  recordingId durationSeconds filePath status
  updateEventType totalNumbers virtualNumbers msisdn countryCode operationalStatus referenceId
  numberType numberHealth isHealthy lastCheckedTime updatedTimestamp
  numbers lastUpdatedAt dateCreated dateUpdated rentalPrice incomingRate billingUnit billingCurrency
  numberHealthCheckEnabled webhooks type url enabled httpAuthHeaderAvailable recordings
  externalFileUrl duration startRecordingTime protocol host port username passwordSet path
  namespace description umid batchId clientMessageId clientBatchId body encoding smsCount price total
  perSms currency state detail
  callFlowRequestId validUntil speechProfiles speechProfileCode localeCode localeDescription gender
`
  .trim()
  .split(/\s+/);

const KNOWN = new Set(NAMES);
const BY_LOWER_CASE = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

/** Returns the main spelling of a name; undefined if it is already that, or is not known. */
const nameOf = (spelled: string): string | undefined =>
  KNOWN.has(spelled) ? undefined : BY_LOWER_CASE.get(spelled.toLowerCase());

/**
 * Returns an object with its members under their main spelling, in any letter case; undefined if
 * the value is not an object. The main spelling takes precedence. If two other spellings contradict each
 * other, the member is missing. An object that needs no change, which is the usual case, is returned as
 * it is.
 */
export function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as Fields;
  const names = Object.keys(fields);
  return names.some((name) => nameOf(name) !== undefined) ? renamed(fields, names) : fields;
}

function renamed(fields: Fields, names: readonly string[]): Fields {
  const found: Record<string, unknown> = { ...fields };
  const taken = new Set<string>();
  for (const spelled of names) {
    const name = nameOf(spelled);
    if (name === undefined || Object.hasOwn(fields, name)) continue;
    const isContradicted = taken.has(name) && found[name] !== fields[spelled];
    found[name] = isContradicted ? undefined : fields[spelled];
    taken.add(name);
  }
  return found;
}
