begin;
select plan(9);

select is(
    paper_internal.order_problem('k', 'AAPL', s, 1, 'limit', 10, null, '{}', 'immediate'), null, s
) from (values ('buy'), ('sell')) as v (s);
select is(
    paper_internal.order_problem('k', 'AAPL', s, 1, 'limit', 10, null, '{}', 'immediate'), 'side must be buy or sell', coalesce(s, 'null')
) from (values (null), (''), ('BUY'), ('Sell'), ('hold'), ('buy '), ('short')) as v (s);

select * from finish();
rollback;
