begin;
select plan(4);

select paper_test.open_market();
select throws_ok(
    $$ select * from paper.preview_orders('alpha', array[paper_test.request('a', p_quantity => -1)]) $$, 'ZP004', null, 'a bad order'
);
select results_eq(
    $$ select index from paper_test.problems($q$ select * from paper.preview_orders('alpha', array[
           paper_test.request('a'), paper_test.request('b', p_side => 'hold'), paper_test.request('c', 'x')
       ]) $q$) $$, array[2, 3], 'all bad ones are listed'
);
select throws_ok($$ select * from paper.preview_orders('nobody', '{}') $$, 'ZP001', null, 'an unknown account');
select lives_ok(
    $$ select * from paper.preview_orders('alpha', array[paper_test.request(null)]) $$, 'a key is not needed'
);

select * from finish();
rollback;
