begin;
select plan(2);

select paper_test.open_market('{"trigger_type": "last"}');
select paper_test.trade('10:00', 100);
select paper_test.send('k', 'buy', 1, 'stop', null, 105);
select paper_test.quote('10:01', 110, 111, 5, 5);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '2 request accepted 1 at 105 10:00:00',
        'stop_not_reached not_filled at 100 10:00:00',
        'not_a_trigger not_filled 5 at 111 10:01:00 1 quotes'
    ],
    'trades, by this setting'
);
select paper_test.trade('10:02', 106);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') offset 1 $$,
    array['3 stop triggered at 106 10:02:00', '3 quote fill 1 at 111 10:02:00'],
    'elected by a print, filled at the quote that outranks it'
);

select * from finish();
rollback;
