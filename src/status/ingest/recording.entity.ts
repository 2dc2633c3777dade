import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A recording of a session. 8x8 uploads the file to the company's storage. */
@Entity('recording')
export class Recording {
  @PrimaryColumn('text', { name: 'session_id', primaryKeyConstraintName: 'recording_pk' })
  sessionId!: string;

  /** 8x8's id, opaque. */
  @PrimaryColumn('text', { name: 'recording_id', primaryKeyConstraintName: 'recording_pk' })
  recordingId!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'recording_pk' })
  poolId!: string;

  /** 8x8's state of the recording. */
  @Column('text')
  status!: string;

  /** Of two states the one with the higher rank is kept, whichever came last. */
  @Column('integer', { name: 'status_rank' })
  statusRank!: number;

  @Column('integer', { name: 'duration_seconds', nullable: true })
  durationSeconds!: number | null;

  /** Path of the file in the company's storage. */
  @Column('text', { name: 'file_path', nullable: true })
  filePath!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
