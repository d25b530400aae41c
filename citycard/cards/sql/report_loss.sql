-- Report the social function of a locked card lost; the moment of the first report stays. The guard on `loss` knows the moves.
with reported as (
    update cards_socialside set loss = %(loss)s, lost_at = coalesce(lost_at, %(at)s),
           formal_at = case when %(is_formal)s then %(at)s::timestamptz end
     where card_id = %(card_id)s and loss = any(%(sources)s) and state in ('sealed', 'active')
    returning 1
)
select audit_expect(count(*), 1) from reported
