create or replace function paper_internal.order_id(p_prefix text, p_seq bigint) returns uuid
language sql immutable parallel safe
-- Version and the prefix' bits stand in the first half; the second half is the
-- seq under the two bits of the variant, so ids of an account sort as its seqs.
return (p_prefix || to_hex(p_seq | (-9223372036854775808)))::uuid;
