-- What employees say again and again, and what they show to customers.

-- home: whose it is: 'p' and a principal, 't' and a department, or 'c' for the company. One column, so that the few homes of a reader
-- are one condition of one index.
CREATE TABLE quick_replies (
  corp_id      uuid NOT NULL,
  id           uuid NOT NULL,
  home         text COLLATE "C" NOT NULL,
  folder       text NOT NULL DEFAULT '' CHECK (char_length(folder) <= 50),
  title        text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 100),
  body         text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 4000),
  folded       text NOT NULL,                     -- title and text as they are searched
  uses         bigint NOT NULL DEFAULT 0,
  created_by   uuid NOT NULL,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  last_used_at timestamptz,
  PRIMARY KEY (corp_id, id)
);
CREATE INDEX quick_replies_of ON quick_replies (corp_id, home, id);
SELECT weft_tenant_table('quick_replies');

CREATE TABLE contents (
  corp_id     uuid NOT NULL,
  id          uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('article', 'file', 'link', 'mini_page')),
  title       text NOT NULL,
  folded      text NOT NULL,
  version     integer NOT NULL DEFAULT 1,
  everybody   boolean NOT NULL DEFAULT true,
  departments integer[] NOT NULL DEFAULT '{}',    -- each with all below
  members     uuid[] NOT NULL DEFAULT '{}',
  opens       bigint NOT NULL DEFAULT 0,
  created_by  uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  deleted_at  timestamptz,                        -- its links say so
  PRIMARY KEY (corp_id, id)
);
SELECT weft_tenant_table('contents');

CREATE TABLE content_versions (
  corp_id    uuid NOT NULL,
  content_id uuid NOT NULL,
  version    integer NOT NULL,
  body       jsonb NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, content_id, version),
  FOREIGN KEY (corp_id, content_id) REFERENCES contents (corp_id, id)
);
SELECT weft_tenant_table('content_versions');

-- One content shown to one customer by one employee.
CREATE TABLE content_links (
  corp_id        uuid NOT NULL,
  id             uuid NOT NULL,
  code_hash      bytea NOT NULL,
  content_id     uuid NOT NULL,
  employee_id    uuid NOT NULL,
  contact_id     uuid NOT NULL,
  opens          bigint NOT NULL DEFAULT 0,
  created_at     timestamptz NOT NULL,
  last_opened_at timestamptz,
  PRIMARY KEY (corp_id, id),
  FOREIGN KEY (corp_id, content_id) REFERENCES contents (corp_id, id)
);
CREATE UNIQUE INDEX content_links_by_code ON content_links (corp_id, code_hash);
CREATE INDEX content_links_of_employee ON content_links (corp_id, employee_id, id);
CREATE INDEX content_links_of_content ON content_links (corp_id, content_id, id);
SELECT weft_tenant_table('content_links');

-- A link opened, once a minute at most.
CREATE TABLE content_opens (
  corp_id     uuid NOT NULL,
  id          uuid NOT NULL,
  link_id     uuid NOT NULL,
  content_id  uuid NOT NULL,
  employee_id uuid NOT NULL,
  contact_id  uuid NOT NULL,
  version     integer NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (corp_id, id)
);
CREATE INDEX content_opens_of_content ON content_opens (corp_id, content_id, id);
CREATE INDEX content_opens_of_employee ON content_opens (corp_id, employee_id, content_id, id);
SELECT weft_tenant_table('content_opens');
