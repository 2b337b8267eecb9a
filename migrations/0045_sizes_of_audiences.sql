-- A broadcast begins right after thousands of rows were written for it, when the database has not yet looked at how many there are: a chunk would be found by
-- reading the whole audience. So it looks when the audience is complete; of a small one it need not know. Another look that is under way is not waited for.
CREATE FUNCTION weft_audience_frozen(p_broadcast uuid) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM broadcasts WHERE id = p_broadcast AND corp_id = weft_corp() AND next_number > 1000) THEN
    ANALYZE (SKIP_LOCKED) broadcast_recipients;
  END IF;
END
$$;

-- What runs with the rights of the owner must not be led to tables of somebody else.
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION weft_audience_frozen(uuid) SET search_path = %I, pg_temp', current_schema());
END $$;
