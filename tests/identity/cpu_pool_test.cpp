// The processor pool: bounded, and nothing that was taken is lost.
#include <weft/base/error.hpp>
#include <weft/identity/cpu_pool.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace weft::identity {
namespace {

TEST(CpuPool, RunsTasksOnItsOwnThreads) {
  std::promise<std::thread::id> ran;
  CpuPool pool(2, 8);
  pool.post([&] { ran.set_value(std::this_thread::get_id()); });
  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

TEST(CpuPool, AnswersBusyWhenFull) {
  std::promise<void> started, release;
  CpuPool pool(1, 2);
  pool.post([&] {
    started.set_value();
    release.get_future().wait();
  });
  started.get_future().wait();
  pool.post([] {});
  pool.post([] {});
  EXPECT_EQ(pool.queued(), 2U);
  try {
    pool.post([] {});
    ADD_FAILURE() << "taken";
  } catch (const ApiError& error) {
    EXPECT_EQ(error.code(), Errc::busy);
    EXPECT_EQ(error.retry_after(), 1);
  }
  release.set_value();
}

TEST(CpuPool, SurvivesATaskThatThrows) {
  std::promise<void> after;
  CpuPool pool(1, 8);
  pool.post([] { throw std::runtime_error("boom"); });
  pool.post([&] { after.set_value(); });
  EXPECT_EQ(after.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(CpuPool, StopRunsWhatIsQueuedAndRefusesMore) {
  std::atomic<int> ran = 0;
  CpuPool pool(2, 64);
  for (int i = 0; i < 50; ++i)
    pool.post([&] { ++ran; });
  pool.stop();
  EXPECT_EQ(ran, 50);
  EXPECT_THROW(pool.post([] {}), ApiError);
}

}  // namespace
}  // namespace weft::identity
