create or replace function paper_internal.bounded_scale(p_number numeric) returns numeric
language sql immutable parallel safe
-- Zeros written beyond the 12th decimal are dropped; a number that has others there was refused before.
return case when scale(p_number) > 12 then trim_scale(p_number) else p_number end;
