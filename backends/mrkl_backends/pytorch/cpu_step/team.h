// Threads that share the work of a step.
#pragma once

#include <omp.h>

#include <atomic>
#include <thread>

#include "numbers.h"

namespace {

constexpr int64_t kPieces = 24;    // of a matrix, for each thread
constexpr int64_t kSpins = 2000;  // before a waiting thread lets others run

// One stretch of work that threads share piece by piece.
struct alignas(64) Phase {
  std::atomic<int64_t> next, done;
};

// A thread's view of the phases that all threads go through. A phase is over when its pieces are
// done, whoever did them: a thread that the system has put aside is not waited for, else a busy
// machine would take a time slice for each of some hundred phases.
class Team {
 public:
  explicit Team(Phase* phases) : phases_(phases) {}

  // Calls work(begin, end) for stretches of up to `size` of `count` things.
  template <class Work>
  void each(int64_t count, int64_t size, Work work) {
    Phase& phase = phases_[current_++];
    const int64_t pieces = (count + size - 1) / size;
    for (;;) {
      const int64_t piece = phase.next.fetch_add(1, std::memory_order_relaxed);
      if (piece >= pieces) break;
      work(piece * size, std::min(count, (piece + 1) * size));
      phase.done.fetch_add(1, std::memory_order_release);
    }
    for (int64_t spins = 0; phase.done.load(std::memory_order_acquire) < pieces; ++spins)
      if (spins > kSpins) std::this_thread::yield();
  }

  // A size of pieces, in whole steps, that leaves each thread several.
  static int64_t piece(int64_t count, int64_t step) {
    return std::max(step, rounded_up(count / (kPieces * omp_get_num_threads()), step));
  }

 private:
  Phase* phases_;
  int64_t current_ = 0;
};

}  // namespace
