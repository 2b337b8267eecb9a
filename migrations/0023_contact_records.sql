-- What the company keeps about its customers: its own fields, names of tags that can be found, ways to look lists up.

CREATE TABLE contact_fields (
  corp_id    uuid NOT NULL REFERENCES companies,
  number     integer NOT NULL CHECK (number > 0),
  name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 32),
  name_key   text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(normalize(name, NFKC))) STORED,
  kind       text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'link')),
  choices    jsonb NOT NULL DEFAULT '[]',
  position   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, number),
  UNIQUE (corp_id, name_key)
);
SELECT weft_tenant_table('contact_fields');

-- Names differ among the groups of the company, of each rule group, and among the tags of one group.
ALTER TABLE contact_tag_groups
  ADD COLUMN name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(normalize(name, NFKC))) STORED;
CREATE UNIQUE INDEX contact_tag_groups_by_name
  ON contact_tag_groups (corp_id, name_key, coalesce(rule_group, '00000000-0000-0000-0000-000000000000'));
ALTER TABLE contact_tags
  ADD COLUMN name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(normalize(name, NFKC))) STORED;
CREATE UNIQUE INDEX contact_tags_by_name ON contact_tags (corp_id, tag_group, name_key);

-- Of one employee, the newest relation first; and of the company by when it began.
CREATE INDEX follows_newest_of_employee ON follows (corp_id, employee_id, id);
CREATE INDEX follows_by_added ON follows (corp_id, added_at);
CREATE INDEX contacts_merged ON contacts (corp_id, merged_into) WHERE merged_into IS NOT NULL;

-- Whether a filter holds for a relation that meets the conditions whose bits are set. The gates come as triples: 1 all, 2 any, 3 none of
-- these bits; then this bit is set. The last one decides.
CREATE FUNCTION weft_filter_holds(p_met bigint, p_gates bigint[]) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  v_met bigint := p_met;
  v_holds boolean := true;
BEGIN
  FOR i IN 1 .. cardinality(p_gates) BY 3 LOOP
    v_holds := CASE p_gates[i] WHEN 1 THEN v_met & p_gates[i + 1] = p_gates[i + 1]
                               WHEN 2 THEN v_met & p_gates[i + 1] <> 0
                               ELSE v_met & p_gates[i + 1] = 0 END;
    IF v_holds THEN
      v_met := v_met | p_gates[i + 2];
    END IF;
  END LOOP;
  RETURN v_holds;
END $$;
GRANT EXECUTE ON FUNCTION weft_filter_holds(bigint, bigint[]) TO weft_app;
