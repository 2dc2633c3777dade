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

describe('ranks', () => {
  it('of a missing or unknown word are below those of all known ones', () => {
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

  it('give one state of a recording, in any order and however often each comes', () => {
    const fold = (states: string[]) => states.reduce(laterRecordingState);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (states) => {
        expect(fold(states.toReversed())).toBe(fold(states));
        expect(fold([...states, ...states])).toBe(fold(states));
        expect(fold([...states.slice(1), states[0]!])).toBe(fold(states));
      }),
    );
  });

  it('say when nothing more is to be expected of a recording', () => {
    const final = ['UPLOAD_COMPLETED', 'CALLBACK_COMPLETED'];
    const open = ['PROCESSING', 'PROCESSING_FAILED', 'UPLOAD_FAILED', 'CALLBACK_FAILED', 'UNKNOWN'];
    expect(final.filter((state) => !isFinalRecording(state))).toEqual([]);
    expect(open.filter(isFinalRecording)).toEqual([]);
  });
});
