"""What the database refuses: changing an order that is no draft any more, and placing one at another instant.

Source: what must not change after issue is refused by service, admin and database. Terms: general.1
"""

from django.db import migrations

# An order placed by a request is placed when it is placed, within two minutes of the database's own clock.
# Only the owner of the tables, which loads the demo, may write history.
FROZEN = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_changed_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.status <> 'draft' THEN
            RAISE EXCEPTION 'order % is %: it does not change any more', OLD.number, OLD.status
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF current_user IN ('extranet_partner', 'extranet_operator')
            AND abs(extract(epoch FROM NEW.placed_at - clock_timestamp())) > 120 THEN
            RAISE EXCEPTION 'an order is dated when it is placed, not %', NEW.placed_at
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER order_frozen BEFORE INSERT OR UPDATE OR DELETE ON ordering_order
        FOR EACH ROW EXECUTE FUNCTION refuse_changed_order();

    CREATE FUNCTION refuse_changed_line() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        parent uuid;
        order_status text;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            parent := NEW.order_id;
        ELSE
            parent := OLD.order_id;
        END IF;
        -- The line's own schema by name, not by search path.
        EXECUTE format('SELECT status FROM %I.ordering_order WHERE id = $1', TG_TABLE_SCHEMA)
            INTO order_status USING parent;
        IF order_status <> 'draft' THEN
            RAISE EXCEPTION 'the lines of an order that is % do not change any more', order_status
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER order_line_frozen BEFORE INSERT OR UPDATE OR DELETE ON ordering_orderline
        FOR EACH ROW EXECUTE FUNCTION refuse_changed_line();
    """,
    """
    DROP TRIGGER order_line_frozen ON ordering_orderline;
    DROP FUNCTION refuse_changed_line();
    DROP TRIGGER order_frozen ON ordering_order;
    DROP FUNCTION refuse_changed_order();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("ordering", "0002_orderbook")]
    operations = [FROZEN]
