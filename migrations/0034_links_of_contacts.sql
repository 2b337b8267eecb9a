-- What one customer opened: carried out and erased with it.
CREATE INDEX content_opens_of_contact ON content_opens (corp_id, contact_id, id);
