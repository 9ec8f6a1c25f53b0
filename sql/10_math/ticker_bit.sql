create or replace function paper_internal.ticker_bit(p_ticker text) returns integer
language sql immutable parallel safe
-- The bit of a ticker in position_filter, 0 to 255: the same on every server and version, as it is stored.
return get_byte(sha256(p_ticker::bytea), 0);
