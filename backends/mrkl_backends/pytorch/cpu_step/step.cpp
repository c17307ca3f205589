// One step of the model on a CPU: all of the blocks are one parallel region, and a weight is read
// once for a few tokens, so that nothing but the memory's speed is waited for.
//
// Letters: N tokens of the step, D hidden, H query heads, K key-value heads, E width of a head,
// F FFN width, V vocabulary. bfloat16 numbers are passed as their bits. Matrices of int8 lie in
// blocks, see mrkl_pack; those of bfloat16 too where instructions read them so, else row by row.

#include <new>
#include <vector>

#include "attention.h"
#include "attention_of_many.h"

namespace {

constexpr int64_t kPhases = 10;       // of a block, at most
constexpr int64_t kPhasesAround = 5;  // before, between and after the blocks

using Many = AttentionOfMany<bfloat16::kQueries>;

// Begins of stretches of tokens, up to `most`, that follow each other in a sequence; and the end.
std::vector<int64_t> stretches(const Step& step, int64_t most) {
  std::vector<int64_t> begins;
  for (int64_t n = 0; n < step.tokens; ++n) {
    const int64_t* table = step.table + n * step.pages;
    const bool follows = n > 0 && n - begins.back() < most &&
                         step.positions[n] == step.positions[n - 1] + 1 &&
                         std::equal(table, table + step.pages, table - step.pages);
    if (!follows) begins.push_back(n);
  }
  begins.push_back(step.tokens);
  return begins;
}

// The parts of the workspace, all of whole cache lines.
struct Workspace {
  Phase* phases;
  float *x, *normed, *wide, *found, *scores;
  Rows rows;
  int64_t scores_of_thread, floats;

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
    wide = take(tokens * model.widest_output);
    found = take(tokens * model.widest_input);
    const int64_t many = bfloat16::kAttendsMany ? Many::room(model, longest) : 0;
    scores_of_thread = rounded_up(std::max(model.heads * longest, many), 16);
    scores = take(threads * scores_of_thread);
    const int64_t numbers = tokens * rounded_up(model.widest_input, kFilledUp);
    rows.rounded = reinterpret_cast<Bits*>(take(numbers / 2));
    rows.wide = take(bfloat16::kWidens ? numbers : 0);
    rows.bytes = reinterpret_cast<uint8_t*>(take(numbers / 2));
    rows.steps = take(tokens);
  }

  static int64_t phase_count(const Model& model) { return kPhases * model.layers + kPhasesAround; }
};

// One thread's part in a step.
class Worker {
 public:
  Worker(const Model& model, const Step& step, const Workspace& work)
      : model_(model), step_(step), tokens_(step.tokens), work_(work), team_(work.phases),
        scores_(work.scores + omp_get_thread_num() * work.scores_of_thread) {}

  void run() {
    const int64_t hidden = model_.hidden;
    for_tokens([&](int64_t n) {
      const Bits* row = model_.embedding + step_.ids[n] * hidden;
      for (int64_t k = 0; k < hidden; ++k) work_.x[n * hidden + k] = widened(row[k]);
    });
    const int64_t last = last_attention();
    if (last < 0) keep_scored();
    for (int64_t layer = 0; layer < model_.layers; ++layer) {
      const Block& block = model_.blocks[layer];
      if (block.attention == kNormal) attention(block, layer == last);
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

  int64_t last_attention() const {
    int64_t layer = model_.layers - 1;
    while (layer >= 0 && model_.blocks[layer].attention != kNormal) --layer;
    return layer;
  }

  // Goes on with the tokens whose logits are wanted: where no attention follows, the others were
  // read for their keys and values only.
  void keep_scored() {
    const int64_t hidden = model_.hidden;
    team_.each(1, 1, [&](int64_t, int64_t) {
      for (int64_t n = 0; n < step_.scored; ++n) {
        const float* row = work_.x + step_.rows[n] * hidden;
        std::copy(row, row + hidden, work_.x + n * hidden);
      }
    });
    tokens_ = step_.scored;
  }

  void attention(const Block& block, bool is_last) {
    const int64_t width = model_.head_width, all = block.qkv.outputs;
    read_normed(block.attention_norm, block.qkv);
    multiply(block.qkv, work_.rows, tokens_, work_.wide, false, team_);
    for_tokens([&](int64_t n) { store(model_, block, step_, n, work_.wide + n * all); });
    if (is_last) keep_scored();
    if (tokens_ == step_.tokens)
      attend(block);
    else
      attend_from_scored(block);
    for_tokens([&](int64_t n) {
      prepare(block.output, work_.rows, n, work_.found + n * block.output.inputs);
    });
    add(block.output);
  }

  void attend(const Block& block) {
    const int64_t width = model_.head_width, all = block.qkv.outputs;
    const int64_t heads = block.kv_heads, group = model_.heads / heads;
    const std::vector<int64_t> begins = stretches(step_, Many::tokens(model_, group));
    team_.each((begins.size() - 1) * heads, 1, [&](int64_t item, int64_t) {
      const int64_t n = begins[item / heads], tokens = begins[item / heads + 1] - n;
      const int64_t head = item % heads, first = head * group * width;
      if constexpr (bfloat16::kAttendsMany)
        if (tokens > 1)
          return Many(model_, block, step_, n, tokens, head)
              .attend(work_.wide + n * all + first, all, scores_,
                      work_.found + n * model_.heads * width + first, model_.heads * width);
      attend_from(block, n, head, n);
    });
  }

  void attend_from_scored(const Block& block) {
    const int64_t heads = block.kv_heads;
    team_.each(tokens_ * heads, 1, [&](int64_t item, int64_t) {
      attend_from(block, step_.rows[item / heads], item % heads, item / heads);
    });
  }

  // Attends from a row of the step; what is found goes to row `n`.
  void attend_from(const Block& block, int64_t row, int64_t head, int64_t n) {
    const int64_t width = model_.head_width;
    const int64_t first = head * (model_.heads / block.kv_heads) * width;
    const int64_t place = n * model_.heads * width + first;
    Attention(model_, block, step_, row, head)
        .attend(work_.wide + row * block.qkv.outputs + first, work_.rows.rounded + place, scores_,
                work_.found + place);
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
    read_normed(model_.norm, model_.head);
    multiply(model_.head, work_.rows, tokens_, step_.logits, false, team_);
    for_tokens([&](int64_t n) { find_likeliest(n); });
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
  int64_t tokens_;  // the first rows, that are gone on with
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

// Lays an int8 matrix (outputs, inputs) out in blocks of 16 outputs: in each, some inputs of every
// output lie together. Both numbers are filled up with zeros to whole blocks; each output's sum is
// noted.
void mrkl_pack(const int8_t* rows, int64_t outputs, int64_t inputs, int8_t* blocks, float* sums) {
  constexpr int64_t kTogether = int8::kTogether;
  const int64_t stride = rounded_up(inputs, kFilledUp);
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

// Returns up to how many tokens a step is quicker than PyTorch's: any number, or few where every
// token would attend by itself.
int64_t mrkl_most_tokens() { return bfloat16::kAttendsMany ? 1 << 20 : 48; }

// Tells whether a matrix of bfloat16 is to be laid out by mrkl_pack_bfloat16.
int64_t mrkl_packs_bfloat16(int64_t inputs) { return bfloat16::kInBlocks && inputs % 2 == 0; }

// Lays a matrix (outputs, inputs) out in blocks of 16 outputs, filled up with zeros: in each, the
// weights of an input, or of two, lie together.
void mrkl_pack_bfloat16(const Bits* rows, int64_t outputs, int64_t inputs, Bits* blocks) {
  if constexpr (bfloat16::kInBlocks)
    for (int64_t o = 0; o < rounded_up(outputs, kBlock); ++o) {
      Bits* to = blocks + o / kBlock * kBlock * inputs;
      for (int64_t k = 0; k < inputs; ++k)
        to[bfloat16::place_in_block(o % kBlock, k)] = o < outputs ? rows[o * inputs + k] : 0;
    }
}

// y (N, outputs) = x (N, inputs) times a matrix in blocks, all bfloat16 outside.
void mrkl_multiply(const Matrix* matrix, const Bits* x, int64_t tokens, Bits* y, int64_t threads) {
  const Matrix& m = *matrix;
  const bool int8 = m.scales != nullptr;
  std::vector<Bits> rounded(int8 ? 0 : tokens * m.inputs);
  std::vector<float> widest(bfloat16::kWidens && !int8 ? tokens * m.inputs : 0), steps(tokens);
  std::vector<uint8_t> bytes(int8 ? tokens * Int8Blocks::row_bytes(m) : 0);
  const Rows rows = {rounded.data(), widest.data(), bytes.data(), steps.data()};
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
