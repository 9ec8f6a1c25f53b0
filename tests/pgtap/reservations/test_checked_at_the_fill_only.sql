begin;
select plan(6);

select paper_test.open_market('{"check": "fill"}', 1000);
select is(paper_test.send('a', 'buy', 50, 'limit', 100), 'accepted', 'nothing is checked when it is sent');
select is(paper_test.send('s', 'sell', 50, 'limit', 300), 'accepted', 'nor of a sell');
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 0.0) $$, 'nothing is reserved');
select paper_test.send('b', 'buy', 5, 'limit', 100);
select paper_test.quote('10:00', 99, 100);
select results_eq(
    $$ select paper_test.match() $$, array['a cancelled request insufficient_cash', 'b fill 5 at 100 gap maker'],
    'the fill is'
);
select paper_test.quote('10:01', 300, 301);
select results_eq($$ select paper_test.match() $$, array['s cancelled request insufficient_shares'], 'of a sell too');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
