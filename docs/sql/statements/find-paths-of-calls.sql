-- find-paths-of-calls
-- $1 session_ids text[]
-- $2 digits text
-- $3 separators text

select pool_id, session_id, recording_id, file_path from recording
   where session_id = any($1::text[]) and translate(file_path, $3::text, '') like '%' || $2::text || '%'
