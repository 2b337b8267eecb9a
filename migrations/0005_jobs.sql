-- Work that the server does by itself, step by step. A step is one transaction that holds the job's row, so its progress commits with its work.
CREATE TABLE jobs (
  id          uuid PRIMARY KEY,
  corp_id     uuid NOT NULL REFERENCES companies,
  kind        text NOT NULL,
  unique_key  text,                               -- at most one job of a kind with this key is alive
  status      text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'failed', 'cancelled')),
  state       jsonb NOT NULL,                     -- what the next step needs to know; never shown
  done        bigint NOT NULL DEFAULT 0,
  total       bigint,
  result      jsonb,
  reason      text,                               -- why the last step failed
  attempts    integer NOT NULL DEFAULT 0,         -- failures since the last step that went well
  started_by  uuid,                               -- null: the server's own
  created_at  timestamptz NOT NULL,
  run_at      timestamptz NOT NULL,               -- the next step is not before
  begun_at    timestamptz,                        -- first step of this run
  finished_at timestamptz,
  FOREIGN KEY (corp_id, started_by) REFERENCES principals (corp_id, id)
) WITH (fillfactor = 70);
-- Over all companies: the one question a runner asks.
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE status = 'waiting';
CREATE UNIQUE INDEX jobs_alive ON jobs (corp_id, kind, unique_key) WHERE status = 'waiting' AND unique_key IS NOT NULL;
CREATE INDEX jobs_of_company ON jobs (corp_id, id);
CREATE INDEX jobs_of_person ON jobs (corp_id, started_by, id) WHERE started_by IS NOT NULL;
CREATE INDEX jobs_finished ON jobs (corp_id, finished_at) WHERE finished_at IS NOT NULL;
SELECT weft_tenant_table('jobs');

-- Locks the next due job of any company, passing over those that are locked: who holds the lock runs the step. Runs with the rights of the
-- owner, who sees all companies; the caller sets the tenant to what it is told here and sees that company's rows alone.
CREATE FUNCTION weft_take_job(p_now timestamptz, p_kinds text[])
RETURNS TABLE (o_corp uuid, o_id uuid, o_kind text, o_state text, o_started_by uuid, o_attempts integer, o_done bigint, o_total bigint, o_created_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
  SELECT corp_id, id, kind, state::text, started_by, attempts, done, total, created_at FROM jobs
   WHERE status = 'waiting' AND run_at <= p_now AND kind = ANY (p_kinds)
   ORDER BY run_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
$$;

-- How many jobs are due, counted up to p_most.
CREATE FUNCTION weft_due_jobs(p_now timestamptz, p_most integer) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT count(*) FROM (SELECT 1 FROM jobs WHERE status = 'waiting' AND run_at <= p_now LIMIT p_most) AS due
$$;

-- What runs with the rights of the owner must not be led to tables of somebody else.
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION weft_take_job(timestamptz, text[]) SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION weft_due_jobs(timestamptz, integer) SET search_path = %I, pg_temp', current_schema());
END $$;
REVOKE ALL ON FUNCTION weft_take_job(timestamptz, text[]), weft_due_jobs(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION weft_take_job(timestamptz, text[]), weft_due_jobs(timestamptz, integer) TO weft_app;
