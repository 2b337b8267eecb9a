#include "weft/base/json_templates.hpp"

WEFT_JSON_TEMPLATES();
