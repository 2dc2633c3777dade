import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../database/index.js';
import type { AuditOutcome } from './audit-event.entity.js';

export interface AuditEventRow {
  id: string;
  occurred_at: Date;
  /** `occurred_at` with microseconds, which a Date cannot represent. */
  occurred_at_text: string;
  key_id: string | null;
  actor: string;
  key_name: string | null;
  action: string;
  object_type: string;
  object_id: string | null;
  outcome: AuditOutcome;
  code: string | null;
  ip: string | null;
  details: Record<string, unknown>;
}

export interface AuditFilter {
  action?: string;
  /** The id of an API key. */
  keyId?: string;
  /** `bootstrap` or `system`, which have no key. */
  actor?: string;
  /** ISO 8601; `from` is inclusive, `to` is exclusive. */
  from?: string;
  to?: string;
  before?: { time: string; id: string };
}

/** Reads the audit trail. */
@Injectable()
export class AuditEventRepository {
  constructor(private readonly database: PostgresPool) {}

  /**
   * Lists events, newest first. Omits conditions for absent filters, so that each combination can
   * use its own index.
   */
  async list(filter: AuditFilter, limit: number): Promise<AuditEventRow[]> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const { action, keyId, actor, from, to, before } = filter;
    const conditions = [
      action && `action = ${value(action)}`,
      keyId && `key_id = ${value(keyId)}`,
      actor && `key_id is null and actor = ${value(actor)}`,
      from && `occurred_at >= ${value(from)}`,
      to && `occurred_at < ${value(to)}`,
      before && `(occurred_at, id) < (${value(before.time)}, ${value(before.id)})`,
    ].filter(Boolean);
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    return this.database.read<AuditEventRow>(
      `select id, occurred_at, occurred_at::text as occurred_at_text, key_id, actor, action,
              object_type, object_id, outcome, code, host(ip) as ip, details,
              (select name from api_key where api_key.id = key_id) as key_name
         from audit_event ${where}
        order by occurred_at desc, id desc limit ${value(limit)}`,
      values,
    );
  }
}
