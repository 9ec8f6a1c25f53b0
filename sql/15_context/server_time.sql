create or replace function paper_internal.server_time() returns timestamptz
language sql volatile
-- The one place where the engine asks for the time.
return clock_timestamp();
