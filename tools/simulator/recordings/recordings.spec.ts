import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCall } from '../../../src/eightxeight/index.js';
import type { CallBehaviour } from '../index.js';
import { CALLEE, CALLER, Simulation, VIRTUAL_NUMBER } from '../test-support/simulation.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const connect = (callRecording?: boolean) =>
  makeCall({ source: VIRTUAL_NUMBER, destination: CALLEE, callRecording });

const PUSH_CONFIG = {
  protocol: 'SFTP',
  host: '172.30.2.61',
  port: 22,
  username: 'maskline',
  path: '/masked-calls/',
};

describe('a recorded call', () => {
  let simulation: Simulation;
  const call = (behaviour: CallBehaviour | 'busy' = { talkSeconds: 25 }) =>
    simulation.simulator.placeCall({ from: CALLER, to: VIRTUAL_NUMBER, behaviour });
  const recordings = async (sessionId: string) => simulation.api('GET', `/recordings/${sessionId}`);
  const order = () => simulation.receiver.received.map(({ type }) => type);

  beforeEach(async () => {
    simulation = await Simulation.start();
    await simulation.register('VRU');
    simulation.answerWith([connect(true)]);
  });
  afterEach(() => simulation.close());

  it('is reported after its summary, with exactly the published fields', async () => {
    const { sessionId, messages } = await call();
    const [message] = simulation.receiver.messages('VRU');
    expect(message).toEqual({
      namespace: 'VOICE',
      eventType: 'CALL_RECORDING_STATUS',
      description: 'Call recording status updated',
      payload: {
        sessionId,
        recordingId: expect.stringMatching(UUID),
        durationSeconds: 25,
        filePath: expect.stringContaining(`/${sessionId}/${message?.payload.recordingId}_`),
        status: 'UPLOAD_COMPLETED',
      },
    });
    expect(order().slice(-2)).toEqual(['VSS', 'VRU']);
    expect(messages.at(-1)).toEqual({
      type: 'VRU',
      recordingStatus: 'UPLOAD_COMPLETED',
      status: 200,
      attempts: 1,
    });
  });

  it('can be found by its session id', async () => {
    const { sessionId } = await call();
    const [message] = simulation.receiver.messages('VRU');
    const connected = simulation.receiver.messages('VSS')[0]?.payload.details.callB;
    expect(await recordings(sessionId)).toEqual({
      status: 200,
      body: {
        recordings: [
          {
            recordingId: message?.payload.recordingId,
            sessionid: sessionId,
            subAccountId: 'maskline_demo',
            status: 'CALLBACK_COMPLETED',
            externalFileUrl: expect.stringMatching(/^https:\/\/.*\.mp3$/),
            duration: 25,
            startRecordingTime: connected?.connectedTimestamp,
          },
        ],
        statusCode: 0,
        statusMessage: 'ok',
      },
    });
    expect(connected?.connectedTimestamp).toMatch(TIMESTAMP);
  });

  it('can be found without a file while it is being processed', async () => {
    await simulation.close();
    simulation = await Simulation.start({ timeScale: 1 });
    simulation.answerWith([connect(true)]);
    const { receiver, simulator } = simulation;
    const placed = simulator.placeCall({
      from: CALLER,
      to: VIRTUAL_NUMBER,
      sessionId: 'under-way',
      behaviour: { answerAfterSeconds: 0, talkSeconds: 60 },
    });
    const broken = expect(placed).rejects.toThrow('closed');
    await receiver.until(() => receiver.messages('VCS').length === 4);
    const { body } = await recordings('under-way');
    expect(body).toMatchObject({ recordings: [{ status: 'PROCESSING', duration: 0 }] });
    expect(body).not.toHaveProperty(['recordings', 0, 'externalFileUrl']);
    await simulator.close();
    await broken;
  });

  it('can be reported before its summary, or not at all', async () => {
    await call({ recordingReport: 'before-summary' });
    expect(order().slice(-2)).toEqual(['VRU', 'VSS']);
    const { sessionId } = await call({ recordingReport: 'none' });
    expect(simulation.receiver.messages('VRU')).toHaveLength(1);
    expect((await recordings(sessionId)).body).toMatchObject({
      recordings: [{ status: 'UPLOAD_COMPLETED' }],
    });
  });

  it('has no file if its upload fails', async () => {
    const { sessionId } = await call({ recordingUpload: 'failed' });
    const payload = simulation.receiver.messages('VRU')[0]?.payload;
    expect(payload).toMatchObject({ status: 'UPLOAD_FAILED' });
    expect(payload).not.toHaveProperty('filePath');
    const { body } = await recordings(sessionId);
    expect(body).toMatchObject({ recordings: [{ status: 'UPLOAD_FAILED' }] });
    expect(body).not.toHaveProperty(['recordings', 0, 'externalFileUrl']);
  });

  it('shows a failed report if the receiver never accepts it', async () => {
    const accept = simulation.receiver.reply;
    simulation.receiver.reply = (type, message) =>
      type === 'VRU' ? { status: 500 } : accept(type, message);
    const { sessionId } = await call();
    expect((await recordings(sessionId)).body).toMatchObject({
      recordings: [{ status: 'CALLBACK_FAILED' }],
    });
  });

  it.each([
    ['did not request one', undefined, 'answers'],
    ['was declined', false, 'answers'],
    ['had nothing to record', true, 'busy'],
  ] as const)('leaves no recording if it %s', async (_, callRecording, callee) => {
    simulation.answerWith([connect(callRecording)]);
    const { sessionId } = await call({ callee });
    expect(simulation.receiver.messages('VRU')).toEqual([]);
    expect(await recordings(sessionId)).toMatchObject({ status: 404, body: { statusCode: 404 } });
  });

  it('is stored in the directory of the push configuration', async () => {
    await simulation.api('POST', '/recording-push-config', { ...PUSH_CONFIG, password: 'x' });
    await call();
    expect(simulation.receiver.messages('VRU')[0]?.payload.filePath).toMatch(
      /^masked-calls\/\d{4}-\d\d-\d\d\//,
    );
  });
});

describe('the push configuration of recordings', () => {
  let simulation: Simulation;
  const config = (method: string, body?: unknown) =>
    simulation.api(method, '/recording-push-config', body);
  const shown = {
    subAccountId: 'maskline_demo',
    ...PUSH_CONFIG,
    passwordSet: true,
    statusCode: 0,
    statusMessage: 'ok',
  };

  beforeEach(async () => {
    simulation = await Simulation.start();
  });
  afterEach(() => simulation.close());

  it('is stored, replaced and deleted without ever showing the password', async () => {
    expect((await config('GET')).status).toBe(404);
    const created = await config('POST', { ...PUSH_CONFIG, password: 'secret' });
    expect(created).toEqual({ status: 200, body: shown });
    const s3 = { ...PUSH_CONFIG, protocol: 'S3', host: 'ap-southeast-2', password: 'secret' };
    await config('POST', s3);
    const replaced = { ...shown, protocol: 'S3', host: 'ap-southeast-2' };
    expect(await config('GET')).toEqual({ status: 200, body: replaced });
    expect(await config('DELETE')).toEqual({ status: 200, body: { ...replaced, delete: true } });
    expect((await config('DELETE')).status).toBe(404);
    expect((await config('GET')).status).toBe(404);
  });

  it.each([
    ['no object', '"S3"'],
    ['an unknown protocol', { ...PUSH_CONFIG, password: 'x', protocol: 'gopher' }],
    ['no host', { ...PUSH_CONFIG, password: 'x', host: undefined }],
    ['a port as text', { ...PUSH_CONFIG, password: 'x', port: '22' }],
    ['an impossible port', { ...PUSH_CONFIG, password: 'x', port: 65_536 }],
    ['no user name', { ...PUSH_CONFIG, password: 'x', username: '' }],
    ['no password', PUSH_CONFIG],
    ['no path', { ...PUSH_CONFIG, password: 'x', path: 7 }],
  ])('is refused with 422 if it has %s', async (_, body) => {
    expect(await config('POST', body)).toEqual({
      status: 422,
      body: {
        errorId: expect.stringMatching(UUID),
        statusCode: '1001',
        statusMessage: expect.any(String),
        timestamp: expect.stringMatching(TIMESTAMP),
      },
    });
    expect((await config('GET')).status).toBe(404);
  });
});
