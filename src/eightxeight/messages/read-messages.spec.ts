import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessageError } from './carrier-fields.js';
import { readMsisdn } from './msisdn.js';
import { readCallEvent } from './read-call-event.js';
import { readNumberState } from './read-number-update.js';
import { readSessionSummary } from './read-session-summary.js';

describe('numbers in messages', () => {
  it.each([
    ['+6591178965', undefined, '+6591178965'],
    ['6591178965', 'MSISDN', '+6591178965'],
    ['6591178965', undefined, '+6591178965'],
    ['+65 9117-8965', 'MSISDN', '+6591178965'],
    ['+6591178965', 'SIP', '+6591178965'],
    ['6591178965', 'msisdn', '+6591178965'],
    ['6591178965', ' Msisdn ', '+6591178965'],
    ['+6591178965', 'E.164', '+6591178965'],
  ])('%j (format %j) is %s', (value, format, expected) => {
    expect(readMsisdn(value, { format })).toBe(expected);
  });

  it.each([
    ['91178965', 'NATIONAL'],
    ['6591178965', 'national'],
    ['+6591178965', 'National'],
    ['+6591178965', 'LOCAL'],
    ['6591178965', 'SIP'],
    ['6591178965', 'E.164'],
    ['6591178965', ''],
    ['6591178965', 4],
    ['anonymous', 'MSISDN'],
    ['sip:+6591178965@example.org', 'SIP'],
    ['', 'MSISDN'],
    ['+0591178965', 'MSISDN'],
    ['+659117896512345678', 'MSISDN'],
    ['++6591178965', 'MSISDN'],
    ['+65９1178965', 'MSISDN'],
    [null, 'MSISDN'],
    [undefined, undefined],
    [6_591_178_965, 'MSISDN'],
  ])('%j (format %j) is no phone number', (value, format) => {
    expect(readMsisdn(value, { format })).toBeUndefined();
  });
});

describe('messages from 8x8', () => {
  it('yield an event, a summary or MalformedMessageError for any JSON', () => {
    const anyMessage = fc.oneof(
      fc.jsonValue(),
      fc.record({ payload: fc.jsonValue() }),
      fc.record({
        payload: fc.dictionary(
          fc.constantFrom(
            'sessionId',
            'callId',
            'eventId',
            'source',
            'destination',
            'callStatus',
            'timestamp',
            'callDuration',
            'sessionStatus',
            'details',
            'errorDetails',
            'startTime',
            'callDirection',
          ),
          fc.jsonValue(),
        ),
      }),
    );
    fc.assert(
      fc.property(anyMessage, (message) => {
        for (const read of [readCallEvent, readSessionSummary]) {
          try {
            expect(read(message).sessionId.length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedMessageError);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('show which end of a leg is the virtual number', () => {
    const payload = { sessionId: 's', source: '+6591178965', destination: '+6568332048' };
    expect(readCallEvent({ payload: { ...payload, callDirection: 'INBOUND' } })).toMatchObject({
      leg: 'A',
      virtualNumber: '+6568332048',
      party: '+6591178965',
    });
    expect(readCallEvent({ payload: { ...payload, callDirection: 'OUTBOUND' } })).toMatchObject({
      leg: 'B',
      virtualNumber: '+6591178965',
      party: '+6568332048',
    });
  });

  it.each([
    [{ sourceCountryCode: 'US' }, '6595550123'],
    [{ sourceCountryCode: 'US' }, '+6595550123'],
    [{ sourceCountryCode: ' us ', sourceFormat: 'MSISDN' }, '6595550123'],
    [{ destinationCountryCode: 'US' }, '+6595550123'],
  ])('yield no party if a number contradicts the message: %j, %s', (stated, source) => {
    const call = { source, destination: '+6568332048', callDirection: 'INBOUND', ...stated };
    expect(readCallEvent({ payload: { sessionId: 's', ...call } }).party).toBeUndefined();
    const outbound = { source: '+6568332048', destination: '+6591178965' };
    for (const details of [{ callA: call }, { callA: call, callB: outbound }]) {
      const { legs } = readSessionSummary({ payload: { sessionId: 's', details } });
      expect(legs.map(({ party }) => party)).toEqual(legs.map(() => undefined));
    }
    const callB = { ...outbound, destinationCountryCode: 'US' };
    const details = {
      callA: { ...call, sourceCountryCode: 'SG', destinationCountryCode: 'SG' },
      callB,
    };
    const { legs } = readSessionSummary({ payload: { sessionId: 's', details } });
    expect(legs.map(({ party }) => party)).toEqual([undefined, undefined]);
  });

  it('have their statuses normalised to one spelling', () => {
    for (const status of ['NO_ANSWER', 'NO ANSWER', 'no-answer', ' No Answer ']) {
      const summary = readSessionSummary({ payload: { sessionId: 's', sessionStatus: status } });
      expect(summary.sessionStatus).toBe('NO_ANSWER');
    }
  });

  it('drop a word that contains a phone number, since words are stored and shown', () => {
    const word = 'ended by +65 9117-8965';
    const payload = { sessionId: 's', callStatus: word, sessionStatus: word, lastAction: word };
    expect(readCallEvent({ payload }).callStatus).toBe('UNKNOWN');
    expect(readSessionSummary({ payload })).toMatchObject({
      sessionStatus: 'UNKNOWN',
      lastAction: undefined,
    });
    const number = { msisdn: '+6568332048', operationalStatus: word, numberType: word };
    expect(readNumberState(number)).toMatchObject({
      operationalStatus: undefined,
      numberType: undefined,
    });
  });

  it('yield no time and no number for values that are neither', () => {
    const payload = {
      sessionId: 's',
      timestamp: '+275760-09-13T00:00:00.000Z',
      callDuration: 1e300,
      eventId: 5,
    };
    const event = readCallEvent({ payload });
    expect(event).toMatchObject({ at: undefined, duration: undefined, eventId: undefined });
  });
});
