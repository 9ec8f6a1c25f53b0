begin;
select plan(5);

select enum_has_labels('paper', name, labels, name::text)
from (
    values
    ('order_side'::name, '{buy,sell}'::name[]),
    ('order_type', '{market,limit,stop,stop_limit,trailing_stop}'),
    ('time_in_force', '{day,gtc,ioc,fok,opg,cls,gtd}'),
    ('order_status', '{pending,accepted,partially_filled,filled,cancelled,rejected,expired,replaced}'),
    (
        'event_type',
        '{submitted,accepted,triggered,partial_fill,fill,cancelled,rejected,expired,replaced,deposit,withdrawal,fee,'
        'dividend,split,interest,reset,margin_call,liquidation,correction,transfer}'
    )
) as v (name, labels);

select * from finish();
rollback;
