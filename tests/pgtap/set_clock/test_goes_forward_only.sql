begin;
select plan(7);

select paper.open_account('alpha', 1000, '{"clock": "simulated"}');
select is(paper.set_clock('alpha', '2020-01-02 15:00+00'), '2020-01-02 15:00+00', 'forward');
select is(paper.clock('alpha'), '2020-01-02 15:00+00', 'the clock shows it');
select is(paper.set_clock('alpha', '2020-01-02 14:59:59.999999+00'), '2020-01-02 15:00+00', 'back it does not go');
select is(paper.set_clock('alpha', '1800-01-01'), '2020-01-02 15:00+00', 'not at all');
select is(paper.clock('alpha'), '2020-01-02 15:00+00', 'it stays');
select is(
    paper.set_clock('alpha', '2020-01-02 15:00:00.000001+00'), '2020-01-02 15:00:00.000001+00', 'a microsecond forward'
);
select is((select seq from paper.accounts), 1::bigint, 'setting the clock is no journal row');

select * from finish();
rollback;
