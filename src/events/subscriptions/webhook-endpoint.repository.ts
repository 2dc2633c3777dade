import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { PostgresPool, type PreparedStatement } from '../../database/index.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** What is changed; the rest follows from it. */
export type EndpointChange = Partial<
  Pick<WebhookEndpoint, 'url' | 'description' | 'types' | 'poolIds' | 'state'>
>;

/**
 * The secret of before goes on being valid for a while, by the database's clock. One that was rotated
 * out before that is valid no more. $1 endpoint, $2 cipher text, $3 seconds
 */
const ROTATE_SECRET: PreparedStatement = {
  name: 'rotate-webhook-secret',
  text: `
  update webhook_endpoint
     set previous_secret_ciphertext = secret_ciphertext, secret_ciphertext = $2,
         previous_secret_until = statement_timestamp() + make_interval(secs => $3),
         updated_at = statement_timestamp()
   where id = $1`,
};

/** $1 endpoint */
const DELETE_ENDPOINT: PreparedStatement = {
  name: 'delete-webhook-endpoint',
  text: 'delete from webhook_endpoint where id = $1 returning id',
};

/**
 * What was sent to an endpoint stays on record; what was not, is nobody's any more. In batches, since an
 * endpoint that is given up may have many; they are dropped with their events if this does not come to
 * its end. $1 endpoint, $2 how many
 */
const DROP_PENDING: PreparedStatement = {
  name: 'drop-pending-deliveries',
  text: `
  delete from webhook_delivery
   where ctid = any(array(
     select ctid from webhook_delivery where endpoint_id = $1 and status = 'pending' limit $2))
  returning true`,
};

/** Rows of one statement. */
const BATCH = 1_000;

/** $1 ids */
const POOL_NAMES: PreparedStatement = {
  name: 'pool-names-of-endpoints',
  text: 'select id, name from pool where id = any($1::uuid[])',
};

@Injectable()
export class WebhookEndpointRepository {
  constructor(
    @InjectRepository(WebhookEndpoint) private readonly endpoints: Repository<WebhookEndpoint>,
    private readonly database: PostgresPool,
  ) {}

  async insert(endpoint: Partial<WebhookEndpoint> & { id: string }): Promise<WebhookEndpoint> {
    await this.endpoints.insert(endpoint);
    return this.endpoints.findOneByOrFail({ id: endpoint.id });
  }

  count(): Promise<number> {
    return this.endpoints.count();
  }

  async findById(id: string): Promise<WebhookEndpoint | null> {
    return isUuid(id) ? this.endpoints.findOneBy({ id }) : null;
  }

  /** Newest first. */
  list(limit: number, before: string | undefined): Promise<WebhookEndpoint[]> {
    return this.endpoints.find({
      where: before === undefined ? {} : { id: LessThan(before) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** An endpoint that is enabled, or disabled, by hand starts anew. */
  async update(id: string, change: EndpointChange): Promise<void> {
    const anew = change.state === undefined ? {} : { disabledReason: null, failingSince: null };
    await this.endpoints.update({ id }, { ...change, ...anew, updatedAt: () => 'now()' });
  }

  async rotate(id: string, secretCiphertext: Buffer, overlapSeconds: number): Promise<void> {
    await this.database.run(ROTATE_SECRET, [id, secretCiphertext, overlapSeconds]);
  }

  /** @returns whether it was there */
  async delete(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const deleted = await this.database.run(DELETE_ENDPOINT, [id]);
    if (deleted.length === 0) return false;
    for (let dropped = BATCH; dropped === BATCH;) {
      dropped = (await this.database.run(DROP_PENDING, [id, BATCH])).length;
    }
    return true;
  }

  /** By id. */
  async poolNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.run<{ id: string; name: string }>(POOL_NAMES, [ids]);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
