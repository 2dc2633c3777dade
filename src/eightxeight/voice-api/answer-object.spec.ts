import { describe, expect, it } from 'vitest';
import { AnswerObject, flag, isTrue, items, number, text } from './answer-object.js';
import { EightXEightBadResponseError } from './voice-api.errors.js';

const RECORDING = new AnswerObject(
  { recordingId: text, enabled: flag },
  { duration: number, passwordSet: isTrue, numbers: items },
);

describe('an object of a response', () => {
  it('has the fields that Maskline reads, and no others', () => {
    const answer = { recordingId: ' r-1 ', enabled: false, duration: '10', later: { added: true } };
    expect(RECORDING.read(answer)).toEqual({
      recordingId: 'r-1',
      enabled: false,
      duration: 10,
      passwordSet: false,
      numbers: undefined,
    });
  });

  it('omits optional fields of another type', () => {
    const answer = {
      recordingId: 'r',
      enabled: true,
      duration: {},
      passwordSet: 'yes',
      numbers: 1,
    };
    expect(RECORDING.read(answer)).toEqual({
      recordingId: 'r',
      enabled: true,
      duration: undefined,
      passwordSet: false,
      numbers: undefined,
    });
  });

  it('is read in any letter case of its member names', () => {
    expect(RECORDING.read({ RecordingID: 'r', Enabled: true })).toMatchObject({ recordingId: 'r' });
  });

  it.each([
    [{ enabled: true }, 'recordings[1].recordingId'],
    [{ recordingId: 7, enabled: true }, 'recordings[1].recordingId'],
    [{ recordingId: '', enabled: true }, 'recordings[1].recordingId'],
    [{ recordingId: 'x'.repeat(5_000), enabled: true }, 'recordings[1].recordingId'],
    [{ recordingId: 'r', enabled: 'true' }, 'recordings[1].enabled'],
    [null, 'recordings[1]'],
    ['text', 'recordings[1]'],
  ])('makes the list a bad response that names the field, but not its value (%#)', (bad, field) => {
    const read = () =>
      RECORDING.listedAs('recordings')({
        recordings: [{ recordingId: 'r', enabled: true }, bad],
      });
    expect(read).toThrow(EightXEightBadResponseError);
    expect(read).toThrow(expect.objectContaining({ extensions: { reason: 'unexpected', field } }));
  });

  it.each([null, [], 'text', 7])('is a bad response without a field if it is %j', (answer) => {
    expect(() => RECORDING.read(answer)).toThrow(
      expect.objectContaining({ extensions: { reason: 'unexpected' } }),
    );
  });
});
