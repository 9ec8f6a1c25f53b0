create or replace function paper_internal.renewed_size(
    p_left numeric, p_size_before numeric, p_size numeric, p_participation_rate numeric
) returns numeric
language sql immutable parallel safe
-- What an account may take of a quote whose price is that of the one before: what it had left, and its part of the
-- growth, at most its part of the whole.
return least(
    p_left + paper_internal.part_of_size(greatest(0, p_size - p_size_before), p_participation_rate),
    paper_internal.part_of_size(p_size, p_participation_rate)
);
