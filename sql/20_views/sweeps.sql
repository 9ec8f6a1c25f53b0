create or replace view paper.sweeps as
select
    s.sweeper::text as sweeper,
    s.swept_at,
    b.rows_behind::bigint as rows_behind,
    b.tickers_behind
from paper_internal.sweeps as s
cross join lateral (
    select
        coalesce(sum(m.tape_seq - p.tape_seq), 0) as rows_behind,
        count(*) as tickers_behind
    from paper_internal.market as m
    cross join lateral (
        select coalesce(
            case s.xid_space when paper_internal.xid_space() then (s.positions ->> m.ticker::text)::bigint end, 0
        ) as tape_seq
    ) as p
    where m.tape_seq > p.tape_seq
) as b;

alter view paper.sweeps owner to paper_reader;

comment on view paper.sweeps is
'How far each role has looked for accounts that new market data concern: to an analyst of all roles, else of the
caller''s. A role only finds the accounts that it may use.';
comment on column paper.sweeps.sweeper is 'Role that sweeps.';
comment on column paper.sweeps.swept_at is 'When it last had matched all it found.';
comment on column paper.sweeps.rows_behind is 'Rows of market data that came after what it looked at.';
comment on column paper.sweeps.tickers_behind is 'Tickers they belong to.';
