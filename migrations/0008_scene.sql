-- What a simulation reads, it hands on: nobody reads the positions a second time.

set local role paper_owner;

alter type paper_internal.scene add attribute positions paper_internal.positions[];
alter type paper_internal.scene add attribute has_calendar boolean[];
alter type paper_internal.scene add attribute is_due boolean;
alter type paper_internal.outcome add attribute positions paper_internal.positions[];

-- Matched lots come from matched_lots() now.
drop function if exists paper_internal.lot_matches(text, bigint, bigint, text, text, boolean);
