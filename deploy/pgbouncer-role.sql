-- Settings that Maskline needs in each session, given to its role because PgBouncer drops them.
-- Statements that take longer, and migrations, set their own limit in their transaction.
alter role maskline set plan_cache_mode = 'force_generic_plan';
alter role maskline set enable_seqscan = off;
alter role maskline set enable_hashjoin = off;
alter role maskline set enable_mergejoin = off;
alter role maskline set jit = off;
alter role maskline set statement_timeout = '4s';
alter role maskline set idle_in_transaction_session_timeout = '4s';
