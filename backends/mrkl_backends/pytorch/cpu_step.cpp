// One step of the model over a few tokens on a CPU: every weight is read once, and all of the
// blocks are one parallel region, so that nothing but the memory's speed is waited for.
//
// Letters: N tokens of the step, D hidden, H query heads, K key-value heads, E width of a head,
// F FFN width, V vocabulary. bfloat16 numbers are passed as their bits. Matrices of bfloat16 lie
// row by row, one row for each output; those of int8 in blocks, see mrkl_pack.

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

#if !defined(MRKL_PORTABLE) && defined(__AVX512F__) && defined(__AVX512BW__)
#include <immintrin.h>
#if defined(__AVX512VNNI__)
#define MRKL_INT8_DOTS
#endif
#if defined(__AVX512BF16__)
#define MRKL_BFLOAT16_DOTS
#endif
#endif

namespace {

constexpr int kPageTokens = 16;
constexpr float kLargest = 127.0f;
constexpr float kFiner = 254.0f;  // steps of the fine byte within one of the coarse byte
constexpr int64_t kBlock = 16;    // outputs of an int8 block: one for each lane of a vector
constexpr int64_t kTogether = 4;  // inputs of an int8 block that lie together for each output
constexpr int64_t kPieces = 6;    // of a matrix, for each thread
constexpr int64_t kSpins = 2000;  // before a waiting thread lets others run
constexpr int64_t kPhases = 10;   // of a block, at most

using Bits = uint16_t;

inline float widened(Bits bits) {
  uint32_t word = static_cast<uint32_t>(bits) << 16;
  float value;
  std::memcpy(&value, &word, sizeof value);
  return value;
}

inline Bits narrowed(float value) {
  uint32_t word;
  std::memcpy(&word, &value, sizeof word);
  return static_cast<Bits>((word + 0x7fff + ((word >> 16) & 1)) >> 16);
}

// exp to about seven digits, in operations that compilers vectorise.
inline float exponential(float x) {
  x = std::min(std::max(x, -87.0f), 88.0f);
  const float whole = std::nearbyint(x * 1.44269504f);
  const float r = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  float sum = 1.9875691500e-4f;
  sum = sum * r + 1.3981999507e-3f;
  sum = sum * r + 8.3334519073e-3f;
  sum = sum * r + 4.1665795894e-2f;
  sum = sum * r + 1.6666665459e-1f;
  sum = sum * r + 5.0000001201e-1f;
  sum = sum * r * r + r + 1.0f;
  const int32_t word = (static_cast<int32_t>(whole) + 127) << 23;
  float power;
  std::memcpy(&power, &word, sizeof power);
  return sum * power;
}

}  // namespace

extern "C" {

// A matrix (outputs, inputs): bfloat16, or int8 where there are scales and sums (of each output,
// as many as whole blocks have).
struct Matrix {
  const void* weights;
  const float* scales;
  const float* sums;
  const Bits* bias;
  int64_t outputs, inputs;
};

enum Kind : int64_t { kNone = 0, kNormal = 1, kLinear = 2 };

struct Block {
  int64_t attention, feed_forward;  // Kind
  int64_t kv_heads;
  const Bits *attention_norm, *feed_forward_norm;
  Bits *keys, *values;  // (T, K, E)
  Matrix qkv, output;   // output alone where attention is linear
  Matrix gate_up, down;  // down alone where the FFN is linear
};

struct Model {
  int64_t hidden, heads, head_width, widest, layers;
  double epsilon;
  const Bits* embedding;  // (V, D)
  const Bits* norm;
  const Bits *cosines, *sines;  // (positions, E); the first half of the sines is negative
  const Block* blocks;
  Matrix head;
};

struct Step {
  int64_t tokens, scored, pages, longest, threads;
  const int64_t *ids, *positions, *places;  // (N,)
  const int64_t* table;                     // (N, pages)
  const int64_t* rows;                      // (scored,): tokens whose logits are wanted
  float* logits;                            // (scored, V)
  int64_t* likeliest;                       // (scored,): the likeliest token of each
  float* logprobs;                          // (scored,): its log-probability in nats
  float* workspace;                         // as many as mrkl_workspace says
};

}  // extern "C"

namespace {

int64_t rounded_up(int64_t count, int64_t step) { return (count + step - 1) / step * step; }

// Rows of activations as a matrix reads them: bfloat16, or two bytes each and a step.
struct Rows {
  Bits* rounded;
  uint8_t *coarse, *fine;
  float* steps;
};

void prepare(const Matrix& matrix, const Rows& rows, int64_t row, const float* x) {
  const int64_t width = matrix.inputs;
  if (matrix.scales == nullptr) {
    Bits* to = rows.rounded + row * width;
    for (int64_t k = 0; k < width; ++k) to[k] = narrowed(x[k]);
    return;
  }
  // Positive numbers are ordered as their bits are, and integers are compared quicker.
  uint32_t largest = 0;
  for (int64_t k = 0; k < width; ++k) {
    uint32_t word;
    std::memcpy(&word, x + k, sizeof word);
    word &= 0x7fffffff;
    largest = word > largest ? word : largest;
  }
  float most;
  std::memcpy(&most, &largest, sizeof most);
  const float step = std::max(most, 1e-12f) / kLargest;
  const float inverse = 1.0f / step;
  const int64_t stride = rounded_up(width, kTogether);
  uint8_t *coarse = rows.coarse + row * stride, *fine = rows.fine + row * stride;
  for (int64_t k = 0; k < width; ++k) {
    const float steps = x[k] * inverse;
    const float whole = std::nearbyint(steps);
    coarse[k] = static_cast<uint8_t>(static_cast<int32_t>(whole) + 128);
    fine[k] = static_cast<uint8_t>(
        static_cast<int32_t>(std::nearbyint((steps - whole) * kFiner)) + 128);
  }
  for (int64_t k = width; k < stride; ++k) coarse[k] = fine[k] = 128;
  rows.steps[row] = step;
}

#if defined(MRKL_INT8_DOTS)
// As _mm512_dpbusd_epi32, which makes GCC copy its sums to and fro.
inline void add_dots(__m512i& sums, __m512i activations, __m512i weights) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(activations), "v"(weights));
}
#endif

// Dot products of B int8 blocks with T rows of activations, (T, B * 16).
template <int B, int T>
void block_dots(const int8_t* blocks, int64_t stride, const uint8_t* coarse, const uint8_t* fine,
                float* found) {
  const int64_t size = stride * kBlock;
#if defined(MRKL_INT8_DOTS)
  __m512i high[T][B], low[T][B];
#pragma GCC unroll 16
  for (int t = 0; t < T; ++t)
#pragma GCC unroll 4
    for (int b = 0; b < B; ++b) high[t][b] = low[t][b] = _mm512_setzero_si512();
  for (int64_t k = 0; k < stride; k += kTogether) {
    __m512i w[B];
#pragma GCC unroll 4
    for (int b = 0; b < B; ++b) w[b] = _mm512_loadu_si512(blocks + b * size + k * kBlock);
#pragma GCC unroll 16
    for (int t = 0; t < T; ++t) {
      int32_t four, rest;
      std::memcpy(&four, coarse + t * stride + k, sizeof four);
      std::memcpy(&rest, fine + t * stride + k, sizeof rest);
      const __m512i c = _mm512_set1_epi32(four), f = _mm512_set1_epi32(rest);
#pragma GCC unroll 4
      for (int b = 0; b < B; ++b) {
        add_dots(high[t][b], c, w[b]);
        add_dots(low[t][b], f, w[b]);
      }
    }
  }
#pragma GCC unroll 16
  for (int t = 0; t < T; ++t)
#pragma GCC unroll 4
    for (int b = 0; b < B; ++b)
      _mm512_storeu_ps(
          found + (t * B + b) * kBlock,
          _mm512_fmadd_ps(_mm512_cvtepi32_ps(low[t][b]), _mm512_set1_ps(1.0f / kFiner),
                          _mm512_cvtepi32_ps(high[t][b])));
#else
  for (int t = 0; t < T; ++t)
    for (int64_t o = 0; o < B * kBlock; ++o) {
      const int8_t* weights = blocks + o / kBlock * size + o % kBlock * kTogether;
      int32_t high = 0, low = 0;
      for (int64_t k = 0; k < stride; ++k) {
        const int32_t w = weights[k / kTogether * kBlock * kTogether + k % kTogether];
        high += coarse[t * stride + k] * w;
        low += fine[t * stride + k] * w;
      }
      found[t * B * kBlock + o] = static_cast<float>(high) + static_cast<float>(low) / kFiner;
    }
#endif
}

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

// Calls put(found, output, outputs, row) for every token and whole blocks.
template <int B, int T, class Put>
void blocks_for(const Matrix& m, int64_t block, const Rows& x, int64_t row, Put put) {
  const int64_t stride = rounded_up(m.inputs, kTogether), first = block * kBlock;
  float found[B * T * kBlock];
  block_dots<B, T>(static_cast<const int8_t*>(m.weights) + first * stride, stride,
                   x.coarse + row * stride, x.fine + row * stride, found);
  // Activations were lifted by 128 to be unsigned: that is taken off again.
  constexpr float kLifted = 128.0f * (1.0f + 1.0f / kFiner);
  const int64_t outputs = std::min<int64_t>(B * kBlock, m.outputs - first);
  for (int t = 0; t < T; ++t) {
    float* own = found + t * B * kBlock;
    for (int64_t o = 0; o < B * kBlock; ++o)
      own[o] = (own[o] - kLifted * m.sums[first + o]) * (x.steps[row + t] * m.scales[first + o]);
    put(own, first, outputs, row + t);
  }
}

template <int B, class Put>
void blocks_of_rows(const Matrix& m, int64_t block, const Rows& x, int64_t tokens, Put put) {
  constexpr int kMany = 24 / (2 * B);  // 24 of the 32 vector registers are sums
  int64_t row = 0;
  for (; row + kMany <= tokens; row += kMany) blocks_for<B, kMany>(m, block, x, row, put);
  for (; row + 2 <= tokens; row += 2) blocks_for<B, 2>(m, block, x, row, put);
  for (; row < tokens; ++row) blocks_for<B, 1>(m, block, x, row, put);
}

template <class Put>
void multiply_blocks(const Matrix& m, const Rows& x, int64_t tokens, Team& team, Put put) {
  const int64_t blocks = rounded_up(m.outputs, kBlock) / kBlock;
  team.each(blocks, Team::piece(blocks, 4), [&](int64_t block, int64_t end) {
    if (tokens == 1)  // more streams from memory at once
      for (; block + 4 <= end; block += 4) blocks_for<4, 1>(m, block, x, 0, put);
    for (; block + 2 <= end; block += 2) blocks_of_rows<2>(m, block, x, tokens, put);
    for (; block < end; ++block) blocks_of_rows<1>(m, block, x, tokens, put);
  });
}

#if defined(MRKL_BFLOAT16_DOTS)
// Sums up each of `count` vectors, four at a time: that takes a third of the shuffles.
inline void sum_up(const __m512* vectors, int count, float* found) {
  int k = 0;
  for (; k + 4 <= count; k += 4) {
    const __m512* v = vectors + k;
    const __m512 ab =
        _mm512_add_ps(_mm512_unpacklo_ps(v[0], v[1]), _mm512_unpackhi_ps(v[0], v[1]));
    const __m512 cd =
        _mm512_add_ps(_mm512_unpacklo_ps(v[2], v[3]), _mm512_unpackhi_ps(v[2], v[3]));
    const __m512 all =
        _mm512_add_ps(_mm512_shuffle_ps(ab, cd, 0x44), _mm512_shuffle_ps(ab, cd, 0xee));
    const __m256 half =
        _mm256_add_ps(_mm512_castps512_ps256(all), _mm512_extractf32x8_ps(all, 1));
    _mm_storeu_ps(found + k, _mm_add_ps(_mm256_castps256_ps128(half),
                                        _mm256_extractf128_ps(half, 1)));
  }
  for (; k < count; ++k) found[k] = _mm512_reduce_add_ps(vectors[k]);
}
#endif

// Dot products of R rows of weights with T rows of activations, all bfloat16, (R, T). Fetches the
// weights that lie `ahead` of these.
template <int R, int T>
void dots(const Bits* const* weights, const Bits* values, int64_t width, float* found,
          int64_t ahead = 0) {
  int64_t k = 0;
#if defined(MRKL_BFLOAT16_DOTS)
  __m512 sums[R * T];
#pragma GCC unroll 16
  for (int n = 0; n < R * T; ++n) sums[n] = _mm512_setzero_ps();
  for (; k + 32 <= width; k += 32) {
    __m512bh w[R];
#pragma GCC unroll 4
    for (int r = 0; r < R; ++r) w[r] = (__m512bh)_mm512_loadu_si512(weights[r] + k);
    if (ahead != 0)
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) __builtin_prefetch(weights[r] + ahead + k);
#pragma GCC unroll 4
    for (int t = 0; t < T; ++t) {
      const __m512bh v = (__m512bh)_mm512_loadu_si512(values + t * width + k);
#pragma GCC unroll 4
      for (int r = 0; r < R; ++r) sums[r * T + t] = _mm512_dpbf16_ps(sums[r * T + t], v, w[r]);
    }
  }
  sum_up(sums, R * T, found);
#else
  std::fill(found, found + R * T, 0.0f);
#endif
  if (k == width) return;
  for (int r = 0; r < R; ++r)
    for (int t = 0; t < T; ++t) {
      float rest = 0.0f;
      for (int64_t i = k; i < width; ++i)
        rest += widened(weights[r][i]) * widened(values[t * width + i]);
      found[r * T + t] += rest;
    }
}

// Calls put(found, output, R, row) for every token: one column of R outputs.
template <int R, int T, class Put>
void dots_for(const Matrix& m, int64_t output, const Rows& x, int64_t row, Put put) {
  const Bits* weights[R];
  for (int r = 0; r < R; ++r)
    weights[r] = static_cast<const Bits*>(m.weights) + (output + r) * m.inputs;
  float found[R * T], column[R];
  // While they are read again, for other tokens, the memory brings the next.
  const bool again = row == T && output + 2 * R <= m.outputs;
  dots<R, T>(weights, x.rounded + row * m.inputs, m.inputs, found, again ? R * m.inputs : 0);
  for (int t = 0; t < T; ++t) {
    for (int r = 0; r < R; ++r) column[r] = found[r * T + t];
    put(column, output, R, row + t);
  }
}

template <int R, class Put>
void rows_of_tokens(const Matrix& m, int64_t output, const Rows& x, int64_t tokens, Put put) {
  int64_t row = 0;
  for (; row + 4 <= tokens; row += 4) dots_for<R, 4>(m, output, x, row, put);
  for (; row < tokens; ++row) dots_for<R, 1>(m, output, x, row, put);
}

template <class Put>
void multiply_rows(const Matrix& m, const Rows& x, int64_t tokens, Team& team, Put put) {
  team.each(m.outputs, Team::piece(m.outputs, 16), [&](int64_t output, int64_t end) {
    for (; output + 4 <= end; output += 4) rows_of_tokens<4>(m, output, x, tokens, put);
    for (; output < end; ++output) rows_of_tokens<1>(m, output, x, tokens, put);
  });
}

// y (N, outputs) = x times the matrix, or added to y.
void multiply(
    const Matrix& m, const Rows& x, int64_t tokens, float* y, bool add, Team& team) {
  auto put = [&](const float* found, int64_t first, int64_t outputs, int64_t row) {
    float* target = y + row * m.outputs + first;
    for (int64_t o = 0; o < outputs; ++o) {
      const float biased = m.bias == nullptr ? found[o] : found[o] + widened(m.bias[first + o]);
      target[o] = add ? target[o] + biased : biased;
    }
  };
  if (m.scales != nullptr)
    multiply_blocks(m, x, tokens, team, put);
  else
    multiply_rows(m, x, tokens, team, put);
}

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
    for (int64_t g = 0; g < group_; ++g) soften(scores + g * length_);
    collect(scores, out);
  }

 private:
  int64_t place(int64_t t) const {
    const int64_t page = table_[t / kPageTokens];
    return (page * kPageTokens + t % kPageTokens) * stride_ + offset_;
  }

  void score(const Bits* queries, float* scores) const {
    const float scale = 1.0f / std::sqrt(static_cast<float>(width_));
    float found[4];
    int64_t t = 0;
    for (; t + 4 <= length_; t += 4) {
      const Bits* keys[4];
      for (int k = 0; k < 4; ++k) keys[k] = block_.keys + place(t + k);
      for (int64_t g = 0; g < group_; ++g) {
        dots<4, 1>(keys, queries + g * width_, width_, found);
        for (int k = 0; k < 4; ++k) scores[g * length_ + t + k] = found[k] * scale;
      }
    }
    for (; t < length_; ++t) {
      const Bits* key = block_.keys + place(t);
      for (int64_t g = 0; g < group_; ++g) {
        dots<1, 1>(&key, queries + g * width_, width_, found);
        scores[g * length_ + t] = found[0] * scale;
      }
    }
  }

  void soften(float* scores) const {
    float most = scores[0], total = 0.0f;
    for (int64_t t = 0; t < length_; ++t) most = std::max(most, scores[t]);
    for (int64_t t = 0; t < length_; ++t) scores[t] = exponential(scores[t] - most);
    for (int64_t t = 0; t < length_; ++t) total += scores[t];
    const float inverse = 1.0f / total;
    for (int64_t t = 0; t < length_; ++t) scores[t] *= inverse;
  }

  void collect(const float* odds, float* out) const {
    for (int64_t k = 0; k < width_; k += 32) {
      if (k + 32 > width_) return collect_rest(odds, out, k);
      auto value = [&](int64_t t) { return block_.values + place(t) + k; };
      int64_t g = 0;
      for (; g + 4 <= group_; g += 4)
        gather<4>(value, length_, odds + g * length_, out + g * width_ + k, width_);
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

// The parts of the workspace, all of whole cache lines.
struct Workspace {
  Phase* phases;
  float *x, *normed, *wide, *found, *scores;
  Rows rows;
  int64_t floats;

  Workspace(const Model& model, int64_t tokens, int64_t longest, int64_t threads, float* start) {
    floats = 0;
    auto take = [&](int64_t count) {
      float* place = start + floats;
      floats += rounded_up(count, 16);
      return place;
    };
    phases = reinterpret_cast<Phase*>(take(phase_count(model) * sizeof(Phase) / sizeof(float)));
    x = take(tokens * model.hidden);
    normed = take(tokens * model.hidden);
    wide = take(tokens * model.widest);
    found = take(tokens * model.widest);
    scores = take(threads * model.heads * longest);
    const int64_t numbers = tokens * rounded_up(model.widest, kTogether);
    rows.rounded = reinterpret_cast<Bits*>(take(numbers / 2));
    rows.coarse = reinterpret_cast<uint8_t*>(take(numbers / 4));
    rows.fine = reinterpret_cast<uint8_t*>(take(numbers / 4));
    rows.steps = take(tokens);
  }

  static int64_t phase_count(const Model& model) { return kPhases * model.layers + 4; }
};

// One thread's part in a step.
class Worker {
 public:
  Worker(const Model& model, const Step& step, const Workspace& work)
      : model_(model), step_(step), tokens_(step.tokens), work_(work), team_(work.phases),
        scores_(work.scores + omp_get_thread_num() * model.heads * step.longest) {}

  void run() {
    const int64_t hidden = model_.hidden;
    for_tokens([&](int64_t n) {
      const Bits* row = model_.embedding + step_.ids[n] * hidden;
      for (int64_t k = 0; k < hidden; ++k) work_.x[n * hidden + k] = widened(row[k]);
    });
    for (int64_t layer = 0; layer < model_.layers; ++layer) {
      const Block& block = model_.blocks[layer];
      if (block.attention == kNormal) attention(block);
      if (block.attention == kLinear) linear(block.attention_norm, block.output);
      if (block.feed_forward == kNormal) feed_forward(block);
      if (block.feed_forward == kLinear) linear(block.feed_forward_norm, block.down);
    }
    logits();
  }

 private:
  template <class Work>
  void for_tokens(Work work) {
    team_.each(tokens_, 1, [&](int64_t n, int64_t) { work(n); });
  }

  void read_normed(const Bits* norm, const Matrix& matrix) {
    for_tokens([&](int64_t n) {
      float* normed = work_.normed + n * model_.hidden;
      normalise(model_, work_.x + n * model_.hidden, norm, normed);
      prepare(matrix, work_.rows, n, normed);
    });
  }

  void add(const Matrix& matrix) {
    multiply(matrix, work_.rows, tokens_, work_.x, true, team_);
  }

  void linear(const Bits* norm, const Matrix& matrix) {
    read_normed(norm, matrix);
    add(matrix);
  }

  void attention(const Block& block) {
    const int64_t width = model_.head_width, all = block.qkv.outputs;
    read_normed(block.attention_norm, block.qkv);
    multiply(block.qkv, work_.rows, tokens_, work_.wide, false, team_);
    for_tokens([&](int64_t n) { store(model_, block, step_, n, work_.wide + n * all); });
    const int64_t heads = block.kv_heads, group = model_.heads / heads;
    team_.each(tokens_ * heads, 1, [&](int64_t item, int64_t) {
      const int64_t n = item / heads, head = item % heads, first = head * group * width;
      const int64_t place = n * model_.heads * width + first;
      Attention(model_, block, step_, n, head)
          .attend(work_.wide + n * all + first, work_.rows.rounded + place, scores_,
                  work_.found + place);
    });
    for_tokens([&](int64_t n) {
      prepare(block.output, work_.rows, n, work_.found + n * block.output.inputs);
    });
    add(block.output);
  }

  void feed_forward(const Block& block) {
    read_normed(block.feed_forward_norm, block.gate_up);
    multiply(block.gate_up, work_.rows, tokens_, work_.wide, false, team_);
    const int64_t width = block.down.inputs;
    for_tokens([&](int64_t n) {
      const float* gate = work_.wide + n * block.gate_up.outputs;
      float* gated = work_.found + n * width;
      for (int64_t k = 0; k < width; ++k)
        gated[k] = gate[k] / (1.0f + exponential(-gate[k])) * gate[width + k];
      prepare(block.down, work_.rows, n, gated);
    });
    add(block.down);
  }

  void logits() {
    team_.each(step_.scored, 1, [&](int64_t n, int64_t) {
      float* normed = work_.normed + n * model_.hidden;
      normalise(model_, work_.x + step_.rows[n] * model_.hidden, model_.norm, normed);
      prepare(model_.head, work_.rows, n, normed);
    });
    multiply(model_.head, work_.rows, step_.scored, step_.logits, false, team_);
    team_.each(step_.scored, 1, [&](int64_t n, int64_t) { find_likeliest(n); });
  }

  // Not a number wins against every number, so that it is seen.
  void find_likeliest(int64_t n) {
    const int64_t words = model_.head.outputs;
    const float* logits = step_.logits + n * words;
    int64_t best = 0;
    for (int64_t k = 1; k < words; ++k)
      if (!(logits[k] <= logits[best])) best = k;
    float total = 0.0f;
    for (int64_t k = 0; k < words; ++k) total += exponential(logits[k] - logits[best]);
    step_.likeliest[n] = best;
    step_.logprobs[n] = -std::log(total);
  }

  const Model& model_;
  const Step& step_;
  const int64_t tokens_;
  const Workspace& work_;
  Team team_;
  float* scores_;
};

}  // namespace

extern "C" {

// Returns how many floats a step needs to work in.
int64_t mrkl_workspace(const Model* model, int64_t tokens, int64_t longest, int64_t threads) {
  return Workspace(*model, tokens, longest, threads, nullptr).floats;
}

// Lays an int8 matrix (outputs, inputs) out in blocks of 16 outputs: in each, four inputs of every
// output lie together. Both numbers are filled up with zeros to whole blocks; each output's sum is
// noted.
void mrkl_pack(const int8_t* rows, int64_t outputs, int64_t inputs, int8_t* blocks, float* sums) {
  const int64_t stride = rounded_up(inputs, kTogether);
  for (int64_t o = 0; o < rounded_up(outputs, kBlock); ++o) {
    int8_t* to = blocks + o / kBlock * kBlock * stride + o % kBlock * kTogether;
    int32_t sum = 0;
    for (int64_t k = 0; k < stride; ++k) {
      const int8_t weight = o < outputs && k < inputs ? rows[o * inputs + k] : 0;
      to[k / kTogether * kBlock * kTogether + k % kTogether] = weight;
      sum += weight;
    }
    sums[o] = static_cast<float>(sum);
  }
}

// y (N, outputs) = x (N, inputs) times a matrix of int8, all bfloat16 outside.
void mrkl_multiply(const Matrix* matrix, const Bits* x, int64_t tokens, Bits* y, int64_t threads) {
  const Matrix& m = *matrix;
  const int64_t stride = rounded_up(m.inputs, kTogether);
  std::vector<uint8_t> bytes(2 * tokens * stride);
  std::vector<float> steps(tokens);
  const Rows rows = {nullptr, bytes.data(), bytes.data() + tokens * stride, steps.data()};
  Phase phases[2] = {};
#pragma omp parallel num_threads(static_cast<int>(threads))
  {
    Team team(phases);
    std::vector<float> wide(m.inputs);
    team.each(tokens, 4, [&](int64_t n, int64_t end) {
      for (; n < end; ++n) {
        for (int64_t k = 0; k < m.inputs; ++k) wide[k] = widened(x[n * m.inputs + k]);
        prepare(m, rows, n, wide.data());
      }
    });
    multiply_blocks(m, rows, tokens, team, [&](const float* found, int64_t first,
                                               int64_t outputs, int64_t row) {
      Bits* target = y + row * m.outputs + first;
      for (int64_t o = 0; o < outputs; ++o)
        target[o] = narrowed(m.bias == nullptr ? found[o] : found[o] + widened(m.bias[first + o]));
    });
  }
}

void mrkl_step(const Model* model, const Step* step) {
  const Workspace work(*model, step->tokens, step->longest, step->threads, step->workspace);
  for (int64_t k = 0; k < Workspace::phase_count(*model); ++k) new (work.phases + k) Phase{};
#pragma omp parallel num_threads(static_cast<int>(step->threads))
  Worker(*model, *step, work).run();
}
}
