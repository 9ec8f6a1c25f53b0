-- A batch on a random one of the accounts that are this client's alone.
\set account random(0, :each - 1) * :clients + :client_id + 1
\set key random(1, 1000000000000000)
select count(*) from paper.submit_orders('bench-' || :account, array(
    select row('k' || :key || '-' || i, 'AAPL', 'buy', 1, 'limit', 100, null, '{}')::paper.order_request
    from generate_series(1, :batch) as i
));
