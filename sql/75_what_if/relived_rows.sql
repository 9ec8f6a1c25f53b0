-- Rows of a journal as what is to be done to live them again, in their order: a
-- request (plain, place, close, replace, cancel, enter), what the market did
-- (tape) or the time (due), or what comes of the others (follow).
--
--   p_in_runs    orders of fill model immediate that no market priced go together, as many as there are: act plain,
--                with the steps of them
--   next_bound   of a row that says how much of the tape of its ticker was applied: up to where it is by the next such
--                row, -1 when there is none
create or replace function paper_internal.relived_rows(
    p_account_id text, p_new_account_id text, p_after_seq bigint, p_to_seq bigint, p_in_runs boolean
) returns table (
    act text, stored paper_internal.journal, next_bound bigint, steps paper_internal.step[], seq bigint
)
language sql stable
begin atomic
    with acts as (
        select
            s.*,
            case
                when s.order_type is not null and s.idempotency_key is null then 'follow'
                when s.order_type is not null and s.detail ? 'close_position' then 'close'
                when s.order_type is not null and s.detail ? 'replace_order' then 'replace'
                when
                    p_in_runs and s.order_type is not null and s.tape_seq is null
                    and (s.order_type <> 'market' or s.limit_price is not null)
                    then 'plain'
                when s.order_type is not null then 'place'
                when s.order_seq is null then 'enter'
                when s.event_type = 'cancelled' and s.rule = 'request' and s.reject_reason is null then 'cancel'
                when s.tape_seq is not null then 'tape'
                when s.rule in ('due', 'close') then 'due'
                else 'follow'
            end as act
        from (
            select
                j as stored, j.seq, j.order_type, j.idempotency_key, j.detail, j.order_seq, j.event_type, j.rule,
                j.reject_reason, j.tape_seq, j.limit_price,
                case when j.ticker is not null and j.tape_seq is not null then coalesce(
                    lead(case when j.order_type is null then j.tape_seq - 1 else j.tape_seq end) over w, -1
                ) end as next_bound
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq > p_after_seq
            window w as (partition by j.ticker, j.tape_seq is null order by j.seq)
        ) as s
        where s.seq <= p_to_seq
    )

    select
        a.act,
        a.stored,
        a.next_bound,
        null::paper_internal.step[] as steps,
        a.seq
    from acts as a
    where a.act <> 'plain'
    union all
    select
        'plain',
        null,
        null,
        array_agg(paper_internal.relived_request(r.stored, p_new_account_id, 'fill') order by r.seq),
        min(r.seq)
    from (
        select p.stored, p.seq, p.seq - row_number() over (order by p.seq) as run
        from acts as p
        where p.act = 'plain'
    ) as r
    group by r.run, r.seq / 10000
    order by seq;
end;
