begin;
select plan(9);

select is(paper_internal.ticker_problem(t), null, t) from (values ('A'), ('0'), ('BRK.B'), ('BTC/USD_X-1'), (repeat('Z', 32))) as v (t);
select is(
    paper_internal.ticker_problem(t), 'ticker must be 1 to 32 of A-Z 0-9 . _ / -, the first a letter or digit', coalesce(t, 'null')
) from (values (null), (''), ('.A'), (repeat('Z', 33))) as v (t);

select * from finish();
rollback;
