begin;
select plan(4);

select paper_test.open_market();
select paper_test.send('a', 'buy', 2, 'limit', 90);
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_limit_price => 80) as o), 'accepted', 'the first time');
create temp table before as select paper_test.state('alpha') as state;
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_limit_price => 80.0) as o), 'accepted', 'the same again');
select is(paper_test.state('alpha'), (select state from before), 'changes nothing');
select throws_ok(
    $$ select paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_limit_price => 81) $$, 'ZP002', null, 'the same key for another request'
);

select * from finish();
rollback;
