import type pg from 'pg';

/** Inserts blocks between phones that no booking has; indexes and ciphertexts are random bytes. */
export async function seedBlocks(db: pg.Pool, blocks: number): Promise<void> {
  await db.query(
    `insert into block (blocked_index, blocked_from_index, pool_id, id, blocked_ciphertext,
                        blocked_from_ciphertext)
     select sha256(('blocked' || n)::bytea), sha256(('from' || n)::bytea),
            (select id from pool limit 1), gen_random_uuid(),
            '\\x01' || sha256(('a' || n)::bytea) || sha256(('b' || n)::bytea),
            '\\x01' || sha256(('c' || n)::bytea) || sha256(('d' || n)::bytea)
       from generate_series(1, $1::integer) n`,
    [blocks],
  );
  await db.query('vacuum analyze block');
}
