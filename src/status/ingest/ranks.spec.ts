import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FINAL_STATES,
  finalLegRank,
  finalRank,
  isFinalRecording,
  laterRecordingState,
  liveLegRank,
  recordingRank,
} from './ranks.js';

const word = fc.oneof(
  fc.constantFrom(
    'PROCESSING',
    'PROCESSING_FAILED',
    'UPLOAD_COMPLETED',
    'UPLOAD_FAILED',
    'CALLBACK_COMPLETED',
    'CALLBACK_FAILED',
    'UNKNOWN',
  ),
  fc.string(),
);

describe('ranks of call and recording states', () => {
  it('put a missing or unknown state below every known state', () => {
    for (const state of FINAL_STATES) {
      for (const unknown of ['UNKNOWN', 'SOMETHING_NEW', 'ZEBRA', '']) {
        expect(finalRank(unknown)).toBeLessThan(finalRank(state));
        expect(finalLegRank(unknown)).toBeLessThan(liveLegRank('CALL_INITIATED'));
      }
      expect(finalLegRank(state)).toBeGreaterThan(liveLegRank('CALL_DISCONNECTED'));
      expect(finalRank(state)).toBeLessThanOrEqual(finalRank('COMPLETED'));
    }
    expect(liveLegRank('DTMF_RECEIVED')).toBe(0);
    expect(recordingRank('UNKNOWN')).toBeLessThan(recordingRank('PROCESSING'));
  });

  it('give the same recording state in any order and with repeated reports', () => {
    const fold = (states: string[]) => states.reduce(laterRecordingState);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (states) => {
        expect(fold(states.toReversed())).toBe(fold(states));
        expect(fold([...states, ...states])).toBe(fold(states));
        expect(fold([...states.slice(1), states[0]!])).toBe(fold(states));
      }),
    );
  });

  it('mark only recordings at their destination as final', () => {
    const final = ['UPLOAD_COMPLETED', 'CALLBACK_COMPLETED'];
    const open = ['PROCESSING', 'PROCESSING_FAILED', 'UPLOAD_FAILED', 'CALLBACK_FAILED', 'UNKNOWN'];
    expect(final.filter((state) => !isFinalRecording(state))).toEqual([]);
    expect(open.filter(isFinalRecording)).toEqual([]);
  });
});
