-- Who may do what. Everything is taken from PUBLIC in the transaction that
-- creates it; paper_internal is nobody's but its owner's.

revoke create on schema paper from paper_reader;
revoke all on all routines in schema paper from public;
revoke all on all routines in schema paper_internal from public;

grant usage on schema paper to paper_trader, paper_analyst;
grant select on all tables in schema paper to paper_trader, paper_analyst;

-- What the views call is checked against the one who reads them, and without
-- usage on the schema can be called in no other way.
grant execute on function
paper_internal.actor(),
paper_internal.actor_roles(),
paper_internal.default_settings(),
paper_internal.mark_price(text, numeric, numeric, numeric, numeric, numeric, numeric),
paper_internal.order_id(text, bigint),
paper_internal.xid_space()
to paper_reader, paper_trader, paper_analyst;

grant execute on function
paper.apply_fill(numeric, numeric, paper.order_side, numeric, numeric),
paper.fill_price(paper.order_side, paper.order_type, numeric, numeric, numeric, numeric),
paper.position_of(paper.order_side, numeric, numeric),
paper.check(text),
paper.clock(text),
paper.order_of(uuid),
paper.schema_version(),
paper.explain_order(text, uuid),
paper.seq_at(text, timestamptz),
paper.preview_orders(text, paper.order_request[]),
paper.sweep(),
paper.positions_at(text, timestamptz, integer),
paper.account_at(text, timestamptz, integer),
paper.equity_curve(text, timestamptz, timestamptz, interval, integer),
paper.round_trips(text, text, text, timestamptz, integer),
paper.lots(text, text, timestamptz, integer),
paper.performance(text, timestamptz, timestamptz, interval, numeric, numeric, integer),
paper.returns(text, timestamptz, timestamptz, interval, integer),
paper.drawdowns(text, timestamptz, timestamptz, interval, integer),
paper.exposure(text, timestamptz, timestamptz, interval, boolean, integer),
paper.turnover(text, timestamptz, timestamptz, interval, integer),
paper.fill_costs(text, timestamptz, timestamptz, integer),
paper.pnl_by(text, text, timestamptz, timestamptz, integer),
paper.compare_accounts(text, text),
paper.export_account(text)
to paper_trader, paper_analyst;

grant execute on function
paper_internal.fold_fill(paper.position_state, paper.order_side, numeric, numeric)
to paper_trader, paper_analyst;

grant execute on function
paper.open_account(text, numeric, jsonb),
paper.update_settings(text, text, jsonb),
paper.close_account(text, text),
paper.grant_account(text, text),
paper.revoke_account(text, text),
paper.deposit(text, text, numeric),
paper.withdraw(text, text, numeric),
paper.reset_account(text, text, numeric),
paper.set_clock(text, timestamptz),
paper.submit_order(text, text, text, paper.order_side, numeric, paper.order_type, numeric, numeric, jsonb),
paper.submit_orders(text, paper.order_request[]),
paper.cancel_order(text, uuid),
paper.cancel_orders(text, uuid[]),
paper.cancel_all_orders(text, text),
paper.close_position(text, text, text, numeric),
paper.replace_order(text, uuid, text, numeric, numeric, numeric),
paper.match_account(text),
paper.fork_account(text, text, bigint, timestamptz),
paper.replay_account(text, text, jsonb, numeric),
paper.import_account(jsonb[], text),
paper.feed_quotes(paper.quote[], boolean),
paper.feed_trades(paper.trade[], boolean),
paper.feed_bars(paper.bar[], boolean),
paper.load_sessions(text, paper.session[]),
paper.set_instrument(text, jsonb),
paper.sweep_done(jsonb, pg_snapshot),
paper.check_done(bigint, bigint)
to paper_trader;

grant execute on procedure paper.match_all() to paper_trader;
