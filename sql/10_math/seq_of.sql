create or replace function paper_internal.seq_of(p_order_id uuid) returns bigint
language sql immutable parallel safe
-- The second half of an order id, without the two bits of the variant.
return ('x' || right(replace(p_order_id::text, '-', ''), 16))::bit(64)::bigint & 4611686018427387903;
