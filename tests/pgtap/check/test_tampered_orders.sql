begin;
select plan(24);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 10, 10, 0, 10);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10, 'limit', 10);
select paper_test.rest('r1', 'AAPL', 'buy', 2, 10);
select paper_test.rest('r2', 'AAPL', 'sell', 3, 10);
select * from paper.cancel_order('alpha', paper_test.rest('r3', 'AAPL', 'buy', 1, 10));
select is(paper_test.violations_after('select'), '{}', 'untouched books are right');
-- 3 is the open buy, 4 the open sell, 5 the cancelled order
select isnt(paper_test.violations_after(q), '{}', q)
from (
    values
    ('update paper_internal.orders set status = ''filled'' where seq = 3'),
    ('update paper_internal.orders set status = ''cancelled'' where seq = 3'),
    ('update paper_internal.orders set status = ''accepted'' where seq = 5'),
    ('update paper_internal.orders set filled_quantity = 1 where seq = 3'),
    ('update paper_internal.orders set filled_avg_price = 10 where seq = 3'),
    ('update paper_internal.orders set fees = 1 where seq = 3'),
    ('update paper_internal.orders set quantity = 1 where seq = 3'),
    ('update paper_internal.orders set filled_value = 1 where seq = 3'),
    ('update paper_internal.orders set maker_value = 1 where seq = 3'),
    ('update paper_internal.orders set realized_pnl = 1 where seq = 3'),
    ('update paper_internal.orders set reserved = 19 where seq = 3'),
    ('update paper_internal.orders set reserved = 2 where seq = 4'),
    ('update paper_internal.orders set reserved = 1 where seq = 5'),
    ('delete from paper_internal.orders where seq = 3'),
    ('delete from paper_internal.orders where seq = 5'),
    ('delete from paper_internal.working where seq = 3'),
    ('delete from paper_internal.working where seq = 4'),
    ('insert into paper_internal.working values (''alpha'', 5, ''AAPL'')'),
    ('insert into paper_internal.working values (''alpha'', 2, ''AAPL'')'),
    ('update paper_internal.working set ticker = ''MSFT'' where seq = 3'),
    ('insert into paper_internal.orders (account_id, seq, ticker, side, order_type, ordered_quantity, quantity, status, submitted_at, updated_at) values (''alpha'', 2, ''AAPL'', ''buy'', ''limit'', 10, 10, ''accepted'', now(), now())'),
    ('insert into paper_internal.orders (account_id, seq, ticker, side, order_type, ordered_quantity, quantity, status, submitted_at, updated_at) values (''alpha'', 99, ''AAPL'', ''buy'', ''limit'', 10, 10, ''cancelled'', now(), now())'),
    ('delete from paper_internal.working where seq = 3; delete from paper_internal.orders where seq = 3;'
     || 'update paper_internal.accounts set reserved = 0')
) as v (q);

select * from finish();
rollback;
