"""Every statement that the client sends: one function or one view each.

Only what is needed is fetched. Numbers come as float8 or, for `exact`, as numeric; both are converted by the
server, which rounds money for display, so that each rounding has one definition.
"""


class Queries:
    """The statements of one adapter, for floats or for Decimals."""

    def __init__(self, *, exact: bool) -> None:
        num = "" if exact else "::float8"

        outcome = f"""
            order_id::text, status::text, fill_quantity{num}, fill_price{num}, submitted_at, error,
            reject_reason, round(realized_pnl, 4){num}, round(cash_after, 2){num},
            quantity_after{num}"""
        order = f"{outcome}, ticker, side, coalesce(quantity, 0){num}, order_type, idempotency_key"
        account = f"""
            account_id, round(buying_power, 2){num}, round(cash, 2){num},
            round(portfolio_value, 2){num}, currency"""

        self.binary = not exact
        self.submit_orders = f"""
            select {outcome}
            from paper.submit_orders(p_account_id => %s, p_orders => %s::paper.order_request[])"""
        self.cancel_orders = f"""
            select {order}
            from paper.cancel_orders(p_account_id => %s, p_order_ids => %s::uuid[])"""
        self.cancel_all_orders = f"""
            select {order}
            from paper.cancel_all_orders(p_account_id => %s, p_ticker => %s)"""
        self.close_position = f"""
            select {order}
            from paper.close_position(
                p_account_id => %s, p_idempotency_key => %s, p_ticker => %s, p_quantity => %s::numeric
            )"""

        self.replace_order = f"""
            select {order}
            from paper.replace_order(
                p_account_id => %s, p_order_id => %s::uuid, p_idempotency_key => %s,
                p_quantity => %s::numeric, p_limit_price => %s::numeric, p_stop_price => %s::numeric
            )"""
        self.preview_orders = f"""
            select {outcome}
            from paper.preview_orders(p_account_id => %s, p_orders => %s::paper.order_request[])"""
        self.explain_order = f"""
            select step, seq, at, rule, outcome, price{num}, size{num}, detail
            from paper.explain_order(p_account_id => %s, p_order_id => %s::uuid)
            order by step"""
        self.match_account = "select paper.match_account(p_account_id => %s)"

        self.open_account = f"""
            select {account}
            from paper.open_account(
                p_account_id => %s, p_initial_cash => %s::numeric, p_settings => %s::jsonb
            )"""
        self.deposit = f"""
            select {account}
            from paper.deposit(p_account_id => %s, p_idempotency_key => %s, p_amount => %s::numeric)"""
        self.withdraw = f"""
            select {account}
            from paper.withdraw(p_account_id => %s, p_idempotency_key => %s, p_amount => %s::numeric)"""
        self.reset_account = f"""
            select {account}
            from paper.reset_account(
                p_account_id => %s, p_idempotency_key => %s, p_initial_cash => %s::numeric
            )"""
        self.set_clock = "select * from paper.set_clock(p_account_id => %s, p_at => %s::timestamptz)"

        self.account_exists = "select exists (select from paper.accounts where account_id = %s)"
        self.account = f"select {account} from paper.accounts where account_id = %s"
        self.clock = "select * from paper.clock(p_account_id => %s)"
        self.check = "select account_id, rule, detail from paper.check(p_account_id => %s)"
        self.positions = f"""
            select
                ticker, quantity{num}, avg_entry_price{num}, current_price{num},
                round(unrealized_pnl, 4){num}, round(market_value, 4){num}, side
            from paper.positions
            where account_id = %s and quantity <> 0"""
        self.order = f"select {order} from paper.order_of(p_order_id => %s::uuid) where account_id = %s"
        self.orders_by_id = f"""
            select {order}
            from unnest(%s::uuid[]) as wanted
            cross join lateral paper.order_of(p_order_id => wanted) as o
            where account_id = %s"""
        self.order_seq = "select seq from paper.order_of(p_order_id => %s::uuid) where account_id = %s"
        self.orders = f"select {order} from paper.orders where account_id = %s"
        self.fills = f"""
            select
                seq, order_id::text, ticker, side, quantity{num}, price{num}, fee{num},
                realized_pnl{num}, liquidity, at, market_at, quantity_after{num}, cash_after{num}
            from paper.fills
            where account_id = %s"""
        self.journal = f"""
            select
                seq, at, event_type, order_id::text, idempotency_key, ticker, side, order_type, quantity{num},
                limit_price{num}, stop_price{num}, price{num}, amount{num}, fee{num},
                realized_pnl{num}, cash_after{num}, quantity_after{num},
                avg_entry_price_after{num}, reject_reason, error, options, detail
            from paper.journal
            where account_id = %s and seq > %s
            order by seq
            limit %s"""
