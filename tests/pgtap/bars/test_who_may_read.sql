begin;
select plan(3);

select paper_test.role('ann', 'paper_analyst');
select paper_test.role('tom', 'paper_trader');
select paper_test.role('eve');
set local session authorization ann;
select lives_ok('select * from paper.bars', 'analysts');
set local session authorization tom;
select lives_ok('select * from paper.bars', 'traders: market data belong to no account');
set local session authorization eve;
select throws_ok('select * from paper.bars', '42501', null, 'nobody else');

select * from finish();
rollback;
