"""Every change of an order reaches the operator's order book in the same statement.

The functions live in the partner's schema, so that each schema changes over with its own migration. They run
as whoever writes (SECURITY INVOKER) and set no search path: the policy on the book compares the row's
partner with current_schema(), which a search path of their own would change.
"""

from django.db import migrations

MIRROR = migrations.RunSQL(
    """
    CREATE FUNCTION mirror_orders() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM public.orderbook_entry AS entry USING old_orders AS gone
                WHERE entry.partner = TG_TABLE_SCHEMA::text AND entry.order_id = gone.id;
        ELSE
            INSERT INTO public.orderbook_entry (
                partner, order_id, number, client_name, families, monthly_total, status,
                placed_at, placed_by_name, changed_at
            )
            SELECT TG_TABLE_SCHEMA::text, id, number, client_name, families, monthly_total, status,
                placed_at, placed_by_name, changed_at
            FROM new_orders
            ON CONFLICT (partner, order_id) DO UPDATE SET
                number = excluded.number, client_name = excluded.client_name, families = excluded.families,
                monthly_total = excluded.monthly_total, status = excluded.status,
                placed_at = excluded.placed_at, placed_by_name = excluded.placed_by_name,
                changed_at = excluded.changed_at;
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER mirror_inserted AFTER INSERT ON ordering_order
        REFERENCING NEW TABLE AS new_orders FOR EACH STATEMENT EXECUTE FUNCTION mirror_orders();
    CREATE TRIGGER mirror_updated AFTER UPDATE ON ordering_order
        REFERENCING NEW TABLE AS new_orders FOR EACH STATEMENT EXECUTE FUNCTION mirror_orders();
    CREATE TRIGGER mirror_deleted AFTER DELETE ON ordering_order
        REFERENCING OLD TABLE AS old_orders FOR EACH STATEMENT EXECUTE FUNCTION mirror_orders();
    """,
    """
    DROP TRIGGER mirror_deleted ON ordering_order;
    DROP TRIGGER mirror_updated ON ordering_order;
    DROP TRIGGER mirror_inserted ON ordering_order;
    DROP FUNCTION mirror_orders();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("ordering", "0001_initial"), ("orderbook", "0002_walls")]
    operations = [MIRROR]
