begin;
select plan(8);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 10, 10, 0, 10);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10, 'limit', 10);
select paper_test.quote('now', 12, 13, 1, 0);
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 1, 'limit', 12);
select paper_test.rest('r', 'AAPL', 'sell', 1, 20);
select is(paper_test.violations_after('select'), '{}', 'untouched books are right');
select isnt(paper_test.violations_after(q), '{}', q)
from (
    values
    ('update paper_internal.positions set quantity = quantity + 0.000000000001'),
    ('update paper_internal.positions set avg_entry_price = 10.000000000001'),
    ('update paper_internal.positions set realized_pnl = 0'),
    ('update paper_internal.positions set reserved = 0'),
    ('delete from paper_internal.positions'),
    ('insert into paper_internal.positions select account_id, ''GHOST'', 1, 1, 0, 0, updated_at from paper_internal.positions'),
    ('update paper_internal.positions set ticker = ''GHOST''')
) as v (q);

select * from finish();
rollback;
