-- The seal of a call: SHA-256 over the seal of the call before (nothing for the first), then, joined by the record
-- separator, the seq of the call's last row, the time of its first, and the texts of its rows.
create or replace function paper_internal.seal_of(p_before bytea, p_seq bigint, p_at timestamptz, p_texts text[])
returns bytea
language sql stable parallel safe
return sha256(
    coalesce(p_before, ''::bytea)
    || convert_to(
        concat_ws(
            e'\x1e', p_seq, encode(timestamptz_send(p_at), 'hex'), array_to_string(p_texts, e'\x1e')
        ), 'UTF8'
    )
);
