// Builds an Operation from a typed handler: input parsing, output writing and both schemas come from the described
// structs.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/json.hpp>

namespace weft::api {

/// What people and the router need to know of an operation. Every field must be given: an operation without a policy
/// does not compile.
struct Declaration {
  std::string name;
  Method method;
  std::string path;
  Policy policy;
  std::string summary;
  Declaration(std::string n, Method m, std::string p, Policy who, std::string s)
      : name(std::move(n)), method(m), path(std::move(p)), policy(who), summary(std::move(s)) {}
};

template <class In, class Out>
Operation declare(Declaration d) {
  Operation operation;
  operation.name = std::move(d.name);
  operation.method = d.method;
  operation.path = std::move(d.path);
  operation.summary = std::move(d.summary);
  operation.policy = d.policy;
  operation.input = std::make_shared<const Json>(json_schema<In>());
  operation.output = std::make_shared<const Json>(json_schema<Out>());
  return operation;
}

/// A transactional operation: `Out handler(db::Tx&, const Context&, const In&)`.
template <class In, class Out, class Handler>
Operation transactional(Declaration d, Handler handler) {
  Operation operation = declare<In, Out>(std::move(d));
  operation.transact = [handler = std::move(handler)](db::Tx& tx, const Context& context, const Json& input) {
    const Out out = handler(tx, context, read_json<In>(input));
    return to_json_text(out);
  };
  return operation;
}

/// A transactional operation whose body is bytes: its fields stand in path and query, its handler sets
/// Context::transfer->sink, and the sink's answer is an Out. `most` is the largest body in bytes.
template <class In, class Out, class Handler>
Operation receiving(Declaration d, std::size_t most, Handler handler) {
  Operation operation = declare<In, Out>(std::move(d));
  operation.bytes = Bytes::in;
  operation.body_bytes = most;
  operation.transact = [handler = std::move(handler)](db::Tx& tx, const Context& context, const Json& input) {
    handler(tx, context, read_json<In>(input));
    return std::string("{}");
  };
  return operation;
}

/// The output of operations that have nothing to say.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// A transactional operation that answers with bytes: its handler sets Context::transfer->download.
template <class In, class Handler>
Operation sending(Declaration d, Handler handler) {
  Operation operation = declare<In, Nothing>(std::move(d));
  operation.bytes = Bytes::out;
  operation.transact = [handler = std::move(handler)](db::Tx& tx, const Context& context, const Json& input) {
    handler(tx, context, read_json<In>(input));
    return std::string("{}");
  };
  return operation;
}

/// A typed Done: give it an Out or an ApiError, once.
template <class Out>
class Answer {
 public:
  explicit Answer(Done done) : done_(std::move(done)) {}
  void ok(const Out& out) const { done_(to_json_text(out)); }
  void text(std::string json) const { done_(std::move(json)); }
  void fail(ApiError error) const { done_(std::move(error)); }
  const Done& done() const { return done_; }

 private:
  Done done_;
};

/// A deferred operation: `void handler(Context, In, Answer<Out>)`. An ApiError thrown before it returns is answered.
template <class In, class Out, class Handler>
Operation deferred(Declaration d, Handler handler) {
  Operation operation = declare<In, Out>(std::move(d));
  operation.defer = [handler = std::move(handler)](Context context, Json input, Done done) {
    handler(std::move(context), read_json<In>(input), Answer<Out>(std::move(done)));
  };
  return operation;
}

}  // namespace weft::api
