begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"clock": "simulated"}');
select paper.set_clock('alpha', '2020-01-02 15:00+00');
select is(
    (select submitted_at from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10)), '2020-01-02 15:00+00',
    'an order'
);
select is((select filled_at from paper.orders), '2020-01-02 15:00+00', 'its fill');
select paper.set_clock('alpha', '2020-01-03 15:00+00');
select paper.deposit('alpha', 'd', 1);
select is((select at from paper.journal where seq = 3), '2020-01-03 15:00+00', 'a deposit on the next day');
select is((select at from paper.journal where seq = 2), '2020-01-02 15:00+00', 'what happened stays where it was');

select * from finish();
rollback;
