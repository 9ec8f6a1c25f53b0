create or replace function paper_internal.normal_settings(p_settings jsonb) returns jsonb
language sql immutable parallel safe
-- What differs from the defaults, so that settings are compared by what they mean.
return (
    select coalesce(jsonb_object_agg(s.key, s.value), '{}')
    from jsonb_each(p_settings) as s
    where s.value is distinct from paper_internal.default_settings() -> s.key
);
