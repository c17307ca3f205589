// Norms, rotary positions, and attention over the pages of the cache.
#pragma once

#include "model.h"
#include "products.h"

namespace {

constexpr int kPageTokens = 16;

void normalise(const Model& model, const float* x, const Bits* weight, float* y) {
  float squares = 0.0f;
  for (int64_t k = 0; k < model.hidden; ++k) squares += x[k] * x[k];
  const float factor =
      1.0f / std::sqrt(squares / model.hidden + static_cast<float>(model.epsilon));
  for (int64_t k = 0; k < model.hidden; ++k) y[k] = x[k] * factor * widened(weight[k]);
}

// Turns a head by its position; the halves of a head are paired.
void turn(const Model& model, int64_t position, float* head) {
  const int64_t half = model.head_width / 2;
  const Bits* cosines = model.cosines + position * model.head_width;
  const Bits* sines = model.sines + position * model.head_width + half;
  for (int64_t k = 0; k < half; ++k) {
    const float low = head[k], high = head[half + k];
    head[k] = low * widened(cosines[k]) - high * widened(sines[k]);
    head[half + k] = high * widened(cosines[k]) + low * widened(sines[k]);
  }
}

// Turns queries and keys of a token, and stores its keys and values.
void store(const Model& model, const Block& block, const Step& step, int64_t row, float* qkv) {
  const int64_t width = model.head_width, turned = model.heads + block.kv_heads;
  for (int64_t head = 0; head < turned; ++head)
    turn(model, step.positions[row], qkv + head * width);
  const int64_t stored = block.kv_heads * width, place = step.places[row] * stored;
  const float *keys = qkv + model.heads * width, *values = qkv + turned * width;
  for (int64_t k = 0; k < stored; ++k) {
    block.keys[place + k] = narrowed(keys[k]);
    block.values[place + k] = narrowed(values[k]);
  }
}

// Adds up to G weighted sums of the values, for 32 coordinates; odds lie `length` apart.
template <int G, class Value>
void gather(Value value, int64_t length, const float* odds, float* out, int64_t width) {
  float sums[G][32] = {};
  for (int64_t t = 0; t < length; ++t) {
    const Bits* row = value(t);
    float wide[32];
    for (int k = 0; k < 32; ++k) wide[k] = widened(row[k]);
#pragma GCC unroll 4
    for (int g = 0; g < G; ++g) {
      const float weight = odds[g * length + t];
      for (int k = 0; k < 32; ++k) sums[g][k] += weight * wide[k];
    }
  }
  for (int g = 0; g < G; ++g) std::copy(sums[g], sums[g] + 32, out + g * width);
}

// Returns the largest of one number or more. Compilers do not vectorise a plain maximum, which says
// more about numbers that are none.
inline float largest(const float* numbers, int64_t count) {
  constexpr int64_t kLanes = 16;
  float lanes[kLanes];
  std::fill(lanes, lanes + kLanes, numbers[0]);
  int64_t k = 0;
  for (; k + kLanes <= count; k += kLanes)
    for (int64_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] = numbers[k + lane] > lanes[lane] ? numbers[k + lane] : lanes[lane];
  for (; k < count; ++k) lanes[0] = std::max(lanes[0], numbers[k]);
  return *std::max_element(lanes, lanes + kLanes);
}

// Makes scores (length,), times `scale`, odds.
void soften(float* scores, int64_t length, float scale) {
  const float most = largest(scores, length);
  float total = 0.0f;
  for (int64_t t = 0; t < length; ++t) scores[t] = exponential((scores[t] - most) * scale);
  for (int64_t t = 0; t < length; ++t) total += scores[t];
  const float inverse = 1.0f / total;
  for (int64_t t = 0; t < length; ++t) scores[t] *= inverse;
}

// Attends from the query heads that share one key-value head.
class Attention {
 public:
  Attention(const Model& model, const Block& block, const Step& step, int64_t row, int64_t head)
      : block_(block), width_(model.head_width), group_(model.heads / block.kv_heads),
        length_(step.positions[row] + 1), stride_(block.kv_heads * width_), offset_(head * width_),
        table_(step.table + row * step.pages) {}

  // Queries (G, E) become their own bfloat16 in `rounded`; `scores` takes (G, length).
  void attend(const float* queries, Bits* rounded, float* scores, float* out) const {
    for (int64_t k = 0; k < group_ * width_; ++k) rounded[k] = narrowed(queries[k]);
    score(rounded, scores);
    const float scale = 1.0f / std::sqrt(static_cast<float>(width_));
    for (int64_t g = 0; g < group_; ++g) soften(scores + g * length_, length_, scale);
    collect(scores, out);
  }

 private:
  int64_t place(int64_t t) const {
    const int64_t page = table_[t / kPageTokens];
    return (page * kPageTokens + t % kPageTokens) * stride_ + offset_;
  }

  void score(const Bits* queries, float* scores) const {
    int64_t t = 0;
    for (; t + 4 <= length_; t += 4) score_keys<4>(queries, scores, t);
    for (; t < length_; ++t) score_keys<1>(queries, scores, t);
  }

  // Scores of some keys with all queries, two of these at a time.
  template <int R>
  void score_keys(const Bits* queries, float* scores, int64_t t) const {
    const Bits* keys[R];
    for (int k = 0; k < R; ++k) keys[k] = block_.keys + place(t + k);
    int64_t g = 0;
    for (; g + 2 <= group_; g += 2) score_queries<R, 2>(keys, queries, scores + t, g);
    for (; g < group_; ++g) score_queries<R, 1>(keys, queries, scores + t, g);
  }

  template <int R, int T>
  void score_queries(
      const Bits* const* keys, const Bits* queries, float* scores, int64_t g) const {
    float found[R * T];
    dots<R, T>(keys, queries + g * width_, width_, found);
    for (int r = 0; r < R; ++r)
      for (int q = 0; q < T; ++q) scores[(g + q) * length_ + r] = found[r * T + q];
  }

  void collect(const float* odds, float* out) const {
    for (int64_t k = 0; k < width_; k += 32) {
      if (k + 32 > width_) return collect_rest(odds, out, k);
      auto value = [&](int64_t t) { return block_.values + place(t) + k; };
      int64_t g = 0;
      for (; g + 4 <= group_; g += 4)
        gather<4>(value, length_, odds + g * length_, out + g * width_ + k, width_);
      for (; g + 2 <= group_; g += 2)
        gather<2>(value, length_, odds + g * length_, out + g * width_ + k, width_);
      for (; g < group_; ++g)
        gather<1>(value, length_, odds + g * length_, out + g * width_ + k, width_);
    }
  }

  void collect_rest(const float* odds, float* out, int64_t first) const {
    for (int64_t g = 0; g < group_; ++g)
      for (int64_t k = first; k < width_; ++k) {
        float sum = 0.0f;
        for (int64_t t = 0; t < length_; ++t)
          sum += odds[g * length_ + t] * widened(block_.values[place(t) + k]);
        out[g * width_ + k] = sum;
      }
  }

  const Block& block_;
  const int64_t width_, group_, length_, stride_, offset_;
  const int64_t* table_;
};

}  // namespace
