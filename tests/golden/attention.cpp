// SPDX-License-Identifier: BSD-3-Clause
/// Attention beside the same written by hand in PyTorch: sequences and memories of different lengths.
#include <catch2/catch.hpp>

#include "../support/attention_cells.hpp"
#include "golden.hpp"

using namespace tests;

namespace
{

using lengths = std::vector<std::size_t>;

const lengths steps{5, 2, 4};
const lengths positions{4, 7, 1};

/// Sequences of these lengths by the formula, with a seed for each.
packed_sequences<double> pack(const lengths& of_rows, std::size_t width, std::size_t first_seed)
{
    std::vector<xt::xtensor<double, 2>> all;
    for (std::size_t row = 0; row < of_rows.size(); ++row)
    {
        fill(all.emplace_back(std::array<std::size_t, 2>{of_rows[row], width}), first_seed + row);
    }
    packed_sequences<double> packed(9, of_rows.size(), width);
    packed.fill(all);
    return packed;
}

/// The steps of each sequence against the section of its row: so many numbers of each step.
template <class View>
void add_rows(
    largest_error& error, const View& rows, const lengths& widths, golden_numbers& expected, const std::string& section)
{
    for (std::size_t row = 0; row < rows.rows(); ++row)
    {
        std::vector<double> found;
        for (std::size_t t = 0; t < rows.length(row); ++t)
        {
            const auto numbers = rows(row, t).first(widths[row]);
            found.insert(found.end(), numbers.begin(), numbers.end());
        }
        error.add(found, expected, section + "." + std::to_string(row));
    }
}

template <class Cell, class Names>
void check_attention(const std::string& name, golden_numbers& expected)
{
    model<Cell, double> m;
    m.edit([](auto& p) { fill_layer<Names, 0>(p); });
    const auto x = pack(steps, 3, seed::packed_input);
    const auto target = pack(steps, 5, seed::packed_target);
    const auto memory = pack(positions, 4, 101);
    hidden_state<Cell, double> state(3);
    fill(state.template get<"h">(), seed::initial("h"));
    workspace<Cell, double> work(m, 6, 4, room_for_memory{8}, input_adjoints::yes);
    const auto y = work.forward(m, feeds(x, memory), state);
    largest_error outputs;
    add_rows(outputs, y, {5, 5, 5}, expected, name + ".output");
    add_rows(outputs, work.template packed_probe<"a">(), positions, expected, name + ".weights");
    const auto adjoint = work.packed_output_adjoint();
    for (std::size_t row = 0; row < steps.size(); ++row)
    {
        for (std::size_t i = 0; i < 5 * steps[row]; ++i)
        {
            adjoint(row, i / 5)[i % 5] = y(row, i / 5)[i % 5] - target(row, i / 5)[i % 5];
        }
    }
    parameters<Cell, double> gradients;
    work.backward(m, gradients);
    largest_error all;
    add_rows(all, work.template packed_input_adjoint<"x">(), {3, 3, 3}, expected, name + ".gradient.x");
    add_rows(all, work.template packed_input_adjoint<"M">(), {4, 4, 4}, expected, name + ".gradient.M");
    all.add(work.template initial_adjoint<"h">(), expected, name + ".gradient.h");
    Names::each([&]<xrnn::detail::name Name>(std::size_t) {
        all.add(gradients.template get<Name>(), expected, name + ".gradient." + std::string(Name.view()));
    });
    INFO(name << ", largest errors: outputs " << outputs.value() << ", gradients " << all.value());
    CHECK(outputs.value() <= 1e-12);
    CHECK(all.value() <= 1e-11);
}

} // namespace

TEST_CASE("attention matches the same written by hand in PyTorch")
{
    golden_numbers expected("attention");
    check_attention<additive_attention<3, 4, 6, 5>, names<"W_K", "W_q", "v", "W", "U", "C", "b">>("additive", expected);
    check_attention<dot_product_attention<3, 4, 6, 5>, names<"W_K", "W_V", "b_V", "W_q", "W", "U", "C", "b">>(
        "dot_product", expected);
    CHECK(expected.unread().empty());
}
