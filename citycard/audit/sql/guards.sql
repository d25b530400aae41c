-- The record of acts: ids, the beginning of an act, and rows that nobody can change. Safe to run again.
create sequence if not exists act_id_seq as bigint cache 1;

-- The transaction takes its own number before it takes an act id: the sealer's horizon relies on this order.
create or replace function audit_next_id() returns bigint language plpgsql as $$
begin
    perform pg_current_xact_id();
    return nextval('act_id_seq');
end
$$;

-- Reserve an act, or find the act that used this key before (A3). A key in use by another transaction is waited for.
create or replace function audit_begin(
    p_key text, p_act text, p_digest bytea, p_at timestamptz,
    out id bigint, out is_replay boolean, out is_same boolean, out first_receipt jsonb
) language plpgsql as $$
begin
    id := audit_next_id();
    is_replay := false;
    is_same := true;
    if p_key is not null then
        insert into idempotency (key, act, input_digest, act_id, at)
        values (p_key, p_act, p_digest, id, p_at)
        on conflict (key) do nothing;
        if not found then
            select used.act_id, true, used.act = p_act and used.input_digest = p_digest, done.receipt
            into id, is_replay, is_same, first_receipt
            from idempotency used join act done on done.id = used.act_id
            where used.key = p_key;
            return;
        end if;
    end if;
    perform set_config('citycard.act_id', id::text, true), set_config('citycard.at', p_at::text, true);
end
$$;

-- For what an act writes with its record, whose rows nobody reads: that it changed as many as were locked for it.
create or replace function audit_expect(p_changed bigint, p_expected bigint) returns void language plpgsql as $$
begin
    if p_changed <> p_expected then
        raise exception 'a locked row changed: % of % were written', p_changed, p_expected;
    end if;
end
$$;

create or replace function audit_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only (A2): % is refused', tg_table_name, tg_op
        using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end
$$;

create or replace trigger act_append_only before update or delete or truncate on act
    for each statement execute function audit_refuse_change();
create or replace trigger act_person_append_only before update or delete or truncate on act_person
    for each statement execute function audit_refuse_change();
create or replace trigger idempotency_append_only before update or delete or truncate on idempotency
    for each statement execute function audit_refuse_change();
create or replace trigger seal_append_only before update or delete or truncate on seal
    for each statement execute function audit_refuse_change();
create or replace trigger seal_leaf_append_only before update or delete or truncate on seal_leaf
    for each statement execute function audit_refuse_change();
create or replace trigger state_history_append_only before update or delete or truncate on state_history
    for each statement execute function audit_refuse_change();
