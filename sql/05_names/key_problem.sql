create or replace function paper_internal.key_problem(p_idempotency_key text) returns text
language sql immutable parallel safe
return case
    when not (p_idempotency_key collate "C" ~ '^[!-~]+$' and octet_length(p_idempotency_key) <= 200) is true
        then 'idempotency_key must be 1 to 200 printable ASCII characters without spaces'
end;
