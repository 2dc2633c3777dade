import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Pool } from '../../pool/index.js';

export const GEO_MATCH_LEVELS = [
  'country',
  'area-code',
  'overlay',
  'radius',
  'extended-area-code',
] as const;
export type GeoMatchLevel = (typeof GEO_MATCH_LEVELS)[number];

/**
 * What Twilio's API stores about a service beyond its pool. A pool without such a row is a service
 * with defaults.
 */
@Entity('twilio_service')
@Index('twilio_service_by_name', ['uniqueName'], { unique: true, where: 'deleted_at is null' })
@Check('twilio_service_ttl_check', 'default_ttl >= 0')
export class TwilioService {
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'twilio_service_pk' })
  @ForeignKey(() => Pool, { name: 'twilio_service_pool_fk' })
  poolId!: string;

  /** The account that changed it last, whose token signs its callbacks. */
  @Column('uuid', { name: 'account_id', nullable: true })
  accountId!: string | null;

  @Column('text', { name: 'unique_name' })
  uniqueName!: string;

  /** Seconds; 0: none. */
  @Column('integer', { name: 'default_ttl', default: 0 })
  defaultTtl!: number;

  @Column('text', { name: 'callback_url', nullable: true })
  callbackUrl!: string | null;

  @Column('text', { name: 'intercept_callback_url', nullable: true })
  interceptCallbackUrl!: string | null;

  @Column('text', { name: 'out_of_session_callback_url', nullable: true })
  outOfSessionCallbackUrl!: string | null;

  @Column('text', { name: 'geo_match_level', default: 'country' })
  geoMatchLevel!: GeoMatchLevel;

  /** Stored for clients that read it back; Maskline has no chat. */
  @Column('text', { name: 'chat_instance_sid', nullable: true })
  chatInstanceSid!: string | null;

  /** The service is hidden from then on. Its pool stays, because its bookings are records. */
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
