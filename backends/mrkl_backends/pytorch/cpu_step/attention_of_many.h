// Attention of tokens that follow each other in a sequence: they share the keys they see.
#pragma once

#include "attention.h"

namespace {

constexpr int64_t kSharing = 96;  // rows of queries that share a page of keys, at most

// Attends from some tokens' query heads that share one key-value head, R rows of queries at a time.
// A template, so that it is not compiled where `bfloat16` has no kernels for it.
template <int R>
class AttentionOfMany {
 public:
  AttentionOfMany(const Model& model, const Block& block, const Step& step, int64_t first,
                  int64_t tokens, int64_t head)
      : width_(model.head_width), group_(model.heads / block.kv_heads), tokens_(tokens),
        past_(step.positions[first]), length_(past_ + tokens),
        stride_(block.kv_heads * width_), keys_(block.keys + head * width_),
        values_(block.values + head * width_), pages_(step.table + first * step.pages),
        apart_(row_of_scores(length_)) {}

  // Returns how many tokens may be attended from together, 1 where there is no kernel for more.
  static int64_t tokens(const Model& model, int64_t group) {
    const bool fits = bfloat16::kAttendsMany && model.head_width % 16 == 0;
    return fits ? std::max<int64_t>(1, kSharing / group) : 1;
  }

  // Floats that `attend` works in.
  static int64_t room(const Model& model, int64_t longest) {
    return (kSharing + kPageTokens) * model.head_width +
           kSharing * row_of_scores(longest);
  }

  // Queries of a token (G, E) lie `queries_apart`, what is found for it `out_apart`.
  void attend(const float* queries, int64_t queries_apart, float* room, float* out,
              int64_t out_apart) const {
    Query* rounded = reinterpret_cast<Query*>(room);  // no wider than float
    Query* panel = reinterpret_cast<Query*>(room + kSharing * width_);
    float* scores = room + (kSharing + kPageTokens) * width_;
    for (int64_t n = 0; n < tokens_; ++n)
      for (int64_t k = 0; k < group_ * width_; ++k)
        rounded[n * group_ * width_ + k] = bfloat16::as_query(queries[n * queries_apart + k]);
    for (int64_t begin = 0; begin < length_; begin += kPageTokens) {
      bfloat16::turn_page(keys_ + pages_[begin / kPageTokens] * kPageTokens * stride_, stride_,
                          width_, panel);
      in_rows([&](auto t, int64_t row) {
        bfloat16::score<decltype(t)::value>(panel, width_, rounded + row * width_,
                                            scores + row * apart_ + begin, apart_);
      });
    }
    const float scale = 1.0f / std::sqrt(static_cast<float>(width_));
    for (int64_t row = 0; row < tokens_ * group_; ++row) {
      const int64_t seen = past_ + row / group_ + 1;
      soften(scores + row * apart_, seen, scale);
      std::fill(scores + row * apart_ + seen, scores + (row + 1) * apart_, 0.0f);
      bfloat16::round_odds(scores + row * apart_, apart_);
    }
    for (int64_t k = 0; k < width_; k += 16)
      in_rows([&](auto t, int64_t row) {
        float found[decltype(t)::value * 16];
        bfloat16::mix<decltype(t)::value>(values_ + k, pages_, stride_, length_,
                                          scores + row * apart_, apart_, found);
        for (int n = 0; n < t; ++n) {
          const int64_t token = (row + n) / group_, head = (row + n) % group_;
          std::copy(found + n * 16, found + n * 16 + 16,
                    out + token * out_apart + head * width_ + k);
        }
      });
  }

 private:
  using Query = bfloat16::Query;

  // Floats from one row of scores to the next: an odd number of cache lines, so that rows do not
  // push each other out of the cache.
  static int64_t row_of_scores(int64_t length) {
    return (rounded_up(length, kPageTokens) / kPageTokens | 1) * kPageTokens;
  }

  // Calls work(count, first row) for all rows of queries, R at a time.
  template <class Work>
  void in_rows(Work work) const {
    int64_t row = 0;
    for (; row + R <= tokens_ * group_; row += R) work(std::integral_constant<int, R>{}, row);
    for (; row < tokens_ * group_; ++row) work(std::integral_constant<int, 1>{}, row);
  }

  const int64_t width_, group_, tokens_, past_, length_, stride_;
  const Bits *keys_, *values_;
  const int64_t* pages_;
  const int64_t apart_;
};

}  // namespace
