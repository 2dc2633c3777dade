import { describe, expect, it } from 'vitest';
import { isStorableText } from '../../platform/input/index.js';
import { readSessionSummary } from './read-session-summary.js';

const read = (payload: object) => readSessionSummary({ payload: { sessionId: 's', ...payload } });
const legB = (callB: unknown) => read({ details: { callB } }).legs[0];

describe('a session summary', () => {
  it('has the same legs in any letter case of its member names', () => {
    const leg = {
      CallId: 'b',
      CallStatus: 'No Answer',
      CallDuration: '7',
      CallQuality: { MOS: 4 },
    };
    const summary = readSessionSummary({
      Payload: { SessionID: 's', SessionStatus: 'no-answer', Details: { CallB: leg } },
    });
    expect(summary).toMatchObject({ sessionId: 's', sessionStatus: 'NO_ANSWER' });
    expect(summary.legs).toMatchObject([
      { leg: 'B', callId: 'b', callStatus: 'NO_ANSWER', duration: 7, mos: 4 },
    ]);
  });

  it.each([
    [{}],
    [{ callId: null, callStatus: null, callDuration: null, callQuality: null }],
    [{ callId: '', callStatus: ' ', source: 7, somethingNew: 'x' }],
    [{ callDuration: 0, callQuality: {}, callStatus: 'UNKNOWN' }],
    [null],
    ['NULL'],
    [[]],
  ])('has no leg B in %j', (callB) => {
    expect(read({ details: { callB } }).legs).toEqual([]);
  });

  it.each([[{ callId: 'b' }], [{ callStatus: 'BUSY' }], [{ callDuration: 3 }]])(
    'has a leg B in %j',
    (callB) => {
      expect(legB(callB)).toMatchObject({ leg: 'B' });
    },
  );

  it('finds the error code next to the details of the error or within them', () => {
    expect(read({ errorDetails: { errorCode: '-2004' } }).errorCode).toBe(-2004);
    expect(read({ errorDetails: {}, errorCode: -2004 }).errorCode).toBe(-2004);
    expect(read({ errorDetails: { errorCode: 1e12 } }).errorCode).toBeUndefined();
    expect(read({ details: [], errorDetails: [] })).toMatchObject({
      legs: [],
      errorCode: undefined,
    });
  });

  it.each([
    ['callDuration', -3, 'duration', undefined],
    ['callDuration', 1e9, 'duration', undefined],
    ['callDuration', '13', 'duration', 13],
    ['connectedTimestamp', '2026-11-29T10:00:00', 'connectedAt', new Date('2026-11-29T10:00:00Z')],
    ['connectedTimestamp', '1', 'connectedAt', undefined],
    ['connectedTimestamp', '2026-02-30T10:00:00Z', 'connectedAt', undefined],
  ])('reads %s %j as %s %j', (name, value, member, expected) => {
    expect(legB({ callId: 'b', [name]: value })).toMatchObject({ [member]: expected });
  });

  it.each([
    [0, undefined],
    [45, undefined],
    [1e308, undefined],
    ['4.5', 4.5],
    [1, 1],
    [5, 5],
  ])('reads a MOS of %j as %j', (mos, expected) => {
    expect(legB({ callId: 'b', callQuality: { mos } })?.mos).toBe(expected);
  });

  it.each([
    [
      { packetLossRate: 101, jitter: -1 },
      { packetLossRate: undefined, jitter: undefined },
    ],
    [
      { packetLossRate: '0.5', jitter: 19 },
      { packetLossRate: 0.5, jitter: 19 },
    ],
  ])('reads a quality of %j', (callQuality, expected) => {
    expect(legB({ callId: 'b', callQuality })).toMatchObject(expected);
  });
});

describe('a session id', () => {
  const idOf = (sessionId: string) => readSessionSummary({ payload: { sessionId } }).sessionId;

  it('is kept unchanged up to 200 characters', () => {
    const id = 'x'.repeat(200);
    expect(idOf(id)).toBe(id);
  });

  it('remains distinct from others if it is longer, and is not cut within a character', () => {
    const [one, two] = [idOf(`${'😀'.repeat(150)}1`), idOf(`${'😀'.repeat(150)}2`)];
    expect(one).not.toBe(two);
    expect(one.length).toBeLessThanOrEqual(200);
    expect(isStorableText(one)).toBe(true);
    expect(one.startsWith('😀'.repeat(70))).toBe(true);
  });
});
