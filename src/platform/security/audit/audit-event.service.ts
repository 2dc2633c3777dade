import { Injectable } from '@nestjs/common';
import { decodeCursor, isTimePosition, type Page, toPage } from '../../rest/index.js';
import type { ListAuditEventsQuery } from './audit.dto.js';
import type { AuditOutcome } from './audit-event.entity.js';
import { AuditEventRepository, type AuditEventRow } from './audit-event.repository.js';

export interface AuditEventResponse {
  id: string;
  occurredAt: Date;
  /** Null: the bootstrap key from the settings, or Maskline itself. */
  keyId: string | null;
  /** The beginning of the key; `bootstrap` or `system` without one. */
  actor: string;
  /** The present name of the key; null without a key, or if it has been deleted. */
  keyName: string | null;
  action: string;
  objectType: string;
  objectId: string | null;
  outcome: AuditOutcome;
  code: string | null;
  ip: string | null;
  details: Record<string, unknown>;
}

const isPosition = isTimePosition(/^[1-9]\d{0,17}$/);
const WITHOUT_ID = new Set(['bootstrap', 'system']);

/** Lists the audit trail. */
@Injectable()
export class AuditEventService {
  constructor(private readonly events: AuditEventRepository) {}

  /** Lists audit events, newest first. @throws InvalidCursorError */
  async list(query: ListAuditEventsQuery): Promise<Page<AuditEventResponse>> {
    const { limit, cursor, action, key, from, to } = query;
    const [time, id] = decodeCursor(cursor, isPosition)?.split('|') ?? [];
    const hasId = key === undefined || !WITHOUT_ID.has(key);
    const filter = {
      action,
      keyId: hasId ? key : undefined,
      actor: hasId ? undefined : key,
      from,
      to,
      before: time === undefined ? undefined : { time, id: id! },
    };
    const rows = await this.events.list(filter, limit + 1);
    return toPage(rows, limit, (row) => `${row.occurred_at_text}|${row.id}`, toResponse);
  }
}

const toResponse = (row: AuditEventRow): AuditEventResponse => ({
  id: row.id,
  occurredAt: row.occurred_at,
  keyId: row.key_id,
  actor: row.actor,
  keyName: row.key_name,
  action: row.action,
  objectType: row.object_type,
  objectId: row.object_id,
  outcome: row.outcome,
  code: row.code,
  ip: row.ip,
  details: row.details,
});
