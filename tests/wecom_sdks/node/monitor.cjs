// A monitor that posts to the robot of a group, with nothing but what node brings.
'use strict';
const { serve } = require('./speak.cjs');

let hook;

const answered = async (response) => {
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  return response.json();
};

serve({
  begin(given) { hook = given.hook; },
  post: ({ body, key }) => fetch(key ? hook.replace(/key=.*/, 'key=' + key) : hook,
    { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }).then(answered),
  upload({ name, text }) {
    const form = new FormData();
    form.append('media', new Blob([text], { type: 'application/octet-stream' }), name);
    return fetch(hook.replace('/send?', '/upload_media?') + '&type=file', { method: 'POST', body: form }).then(answered);
  },
});
