// SPDX-License-Identifier: BSD-3-Clause
/// A row with its memory has equal bits in any batch, with any number of threads and whatever lies behind its end.
/// Also run under ThreadSanitizer.
#include <catch2/catch.hpp>

#include <limits>

#include "../support/attention_cells.hpp"
#include "../support/networks.hpp"
#include "../support/packed_gradients.hpp"

using namespace tests;

namespace
{

using attentive = stack<linear<2, 3>, dot_product_attention<3, 5, 4, 17>, additive_attention<17, 3, 20, 6>>;
using packs = packed_sequences<float>;

const lengths steps{4, 7, 1, 5, 2};
const lengths positions{9, 1, 33, 16, 2};

struct window
{
    packs x;
    packs first;
    packs second;

    /// Some rows of the sequences that belong together.
    explicit window(const std::vector<std::size_t>& rows = {0, 1, 2, 3, 4})
        : x(pack(steps, 2, rows, 1))
        , first(pack(positions, 5, rows, 2))
        , second(pack(positions, 3, rows, 3))
    {
    }

    static packs pack(
        const lengths& of_all, std::size_t width, const std::vector<std::size_t>& rows, std::uint64_t seed)
    {
        random_source random(seed);
        const packs all = random_pack<float>(of_all, width, random);
        std::vector<std::vector<float>> chosen;
        for (const std::size_t row : rows)
        {
            auto& numbers = chosen.emplace_back();
            for (std::size_t t = 0; t < all.length(row); ++t)
            {
                numbers.insert(numbers.end(), all(row, t).begin(), all(row, t).end());
            }
        }
        packs some(33, rows.size(), width);
        some.fill(chosen);
        return some;
    }
};

/// The numbers of a sequence, or a row of each of its steps.
template <class View>
void append(std::vector<float>& to, const View& rows, std::size_t row, std::size_t width)
{
    for (std::size_t t = 0; t < rows.length(row); ++t)
    {
        const auto numbers = rows(row, t).first(width);
        to.insert(to.end(), numbers.begin(), numbers.end());
    }
}

/// What a window gives for each row, and the gradients of the parameters.
struct result
{
    std::vector<std::vector<float>> rows;
    std::vector<float> gradients;
};

result run(workspace<attentive>& work, const model<attentive>& m, const window& w)
{
    const std::size_t count = w.x.rows();
    hidden_state<attentive> state(count);
    std::fill_n(state.data(), state.size(), 0.3f);
    work.forward(m, feeds(w.x, w.first, w.second), state);
    result found;
    found.rows.resize(count);
    for (std::size_t row = 0; row < count; ++row)
    {
        append(found.rows[row], work.packed_output(), row, 6);
        append(found.rows[row], work.packed_probe<"a", 1>(), row, w.first.length(row));
        append(found.rows[row], work.packed_probe<"e", 2>(), row, w.second.length(row));
        for (std::size_t t = 0; t < w.x.length(row); ++t)
        {
            const auto adjoint = work.packed_output_adjoint()(row, t);
            for (std::size_t k = 0; k < adjoint.size(); ++k)
            {
                adjoint[k] = static_cast<float>((11 * t + 5 * k) % 23) / 16 - 0.7f;
            }
        }
    }
    parameters<attentive> gradients;
    work.backward(m, gradients);
    for (std::size_t row = 0; row < count; ++row)
    {
        append(found.rows[row], work.packed_input_adjoint(), row, 2);
        append(found.rows[row], work.packed_input_adjoint<"M", 1>(), row, 5);
        append(found.rows[row], work.packed_input_adjoint<"M", 2>(), row, 3);
        const auto initial = work.initial_adjoint<"h", 1>();
        found.rows[row].insert(found.rows[row].end(), &initial(row, 0), &initial(row, 0) + 17);
    }
    found.gradients = numbers(gradients.span());
    return found;
}

model<attentive> some_model()
{
    model<attentive> m;
    randomise(m, 5, 0.4);
    return m;
}

workspace<attentive> fresh(const model<attentive>& m, std::size_t rows, const team& threads = team())
{
    return workspace<attentive>(m, 8, rows, room_for_memory{35}, input_adjoints::yes, threads);
}

} // namespace

TEST_CASE("a row with its memory has the same bits alone and in any batch")
{
    const auto m = some_model();
    auto work = fresh(m, 6);
    const result all = run(work, m, window());
    for (std::size_t row = 0; row < steps.size(); ++row)
    {
        auto alone = fresh(m, 1);
        CHECK(run(alone, m, window({row})).rows[0] == all.rows[row]);
        CHECK(informative(all.rows[row]));
    }
    const result others = run(work, m, window({3, 0, 4}));
    CHECK(others.rows[0] == all.rows[3]);
    CHECK(others.rows[1] == all.rows[0]);
    CHECK(others.rows[2] == all.rows[4]);
}

TEST_CASE("a window with memories has the same bits for any number of threads")
{
    const auto m = some_model();
    auto work = fresh(m, 5);
    const result one = run(work, m, window());
    CHECK(informative(one.gradients));
    for (const std::size_t threads : {2u, 3u, 7u})
    {
        auto shared = fresh(m, 5, team(threads));
        for (int window_number = 0; window_number < 2; ++window_number)
        {
            const result found = run(shared, m, window());
            CAPTURE(threads, window_number);
            CHECK(found.rows == one.rows);
            CHECK(found.gradients == one.gradients);
        }
    }
}

TEST_CASE("what lies behind the end of a memory changes nothing")
{
    const auto m = some_model();
    auto clean = fresh(m, 5);
    const result expected = run(clean, m, window());
    auto work = fresh(m, 5);
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    xt::xtensor<float, 3> x(std::array<std::size_t, 3>{8, 5, 2});
    xt::xtensor<float, 3> first(std::array<std::size_t, 3>{35, 5, 5});
    xt::xtensor<float, 3> second(std::array<std::size_t, 3>{35, 5, 3});
    x.fill(nan);
    first.fill(nan);
    second.fill(nan);
    hidden_state<attentive> state(5);
    parameters<attentive> gradients;
    work.forward(m, feeds(x, first, second), state);
    work.output_adjoint().fill(nan);
    work.backward(m, gradients);
    const result found = run(work, m, window());
    CHECK(found.rows == expected.rows);
    CHECK(found.gradients == expected.gradients);
}
