create or replace function paper_internal.average_price(p_value numeric, p_quantity numeric) returns numeric
language sql immutable parallel safe
-- Whole division, since "/" keeps 16 digits or so and would round twice.
return div(2e12 * p_value + p_quantity, 2 * p_quantity) * 0.000000000001;
