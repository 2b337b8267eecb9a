// JSON's own templates, instantiated once for everybody.
#include "weft/base/json_templates.hpp"

WEFT_JSON_TEMPLATES();
