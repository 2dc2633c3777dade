import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A recording of a session, which 8x8 pushes to where the company wants it. */
@Entity('recording')
export class Recording {
  @PrimaryColumn('text', { name: 'session_id', primaryKeyConstraintName: 'recording_pk' })
  sessionId!: string;

  /** 8x8's id, opaque. */
  @PrimaryColumn('text', { name: 'recording_id', primaryKeyConstraintName: 'recording_pk' })
  recordingId!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'recording_pk' })
  poolId!: string;

  /** 8x8's word on it. */
  @Column('text')
  status!: string;

  /** Of two states the one with the higher rank stays, whichever came last. */
  @Column('integer', { name: 'status_rank' })
  statusRank!: number;

  @Column('integer', { name: 'duration_seconds', nullable: true })
  durationSeconds!: number | null;

  /** Within the company's store. */
  @Column('text', { name: 'file_path', nullable: true })
  filePath!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
