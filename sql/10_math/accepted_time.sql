create or replace function paper_internal.accepted_time(p_at timestamptz) returns boolean
language sql immutable parallel safe
-- Those that every client can read, with room on both sides for what the engine adds to them.
return p_at >= timestamptz '1000-01-01 00:00+00' and p_at < timestamptz '3000-01-01 00:00+00';
