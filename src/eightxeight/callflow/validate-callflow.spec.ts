import { describe, expect, it } from 'vitest';
import { callflowFaults } from './validate-callflow.js';

const voice = { voiceProfile: 'en-US-ZiraRUS' };
const faultsOf = (...callflow: unknown[]) => callflowFaults({ callflow });

describe('a callflow', () => {
  it('is valid with each action that 8x8 supports', () => {
    const actions = [
      {
        action: 'say',
        params: { text: 'hello', voiceProfile: 'en-US-ZiraRUS', repetition: 3, speed: 0.5 },
      },
      { action: 'playFile', params: { fileUrl: 'https://example.org/a.mp3', repetition: 1 } },
      {
        action: 'sayAndCapture',
        params: {
          ...voice,
          promptMessage: 'PIN?',
          maxDigits: 4,
          digitTimeout: 1000,
          overallTimeout: 9000,
        },
      },
      {
        action: 'makeCall',
        params: { source: '6568332048', destination: '+6591178965', callRecording: true },
      },
      { action: 'hangup' },
    ];
    expect(callflowFaults({ clientActionId: 'x', callflow: actions })).toEqual([]);
  });

  it.each([
    [{ action: 'transfer', params: {} }],
    [{ action: 'constructor', params: {} }],
    [{ params: {} }],
    ['hangup'],
    [{ action: 'makeCall', params: { source: '+6568332048' } }],
    [{ action: 'makeCall', params: { source: '+6568332048', destination: 'driver' } }],
    [
      {
        action: 'makeCall',
        params: { source: '+6568332048', destination: '+6591178965', callRecording: 'yes' },
      },
    ],
    [{ action: 'say', params: { text: 'hello' } }],
    [{ action: 'say', params: { text: 'hello', voiceProfile: 'Zira, please' } }],
    [{ action: 'sayAndCapture', params: { promptMessage: 'PIN?' } }],
    [{ action: 'say', params: { ...voice, text: '' } }],
    [{ action: 'say', params: { ...voice, text: 'x'.repeat(3001) } }],
    [{ action: 'say', params: { ...voice, text: 'hello', speed: 3 } }],
    [{ action: 'say', params: { ...voice, text: 'hello', repetition: 0 } }],
    [{ action: 'say', params: { ...voice, text: 'hello', volume: 11 } }],
    [{ action: 'playFile', params: { fileUrl: 'file:///etc/passwd' } }],
    [{ action: 'sayAndCapture', params: { ...voice, promptMessage: 'PIN?', digitTimeout: 1000 } }],
    [{ action: 'hangup', params: { now: true } }],
  ])('reports a fault in %j', (action) => {
    expect(faultsOf(action)).toHaveLength(1);
  });

  it.each([[null], [[]], [{}], [{ callflow: [] }], [{ callflow: {} }]])('rejects %j', (answer) => {
    expect(callflowFaults(answer)).not.toEqual([]);
  });
});
