"""The question of the registry as a function: one row, whatever the size of the registry.

Written as steps, each planned once and through one index. It runs as the owner, because a policy of row-level
security would be asked before any range, and its index would then be the partner's whole list: so the function
asks the same thing itself. No `SET search_path`: `current_schema()` must be the caller's; every name is whole.

Terms: telavox.7, bt.14, sip.4
"""

from django.db import migrations

LOOKUP = migrations.RunSQL(
    """
    CREATE FUNCTION public.registry_lookup(
        asked_number bigint, asked_at timestamptz, asked_known_at timestamptz,
        OUT at timestamptz, OUT known_at timestamptz,
        OUT holding_id uuid, OUT first bigint, OUT last bigint, OUT family text, OUT client_id uuid,
        OUT client_name text, OUT partner text, OUT partner_name text,
        OUT held_since timestamptz, OUT held_until timestamptz,
        OUT registration_id uuid, OUT author_name text, OUT author_email text, OUT author_role text,
        OUT author_side text, OUT declared_at timestamptz, OUT valid_from timestamptz, OUT valid_until timestamptz,
        OUT recorded_since timestamptz, OUT recorded_until timestamptz,
        OUT terms_part text, OUT terms_number integer, OUT terms_sha256 text, OUT is_terms_accepted boolean,
        OUT street text, OUT house_number text, OUT postal_code text, OUT municipality text, OUT box text,
        OUT no_house_number_reason text, OUT country text, OUT language text,
        OUT floor text, OUT room text, OUT access_note text, OUT second_street text
    ) LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off
    AS $$
    #variable_conflict use_column
    DECLARE
        place_id uuid;
    BEGIN
        at := coalesce(asked_at, pg_catalog.statement_timestamp());
        known_at := coalesce(asked_known_at, pg_catalog.statement_timestamp());
        SELECT block.id, pg_catalog.lower(block.numbers), pg_catalog.upper(block.numbers) - 1, block.family,
                block.client_id, block.client_name, block.partner,
                pg_catalog.lower(block.held), pg_catalog.upper(block.held)
            INTO holding_id, first, last, family, client_id, client_name, partner, held_since, held_until
            FROM public.numbering_holding AS block
            WHERE block.numbers OPERATOR(pg_catalog.@>) asked_number
                AND block.held OPERATOR(pg_catalog.@>) registry_lookup.at
                AND (pg_catalog.current_setting('role') IN ('extranet_operator', 'extranet_owner')
                    OR (block.partner = pg_catalog.current_schema()::text AND block.partner <> 'public'));
        IF NOT FOUND THEN
            RETURN;
        END IF;
        SELECT house.display_name INTO partner_name
            FROM public.partners_partner AS house WHERE house.schema_name = registry_lookup.partner;
        partner_name := coalesce(partner_name, registry_lookup.partner);
        SELECT said.id, said.author_name, said.author_email, said.author_role, said.author_side, said.declared_at,
                pg_catalog.lower(said.valid), pg_catalog.upper(said.valid),
                pg_catalog.lower(said.recorded), pg_catalog.upper(said.recorded),
                said.terms_part, said.terms_number, said.terms_sha256, said.is_terms_accepted, said.address_id
            INTO registration_id, author_name, author_email, author_role, author_side, declared_at,
                valid_from, valid_until, recorded_since, recorded_until,
                terms_part, terms_number, terms_sha256, is_terms_accepted, place_id
            FROM public.registry_registration AS said
            WHERE said.numbers OPERATOR(pg_catalog.@>) asked_number
                AND said.valid OPERATOR(pg_catalog.@>) registry_lookup.at
                AND said.recorded OPERATOR(pg_catalog.@>) registry_lookup.known_at
                AND said.holding_id = registry_lookup.holding_id;
        IF NOT FOUND THEN
            RETURN;
        END IF;
        SELECT place.street, place.house_number, place.postal_code, place.municipality, place.box,
                place.no_house_number_reason, place.country, place.language,
                place.floor, place.room, place.access_note, place.second_street
            INTO street, house_number, postal_code, municipality, box,
                no_house_number_reason, country, language, floor, room, access_note, second_street
            FROM public.registry_address AS place WHERE place.id = place_id;
    END $$;
    REVOKE ALL ON FUNCTION public.registry_lookup(bigint, timestamptz, timestamptz) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION public.registry_lookup(bigint, timestamptz, timestamptz)
        TO extranet_partner, extranet_operator;
    """,
    "DROP FUNCTION public.registry_lookup(bigint, timestamptz, timestamptz)",
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_walls_of_reviews"), ("numbering", "0002_walls"), ("partners", "__first__")]
    operations = [LOOKUP]
