-- find-paths-of-phone
-- $1 digits text
-- $2 separators text

select pool_id, session_id, recording_id, file_path from recording
   where translate(file_path, $2::text, '') like '%' || $1::text || '%'
