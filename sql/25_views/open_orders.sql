create or replace view paper.open_orders as
select o.*
from paper_internal.working as w
inner join paper.orders as o on w.account_id = o.account_id and w.seq = o.seq;

alter view paper.open_orders owner to paper_reader;

comment on view paper.open_orders is
'The orders that can still trade, with the columns of orders. In fill model immediate there are none.';

-- The same columns, so the same words.
do $$
declare
    v_column record;
begin
    for v_column in
        select a.attname, pg_catalog.col_description(a.attrelid, a.attnum) as description
        from pg_catalog.pg_attribute as a
        where a.attrelid = 'paper.orders'::pg_catalog.regclass and a.attnum > 0
    loop
        execute pg_catalog.format(
            'comment on column paper.open_orders.%I is %L', v_column.attname, v_column.description
        );
    end loop;
end
$$;
