create or replace function paper_internal.market_slippage_problem(p_slippage jsonb) returns text
language sql immutable parallel safe
return case
    when jsonb_typeof(p_slippage) <> 'object' then 'slippage must be a JSON object'
    when not coalesce(p_slippage ->> 'model' in ('none', 'fixed_bps', 'volume_share'), false)
        then 'the model of slippage must be none, fixed_bps or volume_share'
    when p_slippage - 'model' - case p_slippage ->> 'model'
        when 'fixed_bps' then 'bps' when 'volume_share' then 'impact' else 'model'
    end <> '{}' then 'slippage has a model and, for fixed_bps, bps, for volume_share, impact'
    when p_slippage ->> 'model' = 'fixed_bps'
        then coalesce(paper_internal.decimal_problem('bps of slippage', p_slippage -> 'bps', 10000), case
            when not p_slippage ? 'bps' then 'slippage model fixed_bps needs bps'
        end)
    when p_slippage ->> 'model' = 'volume_share'
        then coalesce(paper_internal.decimal_problem('impact of slippage', p_slippage -> 'impact', 1), case
            when not p_slippage ? 'impact' then 'slippage model volume_share needs impact'
        end)
end;
