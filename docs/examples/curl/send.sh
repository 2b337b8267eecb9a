#!/bin/sh
# Signs in and writes to a colleague.
#   WEFT_ORIGIN=https://chat.example.com WEFT_USER=alice WEFT_PASSWORD=... sh send.sh bob 'hello Bob'
set -eu
to=$1 text=$2

# post PATH JSON: the answer; curl ends with 22 when the server refuses.
post() {
  curl --silent --show-error --fail-with-body "$WEFT_ORIGIN$1" -H "Authorization: Bearer ${token-}" \
    -H 'Content-Type: application/json' -d "$2"
}
# field NAME: of the JSON that is read, the first text with this name.
field() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

token=$(post /api/v1/sessions "{\"user\":\"$WEFT_USER\",\"password\":\"$WEFT_PASSWORD\",\"device\":\"send.sh\"}" | field token)
chat=$(post /api/v1/conversations/direct "{\"peer\":\"$to\"}" | field id)

# The client_id makes it safe to send the same again when no answer came: it is written once.
client_id=$(cat /proc/sys/kernel/random/uuid)
post "/api/v1/conversations/$chat/messages" "{\"client_id\":\"$client_id\",\"kind\":\"text\",\"body\":{\"text\":\"$text\"}}"
echo
