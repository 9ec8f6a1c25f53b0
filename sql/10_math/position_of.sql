-- noqa: disable=LT01
create or replace aggregate paper.position_of(
    p_side paper.order_side, p_quantity numeric, p_price numeric
) (
    sfunc = paper_internal.fold_fill,
    stype = paper.position_state,
    initcond = '(0,0,0)',
    parallel = safe
);

comment on aggregate paper.position_of(paper.order_side, numeric, numeric) is
'The position that a sequence of fills leads to, from flat: position_of(side, quantity, price order by seq).
Folds apply_fill; realized_pnl is the sum over the fills. A row with a null is no fill, as an outer join makes them.';
