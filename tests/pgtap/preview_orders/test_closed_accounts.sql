begin;
select plan(1);

select paper_test.open_market();
select paper.close_account('alpha', 'close');
select throws_ok(
    $$ select * from paper.preview_orders('alpha', array[paper_test.request()]) $$, 'ZP005', null, 'refuse as they would the order'
);

select * from finish();
rollback;
