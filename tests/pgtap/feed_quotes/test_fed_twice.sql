begin;
select plan(6);

create temp table batch as
select array_agg(row('T' || n % 3, '2026-03-01'::timestamptz + n / 6 * interval '1 second', 10 + n % 5, 11 + n % 5, 1, 1, null)::paper.quote) as a
from generate_series(1, 60) as n;
create function pg_temp.stored() returns text language sql as $$
    select md5(jsonb_agg(t order by t.ticker, t.tape_seq)::text || (select jsonb_agg(m order by m.ticker)::text from paper_internal.market as m))
    from paper_internal.tape as t
$$;

select is(f::text, '(60,0,0,0)', 'the first time all are new') from batch, paper.feed_quotes(a) as f;
create temp table before as select pg_temp.stored() as s;
select is(f::text, '(0,60,0,0)', 'the second time all are duplicates') from batch, paper.feed_quotes(a) as f;
select is(
    (select (sum(f.accepted), sum(f.duplicates), sum(f.out_of_order), sum(f.invalid))::text
     from batch, generate_series(1, 60) as i, paper.feed_quotes(a[i:i]) as f),
    '(0,60,0,0)', 'and one by one'
);
select is(
    (select (sum(f.accepted), sum(f.duplicates), sum(f.out_of_order), sum(f.invalid))::text
     from batch, generate_series(1, 60, 7) as i, paper.feed_quotes(a[i:i + 6]) as f),
    '(0,60,0,0)', 'and split in another way'
);
select is(f::text, '(0,120,0,0)', 'and twice in one batch') from batch, paper.feed_quotes(a || a) as f;
select is(pg_temp.stored(), (select s from before), 'which changes nothing');

select * from finish();
rollback;
