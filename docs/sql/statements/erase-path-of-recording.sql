-- erase-path-of-recording
-- $1 pool_id uuid
-- $2 session_id text
-- $3 recording_id text

update recording set file_path = null
   where pool_id = $1::uuid and session_id = $2::text
     and recording_id = $3::text
