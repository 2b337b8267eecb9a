-- Search over messages: for each one the terms of its text, found through one GIN index. Written behind the log by the indexer, never by a send.
--
-- Beside the terms of the text (folded: no capitals in them) the vector holds lexemes with a capital for what a search is narrowed by: C conversation,
-- A author, K kind (of a forwarded message also that of what was forwarded), W week since 1970. The index then answers the whole question by itself, and reads the newest weeks first.
CREATE TABLE search_entries (
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  corp_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  terms tsvector NOT NULL,
  PRIMARY KEY (conversation_id, seq)
);
-- Every question reads the whole list of what waits to be sorted into the index, so that list is kept short.
CREATE INDEX search_entries_terms ON search_entries USING gin (terms) WITH (gin_pending_list_limit = 256);
SELECT weft_tenant_table('search_entries');
-- Under row-level security PostgreSQL uses no index for @@, which is not leakproof. So the server reaches this table only through the functions below,
-- which run with the rights of the owner of the database (a member of weft_maintenance) and put up the fence themselves.
REVOKE ALL ON search_entries FROM weft_app;

-- How far each log has been indexed.
CREATE TABLE search_heads (
  conversation_id uuid PRIMARY KEY,
  corp_id uuid NOT NULL,
  seq bigint NOT NULL DEFAULT 0
);
SELECT weft_tenant_table('search_heads');

-- Who has left still finds what it could see.
CREATE INDEX participants_past ON participants (principal_id, conversation_id) WHERE left_seq IS NOT NULL;

CREATE FUNCTION weft_search_week(p_at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT 'W' || floor(extract(epoch FROM p_at) / 604800)::int $$;

-- p_kinds, p_terms: the kinds and the terms of each message, separated by blanks, none empty.
--
-- Retention may have taken messages off since the indexer read them: it holds the row of the conversation FOR UPDATE, so one of the two waits for the other.
-- Either this sees the new first_seq, or retention sees the terms and deletes them.
CREATE FUNCTION weft_search_write(p_conversations uuid[], p_seqs bigint[], p_actors uuid[], p_kinds text[], p_times timestamptz[], p_terms text[])
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
  WITH heads AS MATERIALIZED (
    SELECT id, coalesce(first_seq, 1) AS first_seq FROM conversations
     WHERE id = ANY (p_conversations) AND corp_id = weft_corp() ORDER BY id FOR KEY SHARE
  )
  INSERT INTO search_entries (conversation_id, seq, corp_id, created_at, terms)
  SELECT r.conversation_id, r.seq, weft_corp(), r.at,
         array_to_tsvector(ARRAY['C' || r.conversation_id, 'A' || r.actor, weft_search_week(r.at)]
                           || ARRAY(SELECT 'K' || kind FROM string_to_table(r.kinds, ' ') AS kind)
                           || CASE WHEN r.terms = '' THEN '{}'::text[] ELSE string_to_array(r.terms, ' ') END)
    FROM unnest(p_conversations, p_seqs, p_actors, p_kinds, p_times, p_terms) AS r (conversation_id, seq, actor, kinds, at, terms)
    JOIN heads h ON h.id = r.conversation_id AND r.seq >= h.first_seq
  ON CONFLICT (conversation_id, seq) DO UPDATE SET terms = EXCLUDED.terms WHERE search_entries.corp_id = EXCLUDED.corp_id
$$;

CREATE FUNCTION weft_search_erase(p_conversations uuid[], p_seqs bigint[])
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
  DELETE FROM search_entries s USING unnest(p_conversations, p_seqs) AS r (conversation_id, seq)
   WHERE s.conversation_id = r.conversation_id AND s.seq = r.seq AND s.corp_id = weft_corp()
$$;

CREATE FUNCTION weft_search_forget(p_conversation uuid, p_first bigint, p_last bigint)
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
  DELETE FROM search_entries WHERE conversation_id = p_conversation AND seq BETWEEN p_first AND p_last AND corp_id = weft_corp()
$$;

-- The newest matches that p_reader may see, created in [p_from, p_to) and before the place (p_at, p_conversation, p_seq), if that is given.
CREATE FUNCTION weft_search_find(p_reader uuid, p_query tsquery, p_from timestamptz, p_to timestamptz, p_at timestamptz, p_conversation uuid, p_seq bigint, p_limit bigint)
RETURNS TABLE (o_conversation uuid, o_seq bigint, o_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  RETURN QUERY
  WITH matches AS MATERIALIZED (
    SELECT s.conversation_id, s.seq, s.created_at FROM search_entries s
     WHERE s.terms @@ p_query AND s.corp_id = weft_corp() AND s.created_at >= p_from AND s.created_at < p_to
  )
  SELECT m.conversation_id, m.seq, m.created_at
    FROM matches m JOIN participants p ON p.conversation_id = m.conversation_id AND p.principal_id = p_reader AND p.corp_id = weft_corp()
   WHERE ((m.seq >= p.joined_seq AND (p.left_seq IS NULL OR m.seq <= p.left_seq)) OR p.past @> m.seq)
     AND (p.hidden_upto IS NULL OR m.seq > p.hidden_upto OR NOT EXISTS (
           SELECT FROM hidden_entries h WHERE h.conversation_id = m.conversation_id AND h.principal_id = p_reader AND h.seq = m.seq))
     AND (p_at IS NULL OR (m.created_at, m.conversation_id, m.seq) < (p_at, p_conversation, p_seq))
   ORDER BY m.created_at DESC, m.conversation_id DESC, m.seq DESC
   LIMIT p_limit;
END $$;
-- What runs with the rights of the owner must not be led to tables of somebody else.
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION weft_search_write(uuid[], bigint[], uuid[], text[], timestamptz[], text[]) SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION weft_search_erase(uuid[], bigint[]) SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION weft_search_forget(uuid, bigint, bigint) SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION weft_search_find(uuid, tsquery, timestamptz, timestamptz, timestamptz, uuid, bigint, bigint) SET search_path = %I, pg_temp',
                 current_schema());
END $$;
REVOKE EXECUTE ON FUNCTION weft_search_write(uuid[], bigint[], uuid[], text[], timestamptz[], text[]), weft_search_erase(uuid[], bigint[]),
  weft_search_forget(uuid, bigint, bigint), weft_search_find(uuid, tsquery, timestamptz, timestamptz, timestamptz, uuid, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION weft_search_write(uuid[], bigint[], uuid[], text[], timestamptz[], text[]), weft_search_erase(uuid[], bigint[]),
  weft_search_forget(uuid, bigint, bigint), weft_search_find(uuid, tsquery, timestamptz, timestamptz, timestamptz, uuid, bigint, bigint) TO weft_app;
