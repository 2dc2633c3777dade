import { asCsv, type CsvColumns } from '../../platform/rest/index.js';
import type { CallResponse } from './call-record.mapper.js';

const COLUMNS: CsvColumns<CallResponse> = {
  sessionId: (call) => call.sessionId,
  createdAt: (call) => call.createdAt,
  pool: (call) => call.pool,
  bookingId: (call) => call.bookingId,
  virtualNumber: (call) => call.virtualNumber,
  callerRole: (call) => call.caller.role,
  caller: (call) => call.caller.phoneNumber,
  calleeRole: (call) => call.callee.role,
  decision: (call) => call.decision,
  reason: (call) => call.reason,
  outcome: (call) => call.outcome,
  sessionStatus: (call) => call.sessionStatus,
  errorCode: (call) => call.error?.code,
  startedAt: (call) => call.startedAt,
  endedAt: (call) => call.endedAt,
  ringSeconds: (call) => call.legs.find(({ leg }) => leg === 'B')?.ringSeconds,
  talkSeconds: (call) => call.talkSeconds,
  mos: (call) => call.legs.find(({ leg }) => leg === 'B')?.quality?.mos,
};

export const callsAsCsv = (calls: readonly CallResponse[]): string => asCsv(COLUMNS, calls);
