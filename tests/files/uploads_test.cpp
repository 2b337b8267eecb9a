// Uploads: in parts, again after a break, whole, and what is refused.
#include "files/world.hpp"

namespace weft::test {
namespace {

struct Uploads : testing::Test {
  FilesWorld world;

  Json begin(const std::string& bytes, Json more = Json::object()) {
    Json input = {{"name", "big.bin"}, {"size", bytes.size()}};
    input.update(more);
    return world.call("alice", "upload.create", input);
  }
  Json part(const std::string& upload, std::size_t offset, const std::string& bytes) {
    return world.put("alice", "upload.put", {{"upload", upload}, {"offset", offset}}, bytes);
  }
  Json complete(const std::string& upload) { return world.call("alice", "upload.complete", {{"upload", upload}}); }
};

const std::string kBig = std::string(60'000, 'a') + std::string(60'000, 'b') + "end";

TEST_F(Uploads, BecomeAFileInParts) {
  const std::string id = begin(kBig, {{"sha256", hex(sha256(kBig))}}).at("id");
  EXPECT_EQ(part(id, 0, kBig.substr(0, 60'000)).at("received"), 60'000);
  EXPECT_EQ(part(id, 60'000, kBig.substr(60'000)).at("received"), 120'003);
  const Json file = complete(id);
  EXPECT_EQ(file.at("sha256"), hex(sha256(kBig))) << file;
  EXPECT_EQ(file.at("type"), "text/plain");
  EXPECT_EQ(world.get("alice", {{"file", file.at("id")}}).bytes, kBig);
  EXPECT_EQ(world.usage().stored, 120'003);
  EXPECT_EQ(world.usage().reserved, 0);
}

TEST_F(Uploads, SayHowMuchIsThere) {
  const std::string id = begin(kBig).at("id");
  part(id, 0, "first");
  const Json seen = world.call("alice", "upload.get", {{"upload", id}});
  EXPECT_EQ(seen.at("received"), 5);
  EXPECT_EQ(seen.at("part_bytes"), 64 << 10);
}

TEST_F(Uploads, GoOnOnlyFromWhatIsThere) {
  const std::string id = begin(kBig).at("id");
  part(id, 0, "first");
  const Json late = part(id, 3, "second");
  EXPECT_EQ(code(late), "conflict");
  EXPECT_EQ(late.at("detail"), "go on from 5");
  EXPECT_EQ(late.at("field"), "offset");
}

TEST_F(Uploads, OverwriteWhatBrokeOff) {
  const std::string id = begin("0123456789").at("id");
  part(id, 0, "01234");
  world.store->draft(*UploadId::parse(id))->write(5, "garbage that was never acknowledged");
  part(id, 5, "56789");
  EXPECT_EQ(world.get("alice", {{"file", complete(id).at("id")}}).bytes, "0123456789");
}

TEST_F(Uploads, AreCompletedOnce) {
  const std::string id = begin("0123456789").at("id");
  part(id, 0, "0123456789");
  EXPECT_EQ(complete(id).at("id"), complete(id).at("id"));
}

TEST_F(Uploads, AreNotCompleteBeforeTheLastByte) {
  const std::string id = begin("0123456789").at("id");
  part(id, 0, "012345678");
  const Json early = complete(id);
  EXPECT_EQ(code(early), "conflict");
  EXPECT_EQ(early.at("detail"), "9 of 10 bytes are there");
}

TEST_F(Uploads, RefuseAnotherContentThanAnnounced) {
  const std::string id = begin("0123456789", {{"sha256", hex(sha256("something else"))}}).at("id");
  part(id, 0, "0123456789");
  const Json refused = complete(id);
  EXPECT_EQ(code(refused), "invalid_argument");
  EXPECT_EQ(refused.at("field"), "sha256");
  EXPECT_EQ(world.usage().reserved, 0);
  EXPECT_EQ(code(world.call("alice", "upload.get", {{"upload", id}})), "not_found");
}

TEST_F(Uploads, RefuseMoreThanAnnounced) {
  const std::string id = begin("0123456789").at("id");
  EXPECT_EQ(code(part(id, 0, "0123456789x")), "payload_too_large");
  EXPECT_EQ(code(part(id, 0, std::string(65'537, 'x'))), "payload_too_large");
}

TEST_F(Uploads, AreTheirOwnersAlone) {
  const std::string id = begin("0123456789").at("id");
  for (const char* operation : {"upload.get", "upload.complete", "upload.cancel"})
    EXPECT_EQ(code(world.call("bob", operation, {{"upload", id}})), "not_found") << operation;
  EXPECT_EQ(code(world.put("bob", "upload.put", {{"upload", id}, {"offset", 0}}, "x")), "not_found");
}

TEST_F(Uploads, GiveTheirRoomBackWhenCancelled) {
  const std::string id = begin(kBig).at("id");
  EXPECT_EQ(world.usage().reserved, 120'003);
  EXPECT_EQ(code(world.call("alice", "upload.cancel", {{"upload", id}})), "ok");
  EXPECT_EQ(world.usage().reserved, 0);
}

TEST_F(Uploads, ExpireWithTheirRoomAndTheirBytes) {
  const std::string id = begin(kBig).at("id");
  part(id, 0, "first");
  world.world.clock.advance(std::chrono::hours(25));
  world.tidy();
  EXPECT_EQ(world.usage().reserved, 0);
  EXPECT_EQ(code(world.call("alice", "upload.get", {{"upload", id}})), "not_found");
  EXPECT_FALSE(std::filesystem::exists(world.directory + "/incoming/" + id));
}

TEST_F(Uploads, AreFewForEachPerson) {
  for (int i = 0; i < 20; ++i)
    begin(kBig);
  EXPECT_EQ(code(begin(kBig)), "rate_limited");
}

TEST_F(Uploads, AreNotWrittenByTwoAtATime) {
  const std::string id = begin("0123456789").at("id");
  const api::Operation* put = world.world.registry.find("upload.put");
  api::Context context = world.context_of("alice");
  world.in_tx([&](db::Tx& tx) { put->transact(tx, context, {{"upload", id}, {"offset", 0}}); });
  const Json second = part(id, 0, "0123456789");
  EXPECT_EQ(second.at("detail"), "another request is working on this upload");
  context.transfer.reset();
  EXPECT_EQ(part(id, 0, "0123456789").at("received"), 10);
}

TEST_F(Uploads, KeepOneContentForManyFiles) {
  const std::string one = world.file("alice");
  const std::string two = world.file("bob");
  EXPECT_NE(one, two);
  EXPECT_EQ(world.on_disk(), 1u);
  EXPECT_EQ(world.usage().stored, 9);
}

TEST_F(Uploads, OfOneRequestBreakOffWithoutTrace) {
  const api::Operation* put = world.world.registry.find("file.upload");
  api::Context context = world.context_of("alice");
  context.transfer->length = 1000;
  world.in_tx([&](db::Tx& tx) { put->transact(tx, context, {{"name", "a.txt"}}); });
  EXPECT_EQ(world.usage().reserved, 1000);
  context.transfer.reset();
  EXPECT_TRUE(wait_until([&] { return world.usage().reserved == 0; }));
}

TEST_F(Uploads, AreFivesBytesAtLeast) {
  EXPECT_EQ(code(world.upload("alice", "a.txt", "1234")), "invalid_argument");
  EXPECT_EQ(code(world.upload("alice", "a.txt", "12345")), "ok");
}

TEST_F(Uploads, NeverMakeAPathOfAName) {
  for (const std::string name : {"../../etc/passwd", "/etc/passwd", "..", "a/b\\c", "nul\n.txt", "\xF0\x9F\x98\x80"}) {
    const Json file = world.upload("alice", name, "some text " + name);
    EXPECT_EQ(file.at("name"), name);
    EXPECT_EQ(world.get("alice", {{"file", file.at("id")}}).bytes, "some text " + name);
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world.directory)) {
    const std::string name = entry.path().filename().string();
    EXPECT_EQ(name.find_first_not_of("0123456789abcdef-filescomng"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace weft::test
