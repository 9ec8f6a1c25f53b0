begin;
select plan(2);

select paper_test.open_market();
select paper_test.send('trail', 'buy', 1, 'trailing_stop', p_options => '{"trail_percent": 5, "tag": "mine"}');
select paper_test.send(
    'entry', 'buy', 1, 'limit', 99,
    p_options => '{"order_class": "oto", "stop_loss": {"stop_price": 90}, "touch": true, "time_in_force": "day"}'
);
select is(
    (select detail from paper.explain_order('alpha', paper_test.id_of('trail')) where step = 1),
    '{"side": "buy", "order_type": "trailing_stop", "trail_percent": 5, "time_in_force": "gtc"}', 'the distance of a trailing stop'
);
select is(
    (select detail - 'expires_at' from paper.explain_order('alpha', paper_test.id_of('entry')) where step = 1),
    '{
        "side": "buy", "order_type": "limit", "limit_price": 99, "touch": true, "time_in_force": "day",
        "order_class": "oto", "stop_loss": {"stop_price": 90}
    }', 'the exits of an entry'
);

select * from finish();
rollback;
