// SPDX-License-Identifier: BSD-3-Clause
/// The plans of all cells are whole; and an inspector that is shown a broken plan says so.
#include <catch2/catch.hpp>

#include <xrnn/xrnn.hpp>

#include "../support/attention_cells.hpp"
#include "../support/reducing_cell.hpp"
#include "../support/torture_cell.hpp"
#include "../support/well_formed.hpp"

using namespace tests;
using Catch::Matchers::Equals;

namespace
{

template <template <std::size_t, std::size_t> class Cell>
constexpr bool cell_is_well_formed = well_formed(plan_of<Cell<3, 5>>) && well_formed(plan_of<Cell<8, 8>>);

static_assert(cell_is_well_formed<rnn> && cell_is_well_formed<relu_rnn>);
static_assert(cell_is_well_formed<lstm> && cell_is_well_formed<peephole_lstm> && cell_is_well_formed<coupled_lstm>);
static_assert(cell_is_well_formed<gru> && cell_is_well_formed<gru_reset_before> && cell_is_well_formed<mgu>);
static_assert(cell_is_well_formed<linear> && cell_is_well_formed<embedding>);
static_assert(well_formed(plan_of<dropout<4>>));
static_assert(well_formed(plan_of<residual<gru<4, 4>>>) && well_formed(plan_of<highway<lstm<4, 4>>>));
static_assert(cell_is_well_formed<layer_norm_lstm> && cell_is_well_formed<layer_norm_gru>);
static_assert(cell_is_well_formed<reducing> && cell_is_well_formed<scoring> && well_formed(plan_of<slicing<3, 5>>)
    && well_formed(plan_of<counter<3>>));
static_assert(well_formed(plan_of<torture<3, 5, 4>>));
static_assert(
    well_formed(plan_of<additive_attention<3, 5, 4, 6>>) && well_formed(plan_of<additive_attention<1, 1, 1, 1>>));
static_assert(
    well_formed(plan_of<dot_product_attention<3, 5, 4, 6>>) && well_formed(plan_of<several_memories<2, 3, 4>>));
static_assert(well_formed(plan_of<rows_of_positions<3, 5>>) && well_formed(plan_of<numbers_of_positions<3>>));
static_assert(well_formed(plan_of<products_at_positions<3, 4, 5>>) && well_formed(plan_of<attention_of_two_heads<4>>));
static_assert(well_formed(plan_of<attention_outside_the_loop<3>>));

using subject = std::remove_cvref_t<decltype(plan_of<torture<3, 5, 4>>)>;

/// What is found in the torture cell's plan after it was broken.
template <class Break>
std::string found_after(Break&& break_it)
{
    auto broken = std::make_unique<subject>(plan_of<torture<3, 5, 4>>);
    break_it(*broken);
    return std::string(find_defect(*broken));
}

/// The number of the equation of a name.
std::size_t number_of(std::string_view name)
{
    const auto& g = plan_of<torture<3, 5, 4>>.graph;
    return g.equation_of(g.find(name));
}

} // namespace

TEST_CASE("an event that is missing, twice or in another phase is found")
{
    const std::string twice = "a segment or product runs never or twice";
    CHECK_THAT(found_after([](subject& p) { p.events[1] = p.events[0]; }), Equals(twice));
    CHECK_THAT(found_after([](subject& p) { --p.events.count; }), Equals(twice));
    CHECK_THAT(found_after([](subject& p) { std::swap(p.events[0], p.events[p.events.size() - 1]); }),
        Equals("the phases do not follow each other"));
    CHECK_THAT(
        found_after([](subject& p) { p.equations[number_of("c")].segment = p.equations[number_of("u")].segment; }),
        Equals("an equation is not in a segment of its phase and width"));
}

TEST_CASE("what is read before it is there is found")
{
    // In the loop, a segment goes behind the next event.
    std::size_t found = 0;
    for (std::size_t i = 0; i + 1 < plan_of<torture<3, 5, 4>>.events.size(); ++i)
    {
        found += !found_after([&](subject& p) {
            if (p.phase_of(p.events[i]) == p.phase_of(p.events[i + 1]))
            {
                std::swap(p.events[i], p.events[i + 1]);
            }
        }).empty();
    }
    CHECK(found >= 4);
}

TEST_CASE("sums that are counted twice, read by two segments or not in their columns are found")
{
    auto twice = std::make_unique<std::remove_cvref_t<decltype(plan_of<lstm<3, 4>>)>>(plan_of<lstm<3, 4>>);
    const auto silent = std::find_if(twice->nodes.begin(), twice->nodes.end(), [](auto& n) { return n.silent; });
    REQUIRE(silent != twice->nodes.end());
    silent->silent = false;
    CHECK_THAT(std::string(find_defect(*twice)), Equals("a sum is counted never or twice"));
    CHECK_THAT(found_after([](subject& p) { p.sums[0].value.column += 1; }),
        Equals("the columns of a run are not those of its dots"));
    CHECK_THAT(found_after([](subject& p) { p.sums[0].value.column = 1000; }), Equals("a sum lies outside its buffer"));
    CHECK_THAT(found_after([](subject& p) {
        for (plan_sum& s : p.sums.items)
        {
            s.adjoint = s.one_segment ? s.adjoint : s.value;
        }
    }),
        Equals("the adjoint of a sum lies over a value that another segment reads"));
    CHECK_THAT(found_after([](subject& p) { p.forward_runs[0].how = write::add; }),
        Equals("a run adds to what nothing has set, or sets what has been"));
    CHECK_THAT(found_after([](subject& p) { --p.backward_runs.count; }), Equals("a dot runs never or twice"));
    CHECK_THAT(
        found_after([](subject& p) { p.nodes[0].sum = 0; }), Equals("a product has no sum, or something else has one"));
}

TEST_CASE("values without room and values that lie over something are found")
{
    const auto extent_of = [](subject& p, std::string_view name) -> extent& {
        return p.buffers[p.equations[number_of(name)].value.buffer].extent;
    };
    CHECK_THAT(found_after([&](subject& p) { extent_of(p, "u").steps = latest_step; }),
        Equals("a value is kept for one step and read at others"));
    CHECK_THAT(found_after([&](subject& p) { extent_of(p, "h").steps = every_step_kept; }),
        Equals("a state is not kept with what it was before the window, or a value is"));
    CHECK_THAT(
        found_after([&](subject& p) { extent_of(p, "c").width = 2; }), Equals("a value lies outside its buffer"));
    CHECK_THAT(found_after([&](subject& p) {
        p.buffers[p.equations[number_of("d")].value.buffer].needed_for = purpose::training;
    }),
        Equals("a value lies outside its buffer"));
    CHECK_THAT(found_after([&](subject& p) { p.equations[number_of("e")].value = p.equations[number_of("d")].value; }),
        Equals("two values lie over each other"));
    std::size_t found = 0;
    for (std::size_t s = 0; s < plan_of<torture<3, 5, 4>>.sums.size(); ++s)
    {
        found += found_after([&](subject& p) { p.equations[number_of("e")].value = p.sums[s].value; })
            == "a value lies over a sum that is still read";
    }
    CHECK(found >= 3);
    CHECK_THAT(found_after([](subject& p) {
        p.sums[1].adjoint = p.sums[0].adjoint;
        p.sums[1].value = p.sums[0].value;
    }),
        !Equals(""));
}

TEST_CASE("adjoints without a place of their own, not cleared, or sent elsewhere are found")
{
    const std::string misplaced = "an adjoint lies outside its buffer, or is not alone in it, or has not its length";
    const std::string cleared = "an adjoint that several write is not cleared, or one that a single one writes is";
    CHECK_THAT(found_after([](subject& p) { p.equations[number_of("h")].carry = p.equations[number_of("c")].carry; }),
        Equals(misplaced));
    CHECK_THAT(found_after([](subject& p) {
        p.buffers[p.equations[number_of("h")].carry.where.buffer].extent.steps = latest_step;
    }),
        Equals(misplaced));
    CHECK_THAT(found_after([](subject& p) { p.equations[number_of("c")].carry = {}; }),
        Equals("the adjoint of a final state has no place"));
    CHECK_THAT(
        found_after([](subject& p) { p.inputs[0].adjoint_cleared = !p.inputs[0].adjoint_cleared; }), !Equals(""));
    // All that send to an equation agree, but on the wrong thing.
    CHECK_THAT(found_after([](subject& p) {
        plan_adjoint& carry = p.equations[number_of("h")].carry;
        carry.cleared = !carry.cleared;
        const auto turn = [&](plan_target& t) {
            t.how = t.to == plan_target::kind::memory && t.where == carry.where
                ? (carry.cleared ? write::add : write::set)
                : t.how;
        };
        std::for_each(p.nodes.begin(), p.nodes.end(), [&](plan_node& n) { turn(n.target); });
        std::for_each(p.products.items.begin(), p.products.items.end(), [&](plan_product& q) { turn(q.target); });
    }),
        Equals(cleared));
    std::size_t of_leaves = 0;
    std::size_t of_products = 0;
    for (std::size_t n = 0; n < subject::node_count; ++n)
    {
        of_leaves +=
            found_after([&](subject& p) { p.nodes[n].target = {}; }) == "a leaf sends its adjoint to the wrong place";
    }
    for (std::size_t i = 0; i < plan_of<torture<3, 5, 4>>.products.size(); ++i)
    {
        of_products += found_after([&](subject& p) { p.products[i].target.when = moment::before_step; })
            == "a product sends its adjoint to the wrong place";
    }
    CHECK(of_leaves >= 5);
    CHECK(of_products >= 3);
}

TEST_CASE("parameters with gaps and gradients that nothing forms are found")
{
    CHECK_THAT(found_after([](subject& p) { p.parameters[1].offset += 1; }),
        Equals("the parameters do not lie one behind the other"));
    CHECK_THAT(found_after([](subject& p) {
        for (plan_parameter& w : p.parameters.items)
        {
            w.partial = {};
        }
    }),
        Equals("the gradient of a parameter is formed in no way or in two"));
}

TEST_CASE("what there is for each position, and is placed or cleared as if it were not, is found")
{
    using cell = additive_attention<3, 5, 4, 6>;
    using plan_type = std::remove_cvref_t<decltype(plan_of<cell>)>;
    const auto defect_after = [](auto&& break_it) {
        auto broken = std::make_unique<plan_type>(plan_of<cell>);
        break_it(*broken);
        return std::string(find_defect(*broken));
    };
    const auto number_of_equation = [](std::string_view name) {
        return plan_of<cell>.graph.equation_of(plan_of<cell>.graph.find(name));
    };
    const auto buffer_of = [&](plan_type& p, std::string_view name) -> extent& {
        return p.buffers[p.equations[number_of_equation(name)].value.buffer].extent;
    };
    const std::string misplaced = "what there is for each position has room for something else";
    CHECK_THAT(
        defect_after([&](plan_type& p) { buffer_of(p, "K").each_position = for_positions::nothing; }), !Equals(""));
    CHECK_THAT(
        defect_after([&](plan_type& p) { buffer_of(p, "c").each_position = for_positions::rows; }), Equals(misplaced));
    CHECK_THAT(defect_after([&](plan_type& p) {
        p.segments[p.equations[number_of_equation("a")].segment].over = visits::columns;
    }),
        Equals("an equation is not in a segment of its phase and width"));
    CHECK_THAT(defect_after([&](plan_type& p) {
        plan_adjoint& q = p.equations[number_of_equation("q")].step_adjoint;
        q.cleared = false;
        for (plan_node& n : p.nodes)
        {
            n.target.how = n.target.where == q.where ? write::set : n.target.how;
        }
    }),
        Equals("an adjoint that several write is not cleared, or one that a single one writes is"));
}
