"""Customers of a company, straight in the database."""

import json

from server import Server

# A customer of one employee for each number, as a way in makes one: contact, chat with its first entry, relation.
CUSTOMERS = """
SET weft.corp = '{corp}';
INSERT INTO settings (corp_id, name, value, changed_at)
  VALUES ('{corp}', 'serving', '{serving}', now()) ON CONFLICT (corp_id, name) DO UPDATE SET value = excluded.value;
UPDATE members SET verified_at = now() WHERE corp_id = '{corp}';
CREATE TEMP TABLE made AS SELECT gen_random_uuid() AS who, gen_random_uuid() AS chat, n FROM generate_series(1, {count}) n;
INSERT INTO principals (id, corp_id, kind, name, created_at) SELECT who, '{corp}', 'external', 'Customer ' || n, now() FROM made;
INSERT INTO contacts (principal_id, corp_id, first_at, last_at, created_at) SELECT who, '{corp}', now(), now(), now() FROM made;
INSERT INTO conversations (id, corp_id, kind, owner_id, customer_id, member_count, head_seq, created_at, active_at)
  SELECT chat, '{corp}', 'customer', '{owner}', who, 2, 1, now(), now() FROM made;
INSERT INTO participants (conversation_id, principal_id, corp_id, role, joined_seq)
  SELECT chat, who, uuid '{corp}', 'member', 1 FROM made
  UNION ALL SELECT chat, '{owner}', '{corp}', 'owner', 1 FROM made;
INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, created_at)
  SELECT chat, 1, '{corp}', 'created', who, jsonb_build_object('kind', 'customer', 'name', '', 'member_count', 2, 'members',
         jsonb_build_array('{owner}', who)), 0, now() FROM made;
INSERT INTO customer_chats (conversation_id, corp_id) SELECT chat, '{corp}' FROM made;
INSERT INTO follows (id, corp_id, contact_id, employee_id, conversation_id, source, added_at)
  SELECT gen_random_uuid(), '{corp}', who, '{owner}', chat, 'way', now() FROM made;
SELECT json_agg(who) FROM made;
"""


def customers_of(server: Server, corp: str, owner: str, count: int, serving: str = '{"per_employee": 20000}') -> list[str]:
    """`count` customers of the employee `owner`, each with a chat; everybody may serve by these rules. Their ids."""
    return json.loads(server.sql(CUSTOMERS.format(corp=corp, owner=owner, count=count, serving=serving)))
