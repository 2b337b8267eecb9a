-- What every later migration builds on: the tenant of a transaction, the fence around tenant tables, the server's own row.
-- The roles weft_app (the server's everyday work) and weft_maintenance (dumps, doctor, imports) exist before this runs:
-- the program creates them, or tells the administrator how.

-- The company of this transaction (SET LOCAL weft.corp), NULL when none was set.
CREATE FUNCTION weft_corp() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('weft.corp', true), '')::uuid;

-- Call it for every table with a corp_id, partitioned parents included, partitions not: SELECT weft_tenant_table('messages');
-- The server (weft_app) then sees and writes rows of the transaction's company only; maintenance sees all.
-- The sub-select makes the planner compute the company once a statement and use indexes that begin with corp_id.
CREATE FUNCTION weft_tenant_table(tenant_table regclass) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('CREATE POLICY tenant ON %s TO weft_app USING (corp_id = (SELECT weft_corp()))'
                 ' WITH CHECK (corp_id = (SELECT weft_corp()))', tenant_table);
  EXECUTE format('CREATE POLICY maintenance ON %s TO weft_maintenance USING (true) WITH CHECK (true)', tenant_table);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO weft_app', tenant_table);
END
$$;

-- One row. The epoch is the life of this data: a restored backup begins a new one, and clients then forget what they hold.
CREATE TABLE server_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO server_state (epoch) VALUES (gen_random_uuid());
GRANT SELECT ON server_state TO weft_app;
