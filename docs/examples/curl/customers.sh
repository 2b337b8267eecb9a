#!/bin/sh
# Pages through the customers whom the caller serves; prints each page as JSON.
#   WEFT_ORIGIN=https://chat.example.com WEFT_TOKEN=... sh customers.sh
set -eu
cursor=null
while :; do
  page=$(curl --silent --show-error --fail-with-body "$WEFT_ORIGIN/api/v1/contacts/list" -H "Authorization: Bearer $WEFT_TOKEN" \
    -H 'Content-Type: application/json' -d "{\"limit\":${WEFT_LIMIT:-100},\"cursor\":$cursor}")
  printf '%s\n' "$page"
  # With its quotes: it goes back as it came.
  cursor=$(printf '%s' "$page" | grep -o '"next_cursor":"[^"]*"' | cut -d : -f 2) || true
  [ -n "$cursor" ] || break
done
