import type { FastifyInstance } from 'fastify';
import { failure, invalidParam, OK } from '../api/api-status.js';
import { parseRecordingPushConfig, type RecordingPushConfig } from './recording-push-config.js';
import type { Recording, Recordings } from './recordings.js';

/** The recordings of the sub-account, and their push configuration. */
export function recordingsApi(
  app: FastifyInstance,
  { subAccountId, recordings }: { subAccountId: string; recordings: Recordings },
): void {
  app.get('/recording-push-config', (_request, reply) => {
    const { pushConfig } = recordings;
    if (!pushConfig) return reply.code(404).send(failure(404));
    return reply.send({ subAccountId, ...configResource(pushConfig), ...OK });
  });

  app.post('/recording-push-config', (request, reply) => {
    const config = parseRecordingPushConfig(request.body);
    if (typeof config === 'string') return reply.code(422).send(invalidParam(config));
    recordings.pushConfig = config;
    return reply.send({ subAccountId, ...configResource(config), ...OK });
  });

  app.delete('/recording-push-config', (_request, reply) => {
    const { pushConfig } = recordings;
    if (!pushConfig) return reply.code(404).send(failure(404));
    delete recordings.pushConfig;
    return reply.send({ delete: true, subAccountId, ...configResource(pushConfig), ...OK });
  });

  app.get<{ Params: { sessionId: string } }>('/recordings/:sessionId', (request, reply) => {
    const found = recordings.ofSession(request.params.sessionId);
    if (found.length === 0) return reply.code(404).send(failure(404));
    return reply.send({
      recordings: found.map((recording) => recordingResource(recording, subAccountId)),
      ...OK,
    });
  });
}

const configResource = ({ password, ...config }: RecordingPushConfig) => ({
  ...config,
  passwordSet: password !== '',
});

/** `sessionid` and `duration` as in 8x8's OpenAPI file; its guide has `sessionId` and no duration. */
const recordingResource = (recording: Recording, subAccountId: string) => ({
  recordingId: recording.recordingId,
  sessionid: recording.sessionId,
  subAccountId,
  status: recording.status,
  ...(isUploaded(recording) ? { externalFileUrl: urlOf(recording) } : {}),
  duration: recording.durationSeconds,
  startRecordingTime: recording.startedAt.toISOString(),
});

const isUploaded = ({ status }: Recording): boolean =>
  status !== 'PROCESSING' && status !== 'UPLOAD_FAILED';

/** A URL without a file, since no call is really recorded. */
const urlOf = ({ filePath }: Recording): string =>
  `https://recordings.example/${filePath.split('/').map(encodeURIComponent).join('/')}`;
