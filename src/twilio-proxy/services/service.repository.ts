import { Injectable } from '@nestjs/common';
import { PostgresPool, sqlStateOf, UNIQUE_VIOLATION } from '../../platform/database/index.js';
import type { PageRequest } from '../http/list.js';
import { TwilioProxyError } from '../http/twilio-error.js';
import {
  DELETE_SERVICE,
  FIND_SERVICE,
  FIND_SERVICE_BY_NAME,
  LIST_SERVICES,
  LIST_SERVICES_BEFORE,
  SAVE_SERVICE,
} from './service.sql.js';
import type { GeoMatchLevel } from './twilio-service.entity.js';

export interface ServiceRow {
  pool_id: string;
  /** The account whose token signs its callbacks. */
  account_id: string | null;
  unique_name: string;
  default_ttl: number;
  callback_url: string | null;
  intercept_callback_url: string | null;
  out_of_session_callback_url: string | null;
  geo_match_level: GeoMatchLevel;
  avoid_last_number: boolean;
  chat_instance_sid: string | null;
  /** Whether its pool has a sub-account for texts. */
  has_texts: boolean;
  created_at: Date;
  updated_at: Date;
}

type Pools = readonly string[] | null;

@Injectable()
export class ServiceRepository {
  constructor(private readonly database: PostgresPool) {}

  async find(poolId: string, visiblePools: Pools): Promise<ServiceRow | undefined> {
    return (await this.database.run<ServiceRow>(FIND_SERVICE({ poolId, visiblePools })))[0];
  }

  async isNameTaken(uniqueName: string): Promise<boolean> {
    return (await this.database.run(FIND_SERVICE_BY_NAME({ uniqueName }))).length > 0;
  }

  list({ size, after, before }: PageRequest, visiblePools: Pools): Promise<ServiceRow[]> {
    const page = { limit: size + 1, visiblePools };
    return this.database.run(
      before === undefined
        ? LIST_SERVICES({ ...page, afterId: after })
        : LIST_SERVICES_BEFORE({ ...page, beforeId: before }),
    );
  }

  /** @throws TwilioProxyError if another service has the unique name */
  async save(service: Parameters<typeof SAVE_SERVICE>[0]): Promise<void> {
    try {
      await this.database.run(SAVE_SERVICE(service));
    } catch (error) {
      if (sqlStateOf(error) === UNIQUE_VIOLATION) throw new TwilioProxyError(80602);
      throw error;
    }
  }

  /** @returns whether the service had no active booking */
  async delete(poolId: string, uniqueName: string): Promise<boolean> {
    return (await this.database.run(DELETE_SERVICE({ poolId, uniqueName }))).length > 0;
  }
}
