begin;
select plan(5);

select paper_test.open_market();
select is(paper.match_account('alpha'), 0::bigint, 'nothing to do');
select paper_test.send('a', 'buy', 3, 'limit', 98);
select paper_test.send('b', 'buy', 1, 'limit', 97);
select paper_test.quote('10:00', 96, 97, 9, 9);
select is(paper.match_account('alpha'), 2::bigint, 'two fills');
select is(paper.match_account('alpha'), 0::bigint, 'once');
select paper.open_account('beta', 1000);
select is(paper.match_account('beta'), 0::bigint, 'nothing in fill model immediate');
select throws_ok($$ select paper.match_account('nobody') $$, 'ZP001', null, 'an unknown account');

select * from finish();
rollback;
