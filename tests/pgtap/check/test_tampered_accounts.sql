begin;
select plan(11);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 10, 10, 0, 10);
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 10, 'limit', 10);
select paper_test.rest('r', 'AAPL', 'buy', 1, 10);
select is(paper_test.violations_after('select'), '{}', 'untouched books are right');
select isnt(paper_test.violations_after('update paper_internal.accounts set ' || what), '{}', what)
from (
    values
    ('cash = cash + 0.000000000001'), ('cash = 0'), ('reserved = 0'), ('reserved = reserved - 1'), ('seq = seq + 1'),
    ('seq = seq - 1'), ('epoch_seq = 2'), ('clock = clock - interval ''1 hour'''), ('closed = true'),
    ('settings = ''{"fill_model": "market", "slippage_pct": 0.1}''')
) as v (what);

select * from finish();
rollback;
