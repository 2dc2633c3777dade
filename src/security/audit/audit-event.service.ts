import { Injectable } from '@nestjs/common';
import { decodeCursor, type Page, toPage } from '../../common/index.js';
import { PostgresPool } from '../../database/index.js';
import { LIST_EVENTS } from './audit.sql.js';
import type { ListAuditEventsQuery } from './audit.dto.js';
import type { AuditOutcome } from './audit-event.entity.js';

export interface AuditEventAnswer {
  id: string;
  occurredAt: Date;
  /** Null: the key of the settings, or Maskline itself. */
  keyId: string | null;
  actor: string;
  action: string;
  objectType: string;
  objectId: string | null;
  outcome: AuditOutcome;
  code: string | null;
  ip: string | null;
  details: Record<string, unknown>;
}

interface AuditEventRow {
  id: string;
  occurred_at: Date;
  key_id: string | null;
  actor: string;
  action: string;
  object_type: string;
  object_id: string | null;
  outcome: AuditOutcome;
  code: string | null;
  ip: string | null;
  details: Record<string, unknown>;
}

const isEventId = (text: string): boolean => /^[1-9]\d{0,17}$/.test(text);
const WITHOUT_ID = new Set(['bootstrap', 'system']);

/** Reads the audit trail. */
@Injectable()
export class AuditEventService {
  constructor(private readonly database: PostgresPool) {}

  /** Newest first. @throws InvalidCursorError */
  async list(query: ListAuditEventsQuery): Promise<Page<AuditEventAnswer>> {
    const { limit, cursor, action, key, from, to } = query;
    const actor = key !== undefined && WITHOUT_ID.has(key) ? key : undefined;
    const { rows } = await this.database.query<AuditEventRow>(LIST_EVENTS, [
      limit + 1,
      decodeCursor(cursor, isEventId),
      action,
      actor === undefined ? key : undefined,
      actor,
      from,
      to,
    ]);
    return toPage(rows, limit, ({ id }) => id, toAnswer);
  }
}

const toAnswer = ({
  occurred_at: occurredAt,
  key_id: keyId,
  object_type: objectType,
  object_id: objectId,
  ...row
}: AuditEventRow): AuditEventAnswer => ({ ...row, occurredAt, keyId, objectType, objectId });
