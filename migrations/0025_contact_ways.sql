-- The ways in: codes that customers scan, who takes those that come, and who waits to be accepted.

CREATE TABLE contact_ways (
  id          uuid PRIMARY KEY,
  corp_id     uuid NOT NULL,
  code        text COLLATE "C" NOT NULL,            -- stands on posters: no secret, but nobody guesses one
  title       text NOT NULL DEFAULT '' CHECK (char_length(title) <= 50),
  remark      text NOT NULL DEFAULT '' CHECK (char_length(remark) <= 30),
  state       text NOT NULL DEFAULT '' CHECK (char_length(state) <= 30),
  single      boolean NOT NULL,                     -- one employee and no department
  approval    boolean NOT NULL DEFAULT false,
  exclusive   boolean NOT NULL DEFAULT false,
  paused      boolean NOT NULL DEFAULT false,
  balance     text NOT NULL DEFAULT 'round_robin' CHECK (balance IN ('round_robin', 'least_open')),
  daily_cap   integer CHECK (daily_cap > 0),        -- new customers a day, of each employee
  most_uses   integer CHECK (most_uses > 0),        -- customers who come by it
  uses        integer NOT NULL DEFAULT 0,
  expires_at  timestamptz,
  chat_hours  integer CHECK (chat_hours > 0),       -- of a temporary chat
  closing     jsonb,
  welcome     jsonb,
  hours       jsonb,
  backup_id   uuid,
  fallback_id uuid,
  tags        integer[] NOT NULL DEFAULT '{}',
  created_by  uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL,
  deleted_at  timestamptz,                          -- who has its code is still told where else to go, for half a year
  UNIQUE (corp_id, id)
);
CREATE UNIQUE INDEX contact_ways_by_code ON contact_ways (corp_id, code);
CREATE INDEX contact_ways_deleted ON contact_ways (corp_id, deleted_at) WHERE deleted_at IS NOT NULL;
SELECT weft_tenant_table('contact_ways');

CREATE TABLE contact_way_employees (
  corp_id      uuid NOT NULL,
  way_id       uuid NOT NULL,
  principal_id uuid NOT NULL,
  position     integer NOT NULL,
  PRIMARY KEY (corp_id, way_id, principal_id),
  FOREIGN KEY (corp_id, way_id) REFERENCES contact_ways (corp_id, id) ON DELETE CASCADE,
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX contact_way_employees_of ON contact_way_employees (corp_id, principal_id, way_id);
SELECT weft_tenant_table('contact_way_employees');

CREATE TABLE contact_way_departments (
  corp_id    uuid NOT NULL,
  way_id     uuid NOT NULL,
  department integer NOT NULL,
  PRIMARY KEY (corp_id, way_id, department),
  FOREIGN KEY (corp_id, way_id) REFERENCES contact_ways (corp_id, id) ON DELETE CASCADE
);
SELECT weft_tenant_table('contact_way_departments');

-- Pictures and files that a way's messages carry: what keeps them from being removed.
CREATE TABLE contact_way_files (
  corp_id  uuid NOT NULL,
  way_id   uuid NOT NULL,
  file_id  uuid NOT NULL REFERENCES files,
  owner_id uuid NOT NULL,                           -- who put it there and may read it
  PRIMARY KEY (corp_id, way_id, file_id),
  FOREIGN KEY (corp_id, way_id) REFERENCES contact_ways (corp_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_way_files_of ON contact_way_files (corp_id, owner_id, file_id);
SELECT weft_tenant_table('contact_way_files');

-- Whose turn it is: what each employee got by a way, and when last.
CREATE TABLE contact_way_turns (
  corp_id      uuid NOT NULL,
  way_id       uuid NOT NULL,
  principal_id uuid NOT NULL,
  day          date NOT NULL,                       -- that `given` counts
  given        integer NOT NULL,
  last_at      timestamptz NOT NULL,
  PRIMARY KEY (corp_id, way_id, principal_id),
  FOREIGN KEY (corp_id, way_id) REFERENCES contact_ways (corp_id, id) ON DELETE CASCADE
) WITH (fillfactor = 50);
SELECT weft_tenant_table('contact_way_turns');

-- Who waits for an employee to accept. Ignored: the customer is not told and goes on waiting.
CREATE DOMAIN customer_request_status AS text CHECK (VALUE IN ('waiting', 'accepted', 'refused', 'ignored'));
CREATE TABLE customer_requests (
  id          uuid PRIMARY KEY,
  corp_id     uuid NOT NULL,
  way_id      uuid NOT NULL,
  contact_id  uuid NOT NULL,
  employee_id uuid NOT NULL,
  status      customer_request_status NOT NULL DEFAULT 'waiting',
  message     text NOT NULL DEFAULT '' CHECK (char_length(message) <= 200),
  created_at  timestamptz NOT NULL,
  decided_at  timestamptz,
  decided_by  uuid,
  FOREIGN KEY (corp_id, way_id) REFERENCES contact_ways (corp_id, id) ON DELETE CASCADE,
  FOREIGN KEY (corp_id, contact_id) REFERENCES principals (corp_id, id),
  FOREIGN KEY (corp_id, employee_id) REFERENCES principals (corp_id, id)
);
CREATE UNIQUE INDEX customer_requests_once ON customer_requests (corp_id, contact_id, employee_id) WHERE status IN ('waiting', 'ignored');
CREATE INDEX customer_requests_of_contact ON customer_requests (corp_id, contact_id, id);
CREATE INDEX customer_requests_of_employee ON customer_requests (corp_id, employee_id, status, id);
CREATE INDEX customer_requests_by_way ON customer_requests (corp_id, way_id);
CREATE INDEX customer_requests_decided ON customer_requests (corp_id, decided_at) WHERE decided_at IS NOT NULL;
SELECT weft_tenant_table('customer_requests');

-- What the company's own web site signs with when it says who a visitor is: the newest and the one before.
CREATE TABLE site_secrets (
  corp_id    uuid NOT NULL,
  number     integer NOT NULL,
  secret     text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, number)
);
SELECT weft_tenant_table('site_secrets');

ALTER TABLE contacts ADD COLUMN consent_version integer NOT NULL DEFAULT 0;  -- of the text it agreed to
ALTER TABLE customer_chats ADD COLUMN ended_at timestamptz;                  -- a temporary chat that is over
ALTER TABLE customer_chats ADD COLUMN rated smallint CHECK (rated BETWEEN 1 AND 5);
