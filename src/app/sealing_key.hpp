// The key that seals what the database keeps of secrets.
#pragma once
#include <string>

namespace weft::app {

/// Of the file secrets.key in the data directory, made when it is not there. OperatorError when it cannot be read, is
/// open to others, or is no key.
std::string sealing_key(const std::string& data_dir);

}  // namespace weft::app
