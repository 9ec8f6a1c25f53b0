begin;
select plan(6);

select is(paper.fill_price('buy', 'market', null, null, 100, 0), 100.0, 'a market order pays the market price');
select is(paper.fill_price('sell', 'market', null, null, 100, 0), 100.0, 'and gets it');
select is(
    paper.fill_price('buy', 'market', 50, null, 100, 0), 50.0, 'its limit price, when given, is the estimate it pays'
);
select is(paper.fill_price('sell', 'market', 50, null, 100, 0), 50.0, 'and gets');
select is(paper.fill_price('buy', 'market', null, 70, 100, 0), 100.0, 'a stop price says nothing about a market order');
select is(paper.fill_price('buy', 'market', null, null, null, 0), null, 'no price is known: none');

select * from finish();
rollback;
