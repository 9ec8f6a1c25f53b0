begin;
select plan(2);

select paper_test.open_market('{}', 1000);
select paper_test.quote('10:00', 99, 101);
select paper_test.send('k', 'buy', 10, 'limit', 101);
select results_eq(
    $$ select * from paper_test.explained('k') $$, array['2 insufficient_cash rejected 10 at 101 10:00:00'], 'the reason'
);
select is(detail ->> 'error', 'Insufficient cash: need 1010.00, have 1000.00', 'and its figures')
from paper.explain_order('alpha', paper_test.id_of('k'));

select * from finish();
rollback;
