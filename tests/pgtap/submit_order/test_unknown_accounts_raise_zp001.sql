begin;
select plan(8);

select paper.open_account('alpha', 1000);
select throws_ok(
    format('select * from paper.submit_order(%L, ''k'', ''AAPL'', ''buy'', 1)', a), 'ZP001', null, coalesce(a, 'null')
)
from (values ('nobody'), ('ALPHA'), ('alpha '), (''), (null), ('a''b'), (repeat('a', 3000))) as v (a);
select throws_ok(
    $$ select * from paper.submit_order('nobody', 'k', 'AAPL', 'buy', 'NaN') $$, 'ZP001', null,
    'before anything is said about the request'
);

select * from finish();
rollback;
