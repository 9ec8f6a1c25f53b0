begin;
select plan(37);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'order', 'AAPL', 'buy', 1, 'limit', 10);
select * from paper.close_position('alpha', 'close', 'AAPL', 1);
select paper.deposit('alpha', 'deposit', 1);
select paper.withdraw('alpha', 'withdrawal', 1);
select paper.reset_account('alpha', 'reset', 1000);
select paper.update_settings('alpha', 'settings', '{"default_price": 10}');
create temp table before as select paper_test.state('alpha') as state;

-- Every request with the key of every other kind.
select throws_ok(format(r.q, k.key), 'ZP002', null, format('%s with the key of the %s', r.kind, k.key))
from (
    values
    ('order', 'select * from paper.submit_order(''alpha'', %L, ''AAPL'', ''sell'', 1)'),
    ('close', 'select * from paper.close_position(''alpha'', %L, ''AAPL'')'),
    ('deposit', 'select paper.deposit(''alpha'', %L, 1000)'),
    ('withdrawal', 'select paper.withdraw(''alpha'', %L, 1000)'),
    ('reset', 'select paper.reset_account(''alpha'', %L, 1)'),
    ('settings', 'select paper.update_settings(''alpha'', %L, ''{}'')'),
    ('closing', 'select paper.close_account(''alpha'', %L)')
) as r (kind, q)
cross join (values ('order'), ('close'), ('deposit'), ('withdrawal'), ('reset'), ('settings')) as k (key)
where r.kind <> k.key;
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
