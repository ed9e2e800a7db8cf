// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include <xrnn/engine/plan_text.hpp>
#include <xrnn/xrnn.hpp>

#include "../support/attention_cells.hpp"
#include "../support/fed_cells.hpp"
#include "../support/reducing_cell.hpp"
#include "../support/torture_cell.hpp"

using namespace xrnn;

namespace
{
/// XRNN_WRITE_PLANS=1 in the environment writes the files anew, to be read before they are committed.
template <class Cell>
void check_plan(const std::string& file)
{
    const std::string path = std::string(XRNN_TEST_FOLDER) + "/engine/plans/" + file + ".txt";
    if (std::getenv("XRNN_WRITE_PLANS") != nullptr)
    {
        std::ofstream(path) << plan_text<Cell>();
    }
    std::ifstream in(path);
    std::stringstream expected;
    expected << in.rdbuf();
    CHECK(plan_text<Cell>() == expected.str());
}

/// A cell with a run-time choice of phases: everything that can leave the loop does.
struct phases
{
    static constexpr input<"x", 3> x{};
    static constexpr state<"h", 3> h{};
    static constexpr value<"a", 3> a{};
    static constexpr value<"y", 3> y{};
    static constexpr parameter<"U", 3, 3> U{};
    static constexpr parameter<"V", 3, 3> V{};
    static constexpr auto output = y;
    static constexpr auto step = equations(a = tanh(x), h = tanh(a + dot(prev(h), U)), y = square(dot(h, V)) + prev(h));
};
} // namespace

TEST_CASE("the plan of every cell and layer equals its expected text")
{
    check_plan<rnn<3, 4>>("rnn");
    check_plan<relu_rnn<3, 4>>("relu_rnn");
    check_plan<lstm<3, 4>>("lstm");
    check_plan<gru<3, 4>>("gru");
    check_plan<gru_reset_before<3, 4>>("gru_reset_before");
    check_plan<peephole_lstm<3, 4>>("peephole_lstm");
    check_plan<coupled_lstm<3, 4>>("coupled_lstm");
    check_plan<mgu<3, 4>>("mgu");
    check_plan<linear<3, 4>>("linear");
    check_plan<embedding<3, 4>>("embedding");
    check_plan<dropout<3>>("dropout");
    check_plan<layer_norm_lstm<3, 4>>("layer_norm_lstm");
    check_plan<layer_norm_gru<3, 4>>("layer_norm_gru");
    check_plan<attention_gru<3, 5, 4, 6>>("attention_gru");
    check_plan<tests::reducing<3, 5>>("reducing");
    check_plan<tests::slicing<3, 4>>("slicing");
    check_plan<tests::torture<3, 5, 4>>("torture");
    check_plan<phases>("phases");
    check_plan<tests::conditioned_rnn<3, 2, 5, 4>>("conditioned_rnn");
    check_plan<tests::fed_in_every_way<3, 4>>("fed_in_every_way");
    check_plan<tests::additive_attention<3, 5, 4, 6>>("additive_attention");
    check_plan<tests::products_at_positions<3, 4, 5>>("products_at_positions");
    check_plan<tests::attention_outside_the_loop<4>>("attention_outside_the_loop");
}

TEST_CASE("equations that depend on no prev run before the loop, and those on which no prev depends after it")
{
    constexpr const auto& p = detail::plan_of<phases>;
    CHECK(p.equations[0].when == detail::phase::before);
    CHECK(p.equations[1].when == detail::phase::loop);
    CHECK(p.equations[2].when == detail::phase::after);
}

TEST_CASE("a workspace allocates what the plans say")
{
    using network = stack<lstm<5, 8>, gru<8, 3>, linear<3, 4>>;
    const std::size_t steps = 7;
    const std::size_t rows = 3;
    const workspace<network, double> work(steps, rows);
    const detail::window_shape shape{steps, rows, detail::purpose::training};
    const std::size_t layers = detail::plan_of<lstm<5, 8>>.memory_size(shape)
        + detail::plan_of<gru<8, 3>>.memory_size(shape) + detail::plan_of<linear<3, 4>>.memory_size(shape);
    const std::size_t boundaries = detail::round_up(steps * rows * 8) + detail::round_up(steps * rows * 3);
    const std::size_t output = detail::round_up(steps * rows * 4);
    const std::size_t states = 2 * detail::round_up((8 + 8 + 3) * rows);
    using packs = detail::engine<network, double, native_products>;
    CHECK(work.bytes()
        == sizeof(double) * (layers + boundaries + output + states + packs::transposed_size)
            + sizeof(std::size_t) * (steps + 2 + 3 * rows + 1) + sizeof(id) * steps * rows);
}

TEST_CASE("the post's 2 x 512 model trains in at most 8 floats per unit, row and step")
{
    using network = stack<lstm<96, 512>, lstm<512, 512>, linear<512, 96>>;
    const workspace<network> work(100, 100);
    const double floats = static_cast<double>(work.bytes()) / sizeof(float) / (100.0 * 100.0 * 2 * 512);
    INFO("floats per unit, row and step: " << floats);
    CHECK(floats <= 8);
}
