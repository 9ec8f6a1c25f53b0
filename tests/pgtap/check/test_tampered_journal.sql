begin;
select plan(23);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10, 'limit', 10);
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 1, 'limit', 12);
select * from paper.submit_order('alpha', 'o3', 'AAPL', 'buy', 1000, 'limit', 12);
select paper.deposit('alpha', 'd', 5);
select is(paper_test.violations_after('select'), '{}', 'untouched books are right');
select isnt(paper_test.violations_after(q), '{}', q)
from (
    values
    ('delete from paper_internal.journal where seq = 1'),
    ('delete from paper_internal.journal where seq = 3'),
    ('delete from paper_internal.journal where seq = 5'),
    ('delete from paper_internal.journal'),
    ('update paper_internal.journal set seq = 9 where seq = 5'),
    ('update paper_internal.journal set at = at - interval ''1 hour'' where seq = 3'),
    ('update paper_internal.journal set cash_after = cash_after + 0.000000000001 where seq = 3'),
    ('update paper_internal.journal set cash_after = cash_after + 1 where seq = 4'),
    ('update paper_internal.journal set amount = 6 where seq = 5'),
    ('update paper_internal.journal set amount = 999 where seq = 1'),
    ('update paper_internal.journal set quantity = 11 where seq = 2'),
    ('update paper_internal.journal set price = 9 where seq = 2'),
    ('update paper_internal.journal set fee = 1 where seq = 2'),
    ('update paper_internal.journal set side = ''sell'' where seq = 2'),
    ('update paper_internal.journal set realized_pnl = 3 where seq = 3'),
    ('update paper_internal.journal set quantity_after = 8 where seq = 3'),
    ('update paper_internal.journal set avg_entry_price_after = 11 where seq = 3'),
    ('update paper_internal.journal set quantity_after = 8 where seq = 4'),
    ('update paper_internal.journal set ticker = ''MSFT'' where seq = 3'),
    ('update paper_internal.journal set event_type = ''rejected'' where seq = 3'),
    ('update paper_internal.journal set event_type = ''fill'' where seq = 4'),
    ('update paper_internal.journal set order_seq = 2 where seq = 3')
) as v (q);

select * from finish();
rollback;
