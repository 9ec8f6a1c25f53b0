begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select is(
    paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "gtd", "expires_at": "2026-01-05T09:59:59Z"}'),
    'expired', 'too late to trade'
);
select is(
    paper_test.send('b', 'buy', 1, 'limit', 90, p_options => '{
        "time_in_force": "gtd", "expires_at": "2026-01-05T09:00:00Z", "order_class": "bracket",
        "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 80}
    }'), 'expired', 'with its exits'
);
select is(
    paper_test.send('c', 'buy', 1, p_options => '{"time_in_force": "gtd", "expires_at": "2026-01-05T10:00:00Z"}'),
    'filled', 'until it is due it fills'
);
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a accepted',
        'a expired due',
        'b accepted',
        'b/limit submitted',
        'b/stop submitted',
        'b expired due',
        'b/limit cancelled entry',
        'b/stop cancelled entry',
        'c fill 1 at 100 quote taker'
    ],
    'in the journal'
);

select results_eq(
    $$ select paper_test.explained('a') $$, array['2 request accepted 1 10:00:00', '3 due expired 1 10:00:00'],
    'nothing else is the reason'
);

select * from finish();
rollback;
