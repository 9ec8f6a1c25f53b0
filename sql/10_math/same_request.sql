create or replace function paper_internal.same_request(
    p_one paper.order_request, p_other paper.order_request
) returns boolean
language sql immutable parallel safe
-- Apart from the key. Numbers by value: 10 is 10.0.
return row(
    (p_one).ticker, (p_one).side, (p_one).quantity, (p_one).order_type,
    (p_one).limit_price, (p_one).stop_price, coalesce((p_one).options, '{}')
) is not distinct from row(
    (p_other).ticker, (p_other).side, (p_other).quantity, (p_other).order_type,
    (p_other).limit_price, (p_other).stop_price, coalesce((p_other).options, '{}')
);
