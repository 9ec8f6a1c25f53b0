begin isolation level read committed;
select plan(19);

select paper_test.plant_account('alpha');
create temp table before as select paper_test.state('alpha') as state;
select is(current_setting('transaction_isolation'), 'read committed', 'this transaction is read committed');
select throws_ok(q, 'ZP003', null, q)
from (
    values
    ($$ select paper.open_account('beta') $$),
    ($$ select paper.open_account('alpha') $$),
    ($$ select paper.update_settings('alpha', 'k', '{}') $$),
    ($$ select paper.close_account('alpha', 'k') $$),
    ($$ select paper.grant_account('alpha', 'paper_trader') $$),
    ($$ select paper.revoke_account('alpha', 'paper_trader') $$),
    ($$ select paper.deposit('alpha', 'k', 1) $$),
    ($$ select paper.withdraw('alpha', 'k', 1) $$),
    ($$ select paper.reset_account('alpha', 'k', 1) $$),
    ($$ select paper.set_clock('alpha', now()) $$),
    ($$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1) $$),
    ($$ select * from paper.submit_orders('alpha', '{}') $$),
    ($$ select * from paper.cancel_order('alpha', gen_random_uuid()) $$),
    ($$ select * from paper.cancel_orders('alpha', '{}') $$),
    ($$ select * from paper.cancel_all_orders('alpha') $$),
    ($$ select * from paper.close_position('alpha', 'k', 'AAPL') $$)
) as v (q);
select matches(
    (select hint from paper_test.error($$ select paper.deposit('alpha', 'k', 1) $$)), 'serializable', 'the HINT says how'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
