begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('h', 'buy', 5);
select is(paper_test.send('a', 'sell', 5, 'limit', 110, p_options => '{"oco_group": "g"}'), 'accepted', 'all that is held');
select is(paper_test.send('b', 'sell', 4, 'stop', null, 90, p_options => '{"oco_group": "g"}'), 'accepted', 'again, in the same group');
select is(paper_test.send('c', 'sell', 1, 'limit', 110), 'rejected', 'not outside of it');
select o.status from paper.cancel_order('alpha', paper_test.id_of('a')) as o;
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'h fill 5 at 100 quote taker',
        'a accepted',
        'b accepted',
        'c rejected insufficient_shares',
        'a cancelled request',
        'b cancelled oco'
    ],
    'a cancel of one cancels the other'
);
select is((select reserved from paper.positions), 0.0, 'the shares are free');

select * from finish();
rollback;
