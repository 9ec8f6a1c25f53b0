-- A replacement of an order that is not open any more says so.

set local role paper_owner;

alter type paper.reject_reason add value 'not_open';
comment on type paper.reject_reason is
'Why an order was rejected, or cancelled by the engine: insufficient_cash (a buy costs more than the buying power),
insufficient_shares (a sell wants more than the position holds), no_position (close_position found nothing to close),
out_of_range (the fill price, the cash or the position would leave the range that is kept exactly), no_market_price and
market_closed (nothing to trade against), not_fillable (an ioc or fok order that the market could not fill at once),
already_filled (a replacement asks for no more than was filled), not_open (the order to be replaced is final).';
