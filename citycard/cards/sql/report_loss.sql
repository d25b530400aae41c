-- Report the social functions of some cards lost; the moment of the first report stays. The guard on `loss` knows the moves.
update cards_socialside set loss = %(loss)s, lost_at = coalesce(lost_at, %(at)s),
       formal_at = case when %(is_formal)s then %(at)s::timestamptz end
 where card_id = any(%(card_ids)s) and loss = any(%(sources)s) and state in ('sealed', 'active')
returning card_id
